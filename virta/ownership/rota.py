"""Turns on watch in wall-clock time: pure.

A turn that begins on Mondays at 9:00 in Helsinki does so in summer and in winter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from virta.kit.wallclock import moment

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: whose it is by their place in the order, and from when until when, in UTC."""

    place: int
    starts_at: datetime
    ends_at: datetime


def turns(
    people: int, first: date, days: int, at: time, zone: str, last: date | None = None
) -> Iterator[Turn]:
    """The turns of so many people, each `days` days long, for ever or while they begin by `last`.

    ValueError where there are no people or no days: such a rotation has no turns.
    """
    if people < 1 or days < 1:
        raise ValueError("A rotation needs at least one person and turns of at least one day.")
    number, day = 0, first
    while last is None or day <= last:
        then = day + timedelta(days=days)
        yield Turn(number % people, moment(day, at, zone), moment(then, at, zone))
        number, day = number + 1, then


def between(all_turns: Iterator[Turn], start: datetime, end: datetime) -> Iterator[Turn]:
    """The turns that touch a span of time; the turns come in order."""
    for turn in all_turns:
        if turn.starts_at >= end:
            return
        if turn.ends_at > start:
            yield turn


def gaps(
    spans: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The parts of a span of time in which nobody is on watch."""
    found, free_from = [], start
    for begins, ends in sorted(spans):
        if begins > free_from:
            found.append((free_from, min(begins, end)))
        free_from = max(free_from, ends)
        if free_from >= end:
            break
    if free_from < end:
        found.append((free_from, end))
    return [(one, other) for one, other in found if one < other]
