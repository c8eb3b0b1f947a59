from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.spikes.series import DAY, FIVE, HOUR, MONDAY, alarms, changed, counts, usual
from virta.spikes.detector import Detector

MINUTES = timedelta(minutes=1)
NOON = MONDAY + 22 * DAY + 12 * HOUR


@pytest.mark.parametrize(
    ("level", "spread"), [(50, 0), (50, 0.1), (5, 0), (5, 0.3), (0.3, 0), (0.3, 1)]
)
def test_a_series_that_only_has_its_days_and_weeks_is_silent(level, spread):
    told = [alarms(counts(level, seed, days=56, spread=spread)) for seed in (1, 2)]
    assert sum(map(len, told)) <= 2


@pytest.mark.parametrize("hour", [3, 12, 20])
def test_a_fivefold_rise_of_a_busy_series_is_told_within_the_hour(hour):
    begin = MONDAY + 22 * DAY + hour * HOUR
    told = alarms(changed(counts(50, hour, spread=0.1), begin, begin + 2 * HOUR, 5))
    assert len(told) == 1
    assert begin <= told[0].at < begin + HOUR
    assert told[0].is_rise
    assert told[0].value > 2 * told[0].expected


@pytest.mark.parametrize("hour", [9, 12, 20])
def test_a_busy_series_that_falls_silent_is_told_within_the_hour(hour):
    begin = MONDAY + 22 * DAY + hour * HOUR
    told = alarms(changed(counts(50, hour, spread=0.1), begin, begin + 3 * HOUR, 0))
    assert len(told) == 1
    assert begin <= told[0].at < begin + HOUR
    assert not told[0].is_rise


def test_a_new_level_is_told_once_and_then_learnt():
    rows = changed(counts(20, 3, days=56), NOON, MONDAY + 99 * DAY, 4)
    detector = Detector(FIVE)
    told = [alarm for at, value in rows if (alarm := detector.update(at, value))]
    assert len(told) == 1
    assert detector.episode.began is None
    at = MONDAY + 57 * DAY + 12 * HOUR
    assert detector.expected.at(at)[0] == pytest.approx(4 * usual([at], 20)[0], rel=0.25)


@pytest.mark.parametrize(("level", "factor"), [(50, 0.3), (5, 0.0), (5, 5)])
def test_other_new_levels_are_told_once_too(level, factor):
    rows = changed(counts(level, 3, days=36, spread=0.1), NOON, MONDAY + 99 * DAY, factor)
    assert [alarm.at.date() for alarm in alarms(rows)] == [NOON.date()]


def test_a_fortnight_without_rows_is_harmless():
    begin, end = MONDAY + 12 * DAY, MONDAY + 26 * DAY
    rows = [row for row in counts(30, 4, days=40, spread=0.1) if not begin < row[0] < end]
    assert alarms(rows) == []


def test_an_episode_is_one_alarm_and_the_next_is_another():
    rows = changed(counts(50, 4), NOON, NOON + 6 * HOUR, 4)
    rows = changed(rows, NOON + 3 * DAY, NOON + 3 * DAY + 6 * HOUR, 5)
    told = alarms(rows)
    assert [alarm.at.date() for alarm in told] == [NOON.date(), (NOON + 3 * DAY).date()]


def test_a_series_of_zeros_is_silent():
    assert alarms((MONDAY + FIVE * number, 0.0) for number in range(5000)) == []


def test_a_constant_series_is_silent_and_its_end_is_not():
    rows = [(MONDAY + FIVE * number, 7.0) for number in range(5000)]
    rows += [(MONDAY + FIVE * number, 0.0) for number in range(5000, 5100)]
    (alarm,) = alarms(rows)
    assert alarm.at >= rows[5000][0]


def test_nothing_is_told_while_too_little_is_learnt():
    rows = changed(counts(50, 5, days=3), MONDAY + DAY, MONDAY + DAY + HOUR, 20)
    assert alarms(rows) == []
    assert (
        alarms([(MONDAY + DAY * day, 9.0 if day != 20 else 900.0) for day in range(28)], DAY) == []
    )


@pytest.mark.parametrize(
    ("step", "level", "days"), [(MINUTES, 10, 9), (15 * MINUTES, 100, 28), (HOUR, 300, 42)]
)
def test_other_steps_work_too(step, level, days):
    begin = MONDAY + (days - 2) * DAY + 12 * HOUR
    rows = counts(level, 6, days=days, step=step, spread=0.03)
    told = alarms(changed(rows, begin, begin + 4 * HOUR, 5), step)
    assert [begin <= alarm.at < begin + HOUR for alarm in told] == [True]


def test_days_work_too():
    rows = counts(2000, 7, days=200, step=DAY, spread=0.01)
    begin = MONDAY + 100 * DAY
    told = alarms(changed(rows, begin, begin + DAY, 4), DAY)
    assert [alarm.at for alarm in told] == [begin]


def test_missing_rows_and_empty_values_are_gaps_and_never_zeros():
    rows = counts(50, 8, spread=0.1)
    holes = [row for number, row in enumerate(rows) if number % 7 and not 5000 < number < 5400]
    assert alarms(holes) == []
    empty = [
        (at, None if 5000 < number < 5400 else value) for number, (at, value) in enumerate(rows)
    ]
    assert alarms(empty) == []


def test_summer_time_is_harmless():
    zone = ZoneInfo("Europe/Helsinki")
    rows = counts(50, 9, days=49, spread=0.1)
    on_the_wall = [(at.replace(year=2026, tzinfo=zone) + 56 * DAY, value) for at, value in rows]
    assert on_the_wall[0][0].utcoffset() != on_the_wall[-1][0].utcoffset()
    kept = [
        (at, value)
        for at, value in on_the_wall
        if at.astimezone(UTC).astimezone(zone).hour == at.hour  # the hour that is left out
    ]
    assert alarms(kept) == []
    in_utc = [(at.astimezone(UTC), value) for at, value in kept]
    assert alarms(in_utc) == []


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_what_is_no_count_is_refused(value):
    detector = Detector(FIVE)
    with pytest.raises(ValueError, match="no count"):
        detector.update(MONDAY, value)


def test_a_time_that_is_not_later_is_refused():
    detector = Detector(FIVE)
    detector.update(MONDAY, 1.0)
    with pytest.raises(ValueError, match="not later"):
        detector.update(MONDAY, 1.0)


def test_a_higher_sensitivity_tells_at_least_as_often():
    rows = [
        (at, value * 3 if at.day % 5 == 0 and at.hour == 14 else value)
        for at, value in counts(30, 10, spread=0.3)
    ]
    told = {}
    for sensitivity in ("low", "default", "high"):
        detector = Detector(FIVE, sensitivity)
        told[sensitivity] = sum(detector.update(at, value) is not None for at, value in rows)
    assert told["low"] <= told["default"] <= told["high"]
    assert told["high"] > 0


def test_an_aware_time_is_learnt_by_its_own_clock():
    zone = ZoneInfo("Europe/Helsinki")
    detector = Detector(HOUR)
    detector.update(datetime(2026, 1, 5, 9, tzinfo=zone), 4.0)
    assert detector.expected.visits[9] == 1
