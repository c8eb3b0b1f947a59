"""The times at which people are told, from the watch along a path."""

from datetime import UTC, datetime, timedelta

from virta.ownership.escalating import Whom, next_time, stages

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STEPS = [{"within": 15}, {"within": 60}]


def minutes(found):
    return [one.after / timedelta(minutes=1) for one in found]


def test_the_watch_is_first_then_each_step_at_its_time_then_all_again():
    found = stages(STEPS, is_urgent=False)
    assert minutes(found) == [0, 15, 60, 120, 180]
    assert [one.whom for one in found] == [Whom.WATCH, Whom.STEP, Whom.STEP, *[Whom.AGAIN] * 2]


def test_without_a_path_those_who_lead_are_told_after_an_hour():
    found = stages([], is_urgent=False)
    assert minutes(found) == [0, 60, 120]
    assert found[1].whom == Whom.LEADS


def test_what_is_urgent_is_told_every_hour_for_a_day():
    found = stages(STEPS, is_urgent=True)
    assert minutes(found)[-1] == 60 + 24 * 60
    assert len(found) == 27


def test_a_step_that_names_an_earlier_time_comes_with_the_one_before():
    assert minutes(stages([{"within": 60}, {"within": 15}], is_urgent=False))[:3] == [0, 60, 60]


def test_the_next_time_counts_from_when_it_was_noticed():
    found = stages(STEPS, is_urgent=False)
    assert next_time(found, 1, NOON, NOON) == NOON + timedelta(minutes=15)
    early = NOON + timedelta(minutes=1)
    assert next_time(found, 2, NOON, early) == NOON + timedelta(minutes=60)
    assert next_time(found, 5, NOON, NOON) is None


def test_who_was_told_late_has_as_much_time():
    found = stages(STEPS, is_urgent=False)
    late = NOON + timedelta(hours=2)
    assert next_time(found, 2, NOON, late) == late + timedelta(minutes=45)
