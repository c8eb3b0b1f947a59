"""Turns in wall-clock time, over both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from virta.kit.wallclock import moment
from virta.ownership.rota import between, gaps, turns

HELSINKI = ZoneInfo("Europe/Helsinki")


def test_a_monday_at_nine_stays_at_nine_over_summer_time():
    made = list(islice(turns(3, date(2026, 3, 16), 7, time(9), "Europe/Helsinki"), 4))
    local = [one.starts_at.astimezone(HELSINKI) for one in made]
    assert [one.strftime("%a %H:%M") for one in local] == ["Mon 09:00"] * 4
    assert [one.starts_at.hour for one in made] == [7, 7, 6, 6]  # the clocks change on 29 March
    assert made[1].ends_at - made[1].starts_at == timedelta(days=7) - timedelta(hours=1)


def test_turns_follow_each_other_without_a_gap_through_the_year():
    made = list(turns(4, date(2026, 1, 1), 1, time(3, 30), "Europe/Helsinki", date(2026, 12, 31)))
    assert len(made) == 365
    for one, then in zip(made, made[1:], strict=False):
        assert one.ends_at == then.starts_at
        assert one.ends_at > one.starts_at


def test_a_time_that_the_clocks_skip_is_taken_an_hour_later():
    assert moment(date(2026, 3, 29), time(3, 30), "Europe/Helsinki").astimezone(
        HELSINKI
    ) == datetime(2026, 3, 29, 4, 30, tzinfo=HELSINKI)


def test_a_time_that_comes_twice_is_taken_the_first_time():
    assert moment(date(2026, 10, 25), time(3, 30), "Europe/Helsinki") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_people_take_turns_in_order():
    made = islice(turns(3, date(2026, 3, 2), 2, time(0), "UTC"), 7)
    assert [one.place for one in made] == [0, 1, 2, 0, 1, 2, 0]


@pytest.mark.parametrize(("people", "days"), [(0, 7), (2, 0), (2, -1)])
def test_a_rotation_without_people_or_days_has_no_turns(people, days):
    with pytest.raises(ValueError, match="at least"):
        next(turns(people, date(2026, 3, 2), days, time(9), "UTC"))


def test_only_what_touches_a_span_is_taken_also_long_after_the_first_turn():
    start = datetime(2031, 5, 7, 12, tzinfo=UTC)
    endless = turns(2, date(2026, 3, 2), 7, time(9), "UTC")
    found = list(between(endless, start, start + timedelta(days=7)))
    assert len(found) == 2
    assert found[0].starts_at <= start < found[0].ends_at


def hour(n):
    return datetime(2026, 3, 2, n, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [(0, 20)]),
        ([(0, 20)], []),
        ([(0, 5), (5, 20)], []),
        ([(2, 5), (8, 12)], [(0, 2), (5, 8), (12, 20)]),
        ([(8, 12), (2, 10)], [(0, 2), (12, 20)]),
        ([(2, 21)], [(0, 2)]),
    ],
)
def test_gaps_are_where_nobody_is(spans, found):
    given = [(hour(one), hour(other)) for one, other in spans]
    assert gaps(given, hour(0), hour(20)) == [(hour(one), hour(other)) for one, other in found]
