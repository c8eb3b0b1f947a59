"""A calendar of anything: month, week or list, as plain data that one template draws.

Whoever has things on days gives `Entry`s and gets weeks of `Cell`s. The template is
`activities/calendar/calendar.html`, the script that moves entries `static/js/calendar.js`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from virta.activities.cadence import monday
from virta.activities.words import span

View = Literal["month", "week", "list", "day"]
VIEWS: tuple[View, ...] = ("month", "week", "list", "day")
A_DAY = {"month": 3, "week": 20, "list": 15, "day": 300}
"""How many entries of a day are drawn; the rest is a number that leads to the whole day."""
LISTED = timedelta(days=13)
YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day or several.

    `clock` None lasts all day. `move_url` takes a POST with `shift` (days) and `seen`; without one
    the entry stands where it is. `mark` is its state in a word, `detail` what stands beside it.
    """

    title: str
    url: str
    day: date
    clock: time | None = None
    ends_on: date | None = None
    detail: str = ""
    icon: str = "circle"
    mark: str = ""
    tone: str = ""
    """A class of the state beside its word and icon: planned, moved, skipped, fulfilled,
    written, missed, post, out, day, span."""
    move_url: str = ""
    seen: int = 0
    key: str = ""
    heed: str = ""
    """What about it deserves a look, in a sentence."""


@dataclass(slots=True)
class Cell:
    """One day of the calendar."""

    day: date
    is_today: bool
    is_in: bool
    """Whether it belongs to the month shown."""
    spans: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    more: int = 0
    more_url: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.spans or self.entries)


@dataclass(frozen=True, slots=True)
class Frame:
    """Which days are shown, and how. `query` is what else the address carries, e.g. a filter."""

    view: View
    day: date
    today: date
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, query: dict[str, str], today: date) -> "Frame":
        """From an address; what it does not say or says wrongly is a month with today in it."""
        view: View = next((one for one in VIEWS if one == query.get("view")), "month")
        try:
            day = date.fromisoformat(query.get("day", ""))
        except ValueError:
            day = today
        rest = {name: value for name, value in query.items() if name not in {"view", "day"}}
        kept = tuple(sorted((name, value) for name, value in rest.items() if value))
        return cls(view, day if day.year in YEARS else today, today, kept)

    @property
    def first(self) -> date:
        """The first day drawn."""
        if self.view in {"list", "day"}:
            return self.day
        return monday(self.day.replace(day=1) if self.view == "month" else self.day)

    @property
    def last(self) -> date:
        """The last day drawn."""
        if self.view == "month":
            return monday(next_month(self.day) - timedelta(days=1)) + timedelta(days=6)
        length = {"week": timedelta(days=6), "list": LISTED}
        return self.first + length.get(self.view, timedelta(0))

    @property
    def title(self) -> str:
        if self.view == "month":
            return date_format(self.day, "YEAR_MONTH_FORMAT")
        return span(self.first, self.last)

    def url(self, view: str = "", day: date | None = None) -> str:
        """The same calendar another way or on another day, as a query."""
        named = {"view": view or self.view, "day": (day or self.day).isoformat()}
        return f"?{urlencode(named | dict(self.query))}"

    @property
    def earlier(self) -> str:
        if self.view == "month":
            return self.url(day=(self.day.replace(day=1) - timedelta(days=1)).replace(day=1))
        return self.url(day=self.first - (self.last - self.first) - timedelta(days=1))

    @property
    def later(self) -> str:
        if self.view == "month":
            return self.url(day=next_month(self.day))
        return self.url(day=self.last + timedelta(days=1))

    @property
    def now(self) -> str:
        return self.url(day=self.today)

    @property
    def tabs(self) -> list[dict[str, object]]:
        names = {"month": _("Month"), "week": _("Week"), "list": _("List")}
        return [
            {"label": names[one], "url": self.url(view=one), "current": one == self.view}
            for one in names
        ]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A frame with what is on its days, in weeks of cells."""

    frame: Frame
    weeks: list[list[Cell]]

    @property
    def cells(self) -> list[Cell]:
        return [cell for week in self.weeks for cell in week]

    @property
    def filled(self) -> list[Cell]:
        """The days that have something on them, for the list."""
        return [cell for cell in self.cells if not cell.is_empty or cell.is_today]


def next_month(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def laid_out(
    frame: Frame, entries: Iterable[Entry], counts: dict[date, int] | None = None
) -> Calendar:
    """Entries on the days of a frame.

    `counts` has how many there are on a day in all, where not all are given as entries.
    """
    on: dict[date, list[Entry]] = defaultdict(list)
    over: dict[date, list[Entry]] = defaultdict(list)
    for one in entries:
        if one.clock is not None:
            on[one.day].append(one)
            continue
        for day in days_of(one, frame):
            over[day].append(one)
    cells = [cell(frame, day, on[day], over[day], counts or {}) for day in all_days(frame)]
    return Calendar(frame, [cells[at : at + 7] for at in range(0, len(cells), 7)])


def all_days(frame: Frame) -> list[date]:
    length = (frame.last - frame.first).days + 1
    return [frame.first + timedelta(days=number) for number in range(length)]


def days_of(entry: Entry, frame: Frame) -> list[date]:
    """The days of a span that are drawn."""
    first, last = max(entry.day, frame.first), min(entry.ends_on or entry.day, frame.last)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def cell(
    frame: Frame, day: date, on: list[Entry], over: list[Entry], counts: dict[date, int]
) -> Cell:
    most = A_DAY[frame.view]
    shown = sorted(on, key=lambda one: (one.clock or time(), one.title))[:most]
    spans = sorted(over, key=lambda one: (one.tone, one.day, one.title))[:most]
    hidden = max(counts.get(day, 0), len(on)) - len(shown) + len(over) - len(spans)
    return Cell(
        day=day,
        is_today=day == frame.today,
        is_in=frame.view != "month" or day.month == frame.day.month,
        spans=spans,
        entries=shown,
        more=hidden,
        more_url=frame.url(view="day", day=day) if hidden else "",
    )
