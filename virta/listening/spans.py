"""Lists of several days put together beforehand: a year is some twenty rows instead of 365.

Spans of 4 to 128 days begin at days whose number (from 1 January of the year 1 on) they divide, so
that every period is cut in one way: the longest spans that fit, and few days at its edges. A span
keeps more places than a day, and the sum of what has none, so that shares stay right.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nlargest
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import Q

from virta.listening import distinct, merging, saying, writing
from virta.listening.day_words import BY_LINK, BY_PHRASE
from virta.listening.models import Ranking, Span
from virta.listening.people import OTHERS
from virta.people.models import Workspace

WIDTHS = (128, 64, 32, 16, 8, 4)
"""Each is a multiple of the next, so that a span can be read by shorter ones."""
LONG = 64
PHRASES, LINKS, AUTHORS = 1000, 240, 200
"""Places of a long span; authors by each of three measures. A short one has half of them."""
BESIDE = 8
"""Other phrases in the same texts that a phrase of a span is kept with."""
Piece = tuple[date, int]
"""The beginning and the width of a span, or of a day."""
BUDGET = 3.0
"""Seconds in a row, so that the worker's other chores have their turn."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lists of a day or a span, as they are stored."""

    day: date
    values: tuple[str, ...]
    unlisted: int = 0
    """Units of the phrases that have no place in its list."""


def cut(first: date, last: date) -> Iterator[Piece]:
    """A period, both days included, as the longest spans that fit, and days."""
    at, end = first.toordinal(), last.toordinal() + 1
    while at < end:
        fitting = (one for one in WIDTHS if at % one == 0 and at + one <= end)
        width = next(fitting, 1)
        yield date.fromordinal(at), width
        at += width


def parts(day: date, width: int) -> Iterator[Piece]:
    """What a span is read by where it has not been made: the next shorter ones, or days."""
    part = next((one for one in WIDTHS if one < width), 1)
    for more in range(0, width, part):
        yield day + timedelta(days=more), part


