"""Quiet hours: by the clock on the wall, and what waits until they end."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests import make
from virta.people.models import Letter, Role
from virta.records import commenting, quiet, telling
from virta.records.models import Happening, Notice, QuietHours

pytestmark = pytest.mark.django_db
HELSINKI = "Europe/Helsinki"
NIGHT = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)  # midnight in Helsinki


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def end(now, begins=time(22), ends=time(7), zone=HELSINKI):
    return quiet.end_of(begins, ends, zone, now)


def test_hours_go_over_midnight():
    assert end(utc(3, 2, 19, 59)) is None
    assert end(utc(3, 2, 20)) == end(utc(3, 3, 4, 59)) == utc(3, 3, 5)
    assert end(utc(3, 3, 5)) is None


def test_hours_within_a_day():
    assert end(utc(3, 2, 10), time(12), time(13)) == utc(3, 2, 11)
    assert end(utc(3, 2, 9, 59), time(12), time(13)) is None


def test_each_has_the_clock_of_their_own_zone():
    assert end(utc(3, 2, 23), zone="America/New_York") is None
    assert end(utc(3, 3, 4), zone="America/New_York") == utc(3, 3, 12)


def test_the_night_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    assert end(utc(3, 28, 20)) == utc(3, 29, 4)
    assert end(utc(3, 29, 4)) is None
    assert end(utc(10, 24, 19)) == utc(10, 25, 5)


def test_an_end_that_the_clocks_skip_is_an_hour_later_and_one_twice_is_the_first():
    assert end(utc(3, 28, 22), ends=time(3, 30)) == utc(3, 29, 1, 30)
    first = utc(10, 25, 0, 30)
    assert end(utc(10, 24, 22), ends=time(3, 30)) == first
    assert end(first + timedelta(minutes=45), ends=time(3, 30)) is None, "3:15 comes a second time"


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.MEMBER)


def test_ones_own_hours_come_before_those_of_the_workspace(here, aino):
    other = make.member(here, Role.LEAD)
    assert quiet.asleep(here, [aino, other], NIGHT) == {}
    QuietHours.objects.create(workspace=here)
    assert set(quiet.asleep(here, [aino, other], NIGHT)) == {aino.pk, other.pk}
    QuietHours.objects.create(workspace=here, person=aino, is_on=False)
    assert quiet.asleep(here, [aino, other], NIGHT) == {other.pk: utc(3, 2, 5)}
    QuietHours.objects.filter(person=aino).update(is_on=True, begins=time(9), ends=time(10))
    assert set(quiet.asleep(here, [aino, other], NIGHT)) == {other.pk}


def tell(here, person, text, **more):
    place = ("none", "none")
    notice = commenting.tell(here, person, Happening.MENTION, place, text=text, **more)
    Notice.objects.filter(pk=notice.pk).update(at=NIGHT)


def test_what_is_not_urgent_waits_and_comes_as_one_letter(here, aino):
    QuietHours.objects.create(workspace=here, person=aino)
    tell(here, aino, "First")
    tell(here, aino, "Second")
    assert telling.write_letters(NIGHT) == telling.write_letters(utc(3, 2, 4, 59)) == 0
    assert telling.write_letters(utc(3, 2, 5)) == 1
    letter = Letter.objects.get()
    assert "First" in letter.text
    assert "Second" in letter.text


def test_what_is_urgent_passes_alone(here, aino):
    QuietHours.objects.create(workspace=here, person=aino)
    tell(here, aino, "Tomorrow")
    tell(here, aino, "Now", is_urgent=True)
    assert telling.write_letters(NIGHT) == 1
    letter = Letter.objects.get()
    assert "Now" in letter.text
    assert "Tomorrow" not in letter.text


def test_what_must_go_by_mail_does_whatever_was_chosen(here, aino):
    telling.set_means(here, aino, {Happening.MENTION: "none"})
    tell(here, aino, "Hei", by_mail=True)
    assert telling.write_letters(NIGHT) == 1


def test_everybody_chooses_their_own(client, here, aino):
    make.signed_in(client, aino)
    page = f"/w/{here.slug}/notices/quiet/"
    assert "The workspace has no quiet hours." in client.get(page).content.decode()
    client.post(page, {"which": "own", "begins": "23:00", "ends": "06:30"})
    hours = QuietHours.objects.get()
    assert (hours.person, hours.begins, hours.ends) == (aino, time(23), time(6, 30))
    wrong = client.post(page, {"which": "own", "begins": "23:00", "ends": "23:00"})
    assert "They cannot end when they begin." in wrong.content.decode()
    client.post(page, {"which": "same", "begins": "23:00", "ends": "06:30"})
    assert not QuietHours.objects.exists()


def test_those_who_lead_choose_for_the_workspace(client, here, aino):
    make.signed_in(client, make.member(here, Role.LEAD))
    page = f"/w/{here.slug}/notices/quiet/"
    asked = {"all-which": "own", "all-begins": "22:00", "all-ends": "07:00"}
    assert "These hold now" in client.post(f"{page}all/", asked, follow=True).content.decode()
    assert quiet.hours_of(here, aino).person is None
    assert "The workspace has 22:00–07:00." in client.get(page).content.decode()
    client.post(f"{page}all/", asked | {"all-which": "none"})
    assert quiet.hours_of(here, aino) is None
