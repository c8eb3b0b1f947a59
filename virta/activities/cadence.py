"""A cadence: weekdays and wall-clock times in a zone, and the moments that come of them.

Wall-clock times rule: a slot on Tuesdays at 9:00 in Helsinki is at 9:00 in Helsinki all year round,
at another instant in summer than in winter. `virta.kit.wallclock` says what happens where a clock is
turned.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from virta.kit.wallclock import moment

LAST = -1
"""The last such weekday of a month."""
MOST = 1_000
"""Moments that one cadence gives at most at a time; more is a mistake and not a plan."""


class Rhythm(StrEnum):
    """What a cadence counts by."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Pattern:
    """When something comes again.

    Weekly: on each of `weekdays` (0 is Monday) of every `every`-th week, counted from the week of
    `first`. Monthly: in every `every`-th month, counted from that of `first`, either on `month_day`
    (a month that is shorter gives its last day) or, where that is None, on the `nth` (1–4 or LAST)
    of each of `weekdays`. On each such day at each of `times` in `zone`, an IANA name. `first` and
    `last` are days, both included; without `last` it goes on.
    """

    rhythm: Rhythm
    weekdays: tuple[int, ...]
    times: tuple[time, ...]
    zone: str
    first: date
    last: date | None = None
    every: int = 1
    nth: int = 1
    month_day: int | None = None


def moments(pattern: Pattern, start: date, end: date) -> list[datetime]:
    """The pattern's moments, in UTC and in order, on the days from `start` to `end`, both included.

    Two that fall together when the clock is turned are one. At most MOST.
    """
    found: set[datetime] = set()
    for day in days(pattern, start, end):
        found.update(moment(day, clock, pattern.zone) for clock in pattern.times)
        if len(found) >= MOST:
            break
    return sorted(found)[:MOST]


def days(pattern: Pattern, start: date, end: date) -> Iterator[date]:
    """The pattern's days from `start` to `end`, both included, in order."""
    begin = max(start, pattern.first)
    stop = min(end, pattern.last) if pattern.last else end
    every_day = weekly(pattern, begin) if pattern.rhythm == Rhythm.WEEKLY else monthly(pattern)
    for day in takewhile(lambda one: one <= stop, every_day):
        if day >= begin:
            yield day


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly(pattern: Pattern, begin: date) -> Iterator[date]:
    """The days of a weekly pattern, from the week of `begin` or a little before, without end."""
    origin, step = monday(pattern.first), 7 * pattern.every
    week = origin + timedelta(days=max((begin - origin).days // step, 0) * step)
    wanted = sorted(set(pattern.weekdays))
    while wanted and week.year < date.max.year:
        yield from (week + timedelta(days=one) for one in wanted)
        week += timedelta(days=step)


def monthly(pattern: Pattern) -> Iterator[date]:
    """The days of a monthly pattern from the month of its first day, without end."""
    month = pattern.first.year * 12 + pattern.first.month - 1
    while month // 12 < date.max.year:
        yield from in_month(pattern, month // 12, month % 12 + 1)
        month += pattern.every


def in_month(pattern: Pattern, year: int, month: int) -> list[date]:
    """The pattern's days of one month, in order."""
    length = monthrange(year, month)[1]
    if pattern.month_day is not None:
        return [date(year, month, min(pattern.month_day, length))]
    return sorted(
        date(year, month, nth_weekday(year, month, weekday, pattern.nth))
        for weekday in set(pattern.weekdays)
    )


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> int:
    """The day number of a month's nth weekday, `nth` 1–4 or LAST."""
    first_weekday, length = monthrange(year, month)
    first = 1 + (weekday - first_weekday) % 7
    if nth == LAST:
        return first + (length - first) // 7 * 7
    return first + (nth - 1) * 7