def around(day: date) -> list[Piece]:
    """The spans that hold a day."""
    number = day.toordinal()
    return [(date.fromordinal(number // width * width), width) for width in WIDTHS]


def read(
    workspace: Workspace, searches: Sequence[int], first: date, last: date, names: Sequence[str]
) -> list[Part]:
    """Some lists of a period, the newest first: of spans where there are any, else of days."""
    wanted = {(search, day, width) for search in searches for day, width in cut(first, last)}
    found: dict[tuple[int, date, int], Part] = {}
    while asked := {one for one in wanted - found.keys() if one[2] > 1}:
        found |= _spans(workspace, asked, names)
        for search, day, width in asked - found.keys():
            wanted.remove((search, day, width))
            wanted |= {(search, *piece) for piece in parts(day, width)}
    days = _days(workspace, [one for one in wanted if one[2] == 1], names)
    return sorted([*found.values(), *days], key=lambda one: one.day, reverse=True)


def _spans(
    workspace: Workspace, wanted: set[tuple[int, date, int]], names: Sequence[str]
) -> dict[tuple[int, date, int], Part]:
    rows = Span.objects.of(workspace).filter(
        _within((day, width) for _search, day, width in wanted),
        search_id__in={one[0] for one in wanted},
    )
    return {
        (search, day, width): Part(day, tuple(values), unlisted)
        for search, day, width, unlisted, *values in rows.values_list(
            "search_id", "day", "width", "unlisted", *names
        )
        if (search, day, width) in wanted
    }


def _days(
    workspace: Workspace, pieces: Iterable[tuple[int, date, int]], names: Sequence[str]
) -> list[Part]:
    days: dict[int, list[date]] = {}
    for search, day, _width in pieces:
        days.setdefault(search, []).append(day)
    asked = Q(pk__in=[])
    for search, mine in days.items():
        asked |= Q(search_id=search, day__in=mine)
    rows = Ranking.objects.of(workspace).filter(asked).values_list("day", *names)
    return [Part(day, tuple(values)) for day, *values in rows]


def _within(pieces: Iterable[Piece]) -> Q:
    """Rows of these spans; nothing where there are none."""
    days: dict[int, list[date]] = {}
    for day, width in pieces:
        days.setdefault(width, []).append(day)
    found = Q(pk__in=[])
    for width, begun in days.items():
        found |= Q(width=width, day__in=begun)
    return found


def forget(workspace: Workspace, days: Iterable[date], searches: Iterable[int] = ()) -> None:
    """Drop the spans that hold these days, in the transaction and turn that changes their lists;
    those of some searches, or (none named) of all."""
    held = Span.objects.of(workspace).filter(_within({one for day in days for one in around(day)}))
    if wanted := list(searches):
        held = held.filter(search_id__in=wanted)
    held.delete()


def make_all(now: datetime, budget: float = BUDGET) -> int:
    """Make the spans that are over and have not been made, those of the newest days first."""
    begun, made = monotonic(), 0
    heard = Ranking.objects.values_list("workspace_id", flat=True).distinct()
    for workspace in Workspace.objects.filter(pk__in=list(heard)):
        today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
        for search, day, width in due(workspace, today):
            if monotonic() - begun > budget:
                return made
            make(workspace, search, day, width)
            made += 1
    return made


def due(workspace: Workspace, today: date) -> list[tuple[int, date, int]]:
    """Search, beginning and width of the spans of which there are days and no lists yet."""
    days = Ranking.objects.of(workspace).values_list("search_id", "day")
    spans = Span.objects.of(workspace).values_list("search_id", "day", "width")
    wanted = {
        (search, first, width)
        for search, day in days.iterator(chunk_size=5000)
        for first, width in around(day)
        if first.toordinal() + width <= today.toordinal()
    }
    return sorted(wanted - set(spans), key=lambda one: one[1], reverse=True)


def make(workspace: Workspace, search_id: int, day: date, width: int) -> None:
    """Make a span's lists, unless its days change meanwhile; then it is made the next time."""
    days = Ranking.objects.of(workspace).filter(
        search_id=search_id, day__gte=day, day__lt=day + timedelta(days=width)
    )
    before = _as_of(days)
    rows = list(days.order_by("-day").values_list(*Ranking.LISTS))
    held = {name: [row[at] for row in rows] for at, name in enumerate(Ranking.LISTS)}
    less = 1 if width >= LONG else 2
    phrases, unlisted = _phrases(held["phrases"], PHRASES // less)
    encode = msgspec.json.encode
    lists: dict[str, Any] = {
        "networks": summed(held["networks"]),
        "languages": summed(held["languages"]),
        "authors": _authors(held["authors"], AUTHORS // less),
        "links": _links(held["links"], LINKS // less),
        "phrases": phrases,
    }
    with transaction.atomic():
        # Who changes a day waits for its turn, too. Only to write takes one, not to put together.
        writing.wait_for_turn(workspace)
        if not before or _as_of(days) != before:
            return
        Span.objects.update_or_create(
            workspace=workspace,
            search_id=search_id,
            day=day,
            width=width,
            defaults={
                "made_at": max(one[1] for one in before),
                "mentions": sum(one[2] for one in before),
                "looked_at": sum(one[3] for one in before),
                "unlisted": unlisted,
                **{name: encode(value).decode() for name, value in lists.items()},
            },
        )


def _as_of(days: Any) -> list[tuple[date, datetime, int, int]]:
    """Each day, and when it was made: another time, if its lists are other ones."""
    return list(days.order_by("day").values_list("day", "made_at", "mentions", "looked_at"))


def summed(texts: Iterable[str]) -> Counter[str]:
    """Counts of some days or spans."""
    found = Counter[str]()
    for one in texts:
        found.update(msgspec.json.decode(one, type=dict[str, int]))
    return found


def _authors(texts: Iterable[str], most: int) -> list[list[Any]]:
    found = merging.people(texts)
    kept = dict.fromkeys(key for by in merging.MEASURES for key in merging.first(found, by, most))
    return [
        [key, one.mention, one.mentions, one.said, one.followers, joint(one.sketches, OTHERS)]
        for key, one in ((key, found[key]) for key in kept)
    ]


def _links(texts: Iterable[str], most: int) -> list[list[Any]]:
    counts, by = merging.linked(texts)
    first = nlargest(most, counts, key=lambda one: (sum(map(len, by[one])), one))
    return [[one, counts[one], joint(by[one], BY_LINK)] for one in first]


def _phrases(texts: Iterable[str], most: int) -> tuple[list[list[Any]], int]:
    found = saying.spoken(saying.PhraseLists.read(texts).lists)
    first = nlargest(most, found, key=lambda one: (found[one].units, one))
    rows: list[list[Any]] = [
        [
            key,
            one.surface,
            one.stems,
            one.mentions,
            one.units,
            joint(one.sketches, BY_PHRASE),
            one.most,
            dict(nlargest(BESIDE, one.shared.items(), key=lambda other: (other[1], other[0]))),
        ]
        for key, one in ((key, found[key]) for key in first)
    ]
    units = sum(one.units for one in found.values())
    return rows, units - sum(row[4] for row in rows)


def joint(sketches: Iterable[str], most: int) -> str:
    """Several sketches as one: the least hashes of them all."""
    hashes = distinct.unpack(*sketches)
    return "".join(sorted(hashes)[:most])
