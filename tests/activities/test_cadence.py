"""Moments of a cadence, over zones, turned clocks and calendars."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from virta.activities.cadence import (
    LAST,
    MOST,
    Pattern,
    Rhythm,
    days,
    moments,
    monday,
)
from virta.kit.wallclock import moment

ZONES = (
    "Europe/Helsinki",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Asuncion",
    "UTC",
)


def weekly(**more):
    facts = {
        "rhythm": Rhythm.WEEKLY,
        "weekdays": (1,),
        "times": (time(9),),
        "zone": "Europe/Helsinki",
        "first": date(2026, 1, 1),
    }
    return Pattern(**facts | more)


def test_a_tuesday_nine_oclock_in_helsinki_stays_at_nine_in_summer_and_in_winter():
    found = moments(weekly(), date(2026, 1, 1), date(2026, 12, 31))
    there = [one.astimezone(ZoneInfo("Europe/Helsinki")) for one in found]
    assert {(one.weekday(), one.hour, one.minute) for one in there} == {(1, 9, 0)}
    assert {one.hour for one in found} == {6, 7}, "in UTC it moves with summer time"
    assert len(found) == 52


def test_a_time_that_does_not_exist_comes_after_the_gap():
    at = moment(date(2026, 3, 29), time(3, 30), "Europe/Helsinki")
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at.astimezone(ZoneInfo("Europe/Helsinki")).hour == 4


def test_of_a_time_that_comes_twice_the_first_is_meant():
    at = moment(date(2026, 10, 25), time(3, 30), "Europe/Helsinki")
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_two_moments_that_fall_together_in_the_gap_are_one():
    pattern = weekly(weekdays=(6,), times=(time(3, 30), time(4, 30)))
    assert len(moments(pattern, date(2026, 3, 29), date(2026, 3, 29))) == 1
    assert len(moments(pattern, date(2026, 4, 5), date(2026, 4, 5))) == 2


def test_every_second_week_is_counted_from_the_week_of_the_first_day():
    pattern = weekly(every=2, first=date(2026, 1, 8))  # a Thursday; its week's Tuesday is gone
    found = list(days(pattern, date(2026, 1, 1), date(2026, 2, 28)))
    assert found == [date(2026, 1, 20), date(2026, 2, 3), date(2026, 2, 17)]


def test_the_31st_of_a_shorter_month_is_its_last_day():
    pattern = weekly(rhythm=Rhythm.MONTHLY, month_day=31)
    found = list(days(pattern, date(2026, 1, 1), date(2026, 4, 30)))
    assert [one.day for one in found] == [31, 28, 31, 30]


@pytest.mark.parametrize(
    ("nth", "expected"), [(1, [6, 3, 3]), (4, [27, 24, 24]), (LAST, [27, 24, 31])]
)
def test_the_nth_tuesday_of_a_month(nth, expected):
    pattern = weekly(rhythm=Rhythm.MONTHLY, nth=nth)
    assert [one.day for one in days(pattern, date(2026, 1, 1), date(2026, 3, 31))] == expected


def test_nothing_comes_after_the_last_day_nor_before_the_first():
    pattern = weekly(first=date(2026, 1, 7), last=date(2026, 1, 20))
    found = list(days(pattern, date(2020, 1, 1), date(2030, 1, 1)))
    assert found == [date(2026, 1, 13), date(2026, 1, 20)]


def test_a_cadence_without_weekdays_or_with_dates_the_wrong_way_round_gives_nothing():
    assert moments(weekly(weekdays=()), date(2026, 1, 1), date(2027, 1, 1)) == []
    pattern = weekly(first=date(2026, 5, 1), last=date(2026, 4, 1))
    assert moments(pattern, date(2026, 1, 1), date(2027, 1, 1)) == []


def test_a_cadence_gives_no_more_than_a_plan_can_hold():
    pattern = weekly(weekdays=tuple(range(7)), times=tuple(time(hour) for hour in range(24)))
    assert len(moments(pattern, date(2026, 1, 1), date(2036, 1, 1))) == MOST


def any_pattern(dice):
    rhythm = dice.choice(list(Rhythm))
    first = date(2020, 1, 1) + timedelta(days=dice.randrange(4000))
    return Pattern(
        rhythm=rhythm,
        weekdays=tuple(dice.sample(range(7), dice.randint(1, 4))),
        times=tuple(time(dice.randrange(24), dice.choice((0, 15, 30, 59))) for _n in range(2)),
        zone=dice.choice(ZONES),
        first=first,
        last=dice.choice((None, first + timedelta(days=dice.randrange(400)))),
        every=dice.randint(1, 4),
        nth=dice.choice((1, 2, 3, 4, LAST)),
        month_day=dice.choice((None, 1, 29, 31)),
    )


@pytest.mark.parametrize("seed", range(150))
def test_any_cadence_in_any_zone_keeps_its_promises(seed):
    dice = random.Random(seed)
    pattern = any_pattern(dice)
    start = pattern.first - timedelta(days=20)
    end = start + timedelta(days=dice.randrange(30, 500))
    zone = ZoneInfo(pattern.zone)
    found = moments(pattern, start, end)
    assert found == sorted(set(found))
    for at in found:
        there = at.astimezone(zone)
        wall = there.replace(tzinfo=None)
        wanted = {datetime.combine(day, clock) for day in near(wall) for clock in pattern.times}
        on_the_clock = any(wall == one for one in wanted)
        shifted = any(skipped(one, zone) and abs(wall - one) <= timedelta(days=1) for one in wanted)
        assert on_the_clock or shifted, (pattern, there)
        assert there.fold == 0 or shifted
    for day in days(pattern, start, end):
        assert max(start, pattern.first) <= day <= min(end, pattern.last or end)
        if pattern.rhythm == Rhythm.WEEKLY:
            assert (monday(day) - monday(pattern.first)).days % (7 * pattern.every) == 0
            assert day.weekday() in pattern.weekdays


@pytest.mark.parametrize("seed", range(60))
def test_a_part_of_the_time_gives_that_part_of_the_moments(seed):
    pattern = any_pattern(random.Random(seed))
    start, end = pattern.first, pattern.first + timedelta(days=200)
    middle = start + timedelta(days=83)
    whole = moments(pattern, start, end)
    parts = moments(pattern, start, middle) + moments(pattern, middle + timedelta(days=1), end)
    assert sorted(set(parts)) == whole


def near(wall):
    return [wall.date() + timedelta(days=n) for n in (-1, 0, 1)]


def skipped(wall, zone):
    """Whether a wall-clock time does not exist in a zone."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
