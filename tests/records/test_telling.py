"""Notices reach people the way they chose, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.ownership.make import make_task
from virta.people.models import Letter, Role
from virta.records import commenting, telling
from virta.records.models import Happening, Means, Notice

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)  # midnight in Helsinki


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.MEMBER)


def told(here, person, happening, at=NIGHT):
    notice = commenting.notify(
        here, person, happening, make_task(here, title="Kuvat"), text="Ehditkö?"
    )
    Notice.objects.filter(pk=notice.pk).update(at=at)


def test_what_is_wanted_at_once_goes_at_once_and_only_once(here, aino):
    told(here, aino, Happening.MENTION)
    assert telling.write_letters(NIGHT) == 1
    assert telling.write_letters(NIGHT) == 0
    letter = Letter.objects.get()
    assert letter.to == aino.email
    assert "Kuvat" in letter.subject
    assert "Ehditkö?" in letter.text


def test_the_digest_waits_for_the_morning_of_the_person(here, aino):
    told(here, aino, Happening.COMMENT)
    told(here, aino, Happening.DUE)
    assert telling.write_letters(NIGHT + timedelta(hours=6)) == 0
    assert telling.write_letters(NIGHT + timedelta(hours=7)) == 1
    assert "2 things" in Letter.objects.get().subject


def test_what_was_seen_or_is_not_wanted_is_not_mailed(here, aino):
    told(here, aino, Happening.MENTION)
    commenting.see(Notice.objects.all(), NIGHT)
    assert telling.write_letters(NIGHT) == 0
    telling.set_means(here, aino, {Happening.MENTION: Means.NONE})
    told(here, aino, Happening.MENTION)
    assert telling.write_letters(NIGHT) == 0
    assert not Letter.objects.exists()


def test_who_has_left_is_told_nothing_more(here, aino):
    told(here, aino, Happening.MENTION)
    aino.memberships.update(ended_at=NIGHT)
    assert telling.write_letters(NIGHT) == 0


def test_the_same_thing_is_told_once(here, aino):
    task = make_task(here)
    for _again in range(2):
        commenting.notify(here, aino, Happening.DUE, task, about=telling.about(task, "2026-03-02"))
    assert Notice.objects.count() == 1


def test_nobody_is_told_of_their_own_doing(here, aino):
    assert commenting.notify(here, aino, Happening.COMMENT, make_task(here), by=aino) is None


def test_the_longest_name_that_fits_is_meant(here, aino):
    anna, anna_maria = make.person("Anna"), make.person("Anna Maria")
    for one in (anna, anna_maria):
        here.memberships.create(workspace=here, person=one, role=Role.MEMBER)
    assert commenting.mentioned(here, "Kysy: @anna maria, kiitos") == [anna_maria]
    assert commenting.mentioned(here, "@Anna ja @anna maria") == [anna, anna_maria]
    assert commenting.mentioned(here, "a@anna.fi, @annastiina") == []


def test_notices_are_read_opened_and_set_in_the_browser(client, here, aino):
    told(here, aino, Happening.MENTION)
    make.signed_in(client, aino)
    listed = reverse("records:notices", args=[here.slug])
    assert "Kuvat" in client.get(listed).content.decode()
    opened = client.post(reverse("records:notice", args=[here.slug, Notice.objects.get().pk]))
    assert "/tasks/" in opened.url
    assert Notice.objects.get().seen_at
    settings = reverse("records:notice_settings", args=[here.slug])
    client.post(settings, dict.fromkeys(Happening.values, "none"))
    assert set(telling.means_of(here, aino).values()) == {"none"}
    stranger = make.member(here, Role.VIEWER)
    make.signed_in(client, stranger)
    other = reverse("records:notice", args=[here.slug, Notice.objects.get().pk])
    assert client.post(other).status_code == 404
