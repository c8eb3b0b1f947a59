"""The plan as a timeline: activities as rows, a quarter or a year as time, slots as counts.

All counting is done by the database, in one pass over the slots of the span.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from virta.activities.cadence import monday
from virta.activities.calendars import next_month
from virta.activities.models import Activity, Slot
from virta.activities.shares import midnight
from virta.activities.words import span
from virta.people.models import Workspace
from virta.records.kinds import kind_of

A_PAGE = 120
"""Activities on one page: more than that nobody takes in at a glance."""
WIDTH = 1_000.0
"""The drawing's own width; bars and marks are on this scale."""
YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Part:
    """One week or month of the timeline: its days, its label, and where it begins in the drawing."""

    first: date
    last: date
    label: str
    x: float
    width: float

    @property
    def percent(self) -> str:
        """Where it begins, of a hundred."""
        return f"{self.x / WIDTH * 100:.2f}"


@dataclass(frozen=True, slots=True)
class Span:
    """The quarter or year shown."""

    view: str
    first: date
    last: date
    title: str
    earlier: date
    later: date

    @classmethod
    def of(cls, query: dict[str, str], today: date) -> "Span":
        """From an address: `view` is quarter or year, `day` any day in it; else today's quarter."""
        try:
            day = date.fromisoformat(query.get("day", ""))
        except ValueError:
            day = today
        day = day if day.year in YEARS else today
        return cls.year(day) if query.get("view") == "year" else cls.quarter(day)

    @classmethod
    def year(cls, day: date) -> "Span":
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        earlier, later = date(day.year - 1, 1, 1), date(day.year + 1, 1, 1)
        return cls("year", first, last, str(day.year), earlier, later)

    @classmethod
    def quarter(cls, day: date) -> "Span":
        number = (day.month - 1) // 3
        first = date(day.year, number * 3 + 1, 1)
        last = next_month(next_month(next_month(first))) - timedelta(days=1)
        title = _("Quarter %(number)s/%(year)s") % {"number": number + 1, "year": day.year}
        earlier, later = first - timedelta(days=1), last + timedelta(days=1)
        return cls("quarter", first, last, title, earlier, later)

    def url(self, kept: dict[str, str], view: str = "", day: date | None = None) -> str:
        """The same timeline another way or of another time, as a query."""
        named = {"view": view or self.view, "day": (day or self.first).isoformat()}
        return f"?{urlencode(named | kept)}"

    def tabs(self, kept: dict[str, str]) -> list[dict[str, object]]:
        names = {"quarter": _("Quarter"), "year": _("Year")}
        return [
            {"label": label, "url": self.url(kept, view=name), "current": name == self.view}
            for name, label in names.items()
        ]

    def place(self, day: date) -> float:
        """Where a day begins in the drawing."""
        whole = (self.last - self.first).days + 1
        return WIDTH * min(max((day - self.first).days, 0), whole) / whole

    @property
    def parts(self) -> list[Part]:
        """Its months, or the weeks of a quarter."""
        starts = self.months if self.view == "year" else self.weeks
        ends = [*(one - timedelta(days=1) for one in starts[1:]), self.last]
        return [self.part(first, last) for first, last in zip(starts, ends, strict=True)]

    def part(self, first: date, last: date) -> Part:
        label = date_format(first, "M") if self.view == "year" else str(first.isocalendar().week)
        begin, end = self.place(first), self.place(last + timedelta(days=1))
        return Part(first, last, label, begin, end - begin)

    @property
    def months(self) -> list[date]:
        return [date(self.first.year, number, 1) for number in range(1, 13)]

    @property
    def weeks(self) -> list[date]:
        first = monday(self.first) + timedelta(days=7)
        weeks = (self.last - first).days // 7 + 1
        later = [first + timedelta(days=7 * number) for number in range(weeks)]
        return [self.first, *(day for day in later if day > self.first)]


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity in the timeline: where its bar lies, and its slots in each part."""

    title: str
    url: str
    type: str
    state: str
    state_label: str
    span: str
    x: float
    width: float
    counts: list[int]
    total: int

    @property
    def has_days(self) -> bool:
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """A span with one page of its activities; `loose` slots belong to none."""

    span: Span
    parts: list[Part]
    page: Page[Any]
    bars: list[Bar]
    loose: int
    today: float | None

    @property
    def most(self) -> int:
        """The highest count of a part, for the height of the marks."""
        return max((count for bar in self.bars for count in bar.counts), default=0)


def timeline(workspace: Workspace, shown: Span, query: dict[str, str], today: date) -> Timeline:
    """The activities that touch a span, those with days first and the earliest above."""
    parts = shown.parts
    page = Paginator(activities(workspace, shown, query), A_PAGE).get_page(query.get("page"))
    rows = list(page)
    counts = counted(workspace, shown, parts, [row[0] for row in rows])
    labels = {value: str(label) for value, label in Activity.State.choices}
    base = kind_of(Activity).list_url(workspace)
    bars = [bar(row, shown, base, labels, counts.get(row[0], {}), len(parts)) for row in rows]
    place = shown.place(today) if shown.first <= today <= shown.last else None
    return Timeline(shown, parts, page, bars, loose(workspace, shown), place)


def activities(workspace: Workspace, shown: Span, query: dict[str, str]) -> Any:
    """The activities in the plan that touch the span; those without any day too."""
    rows = Activity.objects.of(workspace).filter(is_template=False)
    rows = rows.exclude(starts_on__gt=shown.last).exclude(ends_on__lt=shown.first)
    for name in ("channel", "objective", "audience", "pillar"):
        if key := query.get(name):
            rows = rows.filter(**{f"{name}s__key": key})
    for name in ("type", "state"):
        if value := query.get(name):
            rows = rows.filter(**{name: value})
    if query.get("owner", "").isdecimal():
        rows = rows.filter(owner=query["owner"])
    undated_last = Case(When(starts_on=None, then=1), default=0)
    found = rows.order_by(undated_last, "starts_on", "title", "pk")
    return found.values_list("pk", "key", "title", "type", "state", "starts_on", "ends_on")


def slots_of(workspace: Workspace, shown: Span) -> Any:
    """The slots of a span, without the skipped ones."""
    begin, end = midnight(shown.first), midnight(shown.last + timedelta(days=1))
    rows = Slot.objects.of(workspace).filter(at__gte=begin, at__lt=end)
    return rows.exclude(state=Slot.State.SKIPPED)


def loose(workspace: Workspace, shown: Span) -> int:
    """How many slots of a span belong to no activity."""
    return int(slots_of(workspace, shown).filter(activity=None).count())


def counted(
    workspace: Workspace, shown: Span, parts: list[Part], activities: list[int]
) -> dict[int, dict[int, int]]:
    """Slots by activity and part, in one statement."""
    rows = slots_of(workspace, shown).filter(activity__in=activities)
    which = Case(
        *(
            When(Q(at__lt=midnight(part.last + timedelta(days=1))), then=Value(number))
            for number, part in enumerate(parts)
        ),
        output_field=IntegerField(),
    )
    grouped = rows.order_by().annotate(part=which).values_list("activity", "part")
    found: dict[int, dict[int, int]] = {}
    for activity, part, count in grouped.annotate(count=Count("pk")):
        found.setdefault(activity, {})[part] = count
    return found


def bar(
    row: Any, shown: Span, base: str, labels: dict[str, str], counts: dict[int, int], parts: int
) -> Bar:
    """One row of `activities` in the drawing."""
    _pk, key, title, type_, state, starts, ends = row
    x = shown.place(starts or shown.first)
    until = shown.place(ends + timedelta(days=1)) if ends else WIDTH
    return Bar(
        title=title,
        url=f"{base}{key}/",
        type=type_,
        state=state,
        state_label=labels[state],
        span=span(starts, ends),
        x=x,
        width=max(until - x, 3.0) if starts or ends else 0.0,
        counts=[counts.get(number, 0) for number in range(parts)],
        total=sum(counts.values()),
    )
