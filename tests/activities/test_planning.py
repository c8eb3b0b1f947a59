"""Slots made from cadences, moved, and copied with their activity."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import make
from tests.activities import make as plan
from virta.activities import copying, planning
from virta.activities.models import Activity, Cadence, Slot
from virta.records import saving

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # a Monday
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def workspace():
    return make.workspace()


def living(cadence):
    return list(Slot.objects.filter(cadence=cadence).order_by("at"))


def test_slots_are_made_half_a_year_ahead_at_the_same_wall_clock_time(workspace):
    cadence = plan.make_cadence(workspace)
    assert planning.bring_up_to_date(cadence, NOW) == (26, 0)
    slots = living(cadence)
    assert {one.at.astimezone(HELSINKI).time() for one in slots} == {time(9)}
    assert len({one.at.hour for one in slots}) == 2
    assert planning.bring_up_to_date(cadence, NOW) == (0, 0)


def test_a_changed_cadence_leaves_the_past_and_what_somebody_touched(workspace):
    cadence = plan.make_cadence(workspace)
    planning.bring_up_to_date(cadence, NOW - timedelta(weeks=2))
    past = [one for one in living(cadence) if one.at < NOW]
    first, second, third = [one for one in living(cadence) if one.at >= NOW][:3]
    person = make.person()
    planning.move(first, first.local.date() + timedelta(days=1), None, first.version, person)
    saving.remove(second, person)
    third.title = "Something good"
    saving.store(third, person)
    cadence.times = "10:00"
    saving.store(cadence, person)
    planning.bring_up_to_date(cadence, NOW)
    now = living(cadence)
    assert set(past) <= set(now)
    assert {first.pk, third.pk} <= {one.pk for one in now}
    assert second.pk not in {one.pk for one in now}
    untouched = [one for one in now if one.version == 1 and one.at >= NOW]
    assert {one.local.time() for one in untouched} == {time(10)}


def test_a_slot_moved_by_hand_is_not_made_anew_on_its_old_day(workspace):
    cadence = plan.make_cadence(workspace)
    planning.bring_up_to_date(cadence, NOW)
    first = living(cadence)[0]
    planning.move(first, date(2026, 3, 19), None, 1, make.person())
    assert planning.bring_up_to_date(cadence, NOW) == (0, 0)


def test_a_cadence_changed_back_has_its_slots_again(workspace):
    cadence = plan.make_cadence(workspace)
    planning.bring_up_to_date(cadence, NOW)
    cadence.weekdays = "3"
    assert planning.bring_up_to_date(cadence, NOW)[1] == 26
    cadence.weekdays = "1"
    planning.bring_up_to_date(cadence, NOW)
    assert len(living(cadence)) == 26


def test_a_changed_channel_takes_the_untouched_slots_along(workspace):
    cadence = plan.make_cadence(workspace)
    planning.bring_up_to_date(cadence, NOW)
    cadence.channel = plan.make_channel(workspace, title="Another")
    assert planning.bring_up_to_date(cadence, NOW) == (26, 26)
    assert {one.channel_id for one in living(cadence)} == {cadence.channel_id}


def test_the_activity_s_end_ends_its_cadences_and_a_removed_one_plans_nothing(workspace):
    activity = plan.make_activity(workspace, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    cadence = plan.make_cadence(workspace, activity=activity)
    assert planning.keep_ahead(workspace, NOW) == 3
    saving.remove(cadence, None)
    assert planning.bring_up_to_date(cadence, NOW) == (0, 3)


def test_moving_keeps_the_time_of_day_over_summer_time_and_says_so_in_its_state(workspace):
    slot = plan.make_slot(workspace, at=datetime(2026, 3, 24, 7, tzinfo=UTC))
    assert slot.local.time() == time(9)
    assert planning.move(slot, date(2026, 3, 31), None, 1, make.person())
    assert (slot.local.time(), slot.at.hour, slot.state) == (time(9), 6, Slot.State.MOVED)


def test_moving_an_older_version_is_a_conflict(workspace):
    slot, person = plan.make_slot(workspace), make.person()
    planning.move(slot, date(2026, 3, 31), None, 1, person)
    again = Slot.objects.get(pk=slot.pk)
    with pytest.raises(saving.Conflict):
        planning.move(again, date(2026, 4, 1), None, 1, person)
    assert Slot.objects.get(pk=slot.pk).local.date() == date(2026, 3, 31)


def test_a_copy_moves_all_days_along_and_begins_anew(workspace):
    person, channel = make.person(), plan.make_channel(workspace)
    activity = plan.make_activity(
        workspace,
        channels=[channel],
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 29),
        state=Activity.State.DONE,
    )
    plan.make_cadence(workspace, activity=activity, channel=channel, starts_on=date(2026, 3, 2))
    slot = plan.make_slot(
        workspace, datetime(2026, 3, 3, 7, tzinfo=UTC), activity=activity, state="fulfilled"
    )
    made = copying.copy(activity, person, title="Again", starts_on=date(2026, 8, 31))
    assert (made.starts_on, made.ends_on, made.state) == (
        date(2026, 8, 31),
        date(2026, 9, 27),
        Activity.State.PLANNED,
    )
    assert list(made.channels.all()) == [channel]
    assert Cadence.objects.get(activity=made).starts_on == date(2026, 8, 31)
    copied = Slot.objects.get(activity=made)
    assert (copied.local.date(), copied.local.time()) == (date(2026, 9, 1), time(9))
    assert (copied.title, copied.state) == (slot.title, Slot.State.PLANNED)


def test_a_slot_of_a_cadence_that_somebody_wrote_on_is_copied_and_not_doubled(workspace):
    person = make.person()
    activity = plan.make_activity(workspace, starts_on=date(2026, 3, 16), ends_on=date(2026, 4, 12))
    cadence = plan.make_cadence(workspace, activity=activity)
    planning.bring_up_to_date(cadence, NOW)
    written = living(cadence)[1]
    written.title = "With words"
    saving.store(written, person)
    made = copying.copy(activity, person, title="Again", starts_on=date(2026, 5, 18))
    for one in made.cadences.all():
        planning.bring_up_to_date(one, NOW)
    slots = list(Slot.objects.filter(activity=made).order_by("at"))
    assert [one.title for one in slots] == ["", "With words", "", ""]


def test_a_template_plans_nothing(workspace):
    template = plan.make_activity(workspace, is_template=True, starts_on=date(2026, 3, 1))
    cadence = plan.make_cadence(workspace, activity=template)
    assert planning.bring_up_to_date(cadence, NOW) == (0, 0)
