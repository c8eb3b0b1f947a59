"""Alarms: what is out of the usual, who is told, and that it ends when somebody sees to it."""

from datetime import timedelta

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_alarm, make_search, make_source, taken
from virta.flows.hearing import alarming
from virta.listening import gauging, tallying
from virta.listening.models import Alarm, Gauge, Source
from virta.people.models import Role
from virta.records.models import Happening, Notice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace():
    return make.workspace()


def count(search, hour, number, sentiment=tallying.UNKNOWN):
    place = (search.pk, hour, "bluesky", "fi", sentiment)
    tallying.add(search.workspace_id, {place: number})


def listened(workspace, until):
    if not Source.objects.of(workspace).exists():
        make_source(workspace)
    Source.objects.of(workspace).update(looked_at=until, trouble={})


def lived_through(search, hours, number=4):
    """So many quiet hours, taken in; returns their end."""
    gauging.gauge(search, NOON)
    for one in range(hours):
        count(search, NOON + one * HOUR, number + one % 3)
    end = NOON + hours * HOUR
    listened(search.workspace, end)
    while Gauge.objects.filter(search=search, fed_until__lt=end).exists():
        gauging.gauge(search, end)
    return end


def test_a_flood_after_quiet_days_is_one_alarm(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10)
    assert not Alarm.objects.exists()
    for one in range(3):
        count(search, end + one * HOUR, 90)
        listened(workspace, end + (one + 1) * HOUR)
        gauging.gauge(search, end + (one + 1) * HOUR)
    alarm = Alarm.objects.get()
    assert (alarm.at, alarm.seen, alarm.is_rise) == (end, 90, True)
    assert 2 < alarm.expected < 9


def test_old_posts_of_a_file_are_counted_in_their_hours_and_make_no_alarm(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10)
    posts = [heard(f"sauna {n}", str(n), at=end - 30 * HOUR) for n in range(400)]
    taken(workspace, *posts, now=end, source=make_source(workspace, Source.FILE))
    for one in range(3):
        count(search, end + one * HOUR, 4)
        listened(workspace, end + (one + 1) * HOUR)
        assert gauging.gauge(search, end + (one + 1) * HOUR) == 0
    assert sum(search.tallies.filter(hour=end - 30 * HOUR).values_list("count", flat=True)) > 400


def test_hours_in_which_nothing_was_collected_are_gaps_and_no_drops(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10, 60)
    later = end + 6 * HOUR
    assert gauging.gauge(search, later) == 0
    reached = set(Gauge.objects.values_list("fed_until", flat=True))
    assert reached == {end + 4 * HOUR}, "the last hours may still come"
    listened(workspace, later)
    for one in range(4, 6):
        count(search, end + one * HOUR, 61)
    assert gauging.gauge(search, later) == 0
    assert set(Gauge.objects.values_list("fed_until", flat=True)) == {later}


def test_silence_while_all_sources_answer_is_a_drop(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10, 60)
    later = end + 8 * HOUR
    listened(workspace, later)
    assert gauging.gauge(search, later) == 1
    assert not Alarm.objects.get().is_rise


def test_a_usual_number_of_mentions_of_which_many_are_negative_is_an_alarm(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10, 60)
    count(search, end, 25, sentiment=-1)
    count(search, end, 36)
    listened(workspace, end + HOUR)

    assert gauging.gauge(search, end + HOUR) == 1

    alarm = Alarm.objects.get()
    assert (alarm.is_negative, alarm.seen) == (True, 25)
    assert alarming.sentence(alarm, NOON).startswith("25 negative mentions in an hour")


def test_a_clock_that_ran_a_month_ahead_and_was_set_back_costs_no_alarm(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 10)
    listened(workspace, end)
    for _round in range(3):
        assert gauging.gauge(search, end + 24 * 30 * HOUR) == 0, "nothing was heard: gaps"
    gauging.gauge(search, end)
    assert set(Gauge.objects.values_list("fed_until", flat=True)) == {end}
    count(search, end, 90)
    listened(workspace, end + HOUR)
    assert gauging.gauge(search, end + HOUR) == 1


def test_that_fewer_are_negative_than_usual_is_no_alarm(workspace):
    search = make_search(workspace)
    gauging.gauge(search, NOON)
    for one in range(24 * 10):
        count(search, NOON + one * HOUR, 60 + one % 3, sentiment=-1)
    end = NOON + 240 * HOUR
    listened(workspace, end)
    while Gauge.objects.filter(search=search, fed_until__lt=end).exists():
        gauging.gauge(search, end)
    for one in range(8):
        count(search, end + one * HOUR, 61, sentiment=1)
    listened(workspace, end + 8 * HOUR)

    assert gauging.gauge(search, end + 8 * HOUR) == 0


def test_two_workers_take_each_hour_in_once(workspace):
    search = make_search(workspace)
    end = lived_through(search, 24 * 4)
    count(search, end, 500)
    listened(workspace, end + HOUR)
    assert gauging.gauge(search, end + HOUR) == 1
    assert gauging.gauge(search, end + HOUR) == 0
    assert Alarm.objects.count() == 1


def test_alarms_that_come_together_are_one_storm(workspace):
    first, second = make_search(workspace), make_search(workspace, "lake")
    alarm = make_alarm(first, at=NOON)
    assert gauging.storm(workspace, NOON + HOUR) == alarm
    assert gauging.storm(workspace, NOON + timedelta(hours=7)) is None
    along = make_alarm(second, storm=alarm)
    gauging.acknowledge(alarm, make.person(), NOON)
    along.refresh_from_db()
    assert along.acknowledged_at == NOON
    assert gauging.storm(workspace, NOON + HOUR) is None


def test_the_owner_is_told_then_those_who_lead_and_nobody_once_it_is_seen_to(workspace):
    lead = make.member(workspace, Role.LEAD)
    owner = make.member(workspace, Role.MEMBER)
    alarm = make_alarm(make_search(workspace, owner=owner))

    def told(minutes):
        return alarming.tell_due(NOON + timedelta(minutes=minutes))

    assert told(1) == 1
    assert told(2) == 0
    notice = Notice.objects.get()
    assert (notice.person, notice.happening) == (owner, Happening.HEARD)
    assert (notice.kind, notice.key) == ("alarm", str(alarm.pk))
    assert notice.text.startswith("40 mentions in an hour, where about 3 were expected.")
    assert told(62) == 2
    assert Notice.objects.filter(person=lead).count() == 1
    assert told(125) == 2
    assert told(600) == 0, "three times are enough"
    gauging.acknowledge(alarm, owner, NOON)
    assert told(700) == 0


def test_the_page_has_a_button_that_ends_it(client, workspace):
    client.force_login(make.member(workspace, Role.MEMBER))
    page = f"/w/{workspace.slug}/mentions/alarms/"
    assert "No alarms." in client.get(page).content.decode()
    alarm = make_alarm(make_search(workspace))
    shown = client.get(page).content.decode()
    assert "40 mentions in the hour, about 3 expected" in shown
    assert "More than usual" in shown
    for words in ("You see to it.", "Somebody sees to it already."):
        answer = client.post(f"{page}{alarm.pk}/seen/", follow=True)
        assert words in answer.content.decode()
    assert "Seen to" in client.get(page).content.decode()
