"""How many hours people have in the weeks to come, beside what is planned for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from virta.ownership.models import Absence, Capacity
from virta.people.models import Person, Workspace
from virta.records.forms import members

GAP = "\N{EN DASH}"
WORKDAYS = 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One person's week. `has` is None where nobody has said how many hours they have;
    `planned` is None where no plan says anything. Both in hours."""

    start: date
    has: float | None
    planned: float | None
    away: int
    """Working days away."""

    @property
    def shown(self) -> str:
        """Planned and there, in whole hours; a dash for what is not known."""
        return f"{whole(self.planned)} / {whole(self.has)}"

    @property
    def is_over(self) -> bool:
        """Whether more is planned than there is time for; half an hour more is not."""
        return self.has is not None and self.planned is not None and self.planned > self.has + 0.5


@dataclass(frozen=True, slots=True)
class PersonWeeks:
    """A person's weeks in order."""

    person: Person
    weeks: list[Week]


def whole(hours: float | None) -> str:
    return GAP if hours is None else f"{hours:.0f}"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_from(day: date, count: int) -> list[date]:
    """The Mondays of so many weeks, beginning with the week of a day."""
    return [monday(day) + n * WEEK for n in range(count)]


def hours_in_week(
    start: date,
    spans: Iterable[tuple[Decimal, date, date | None]],
    away: Iterable[tuple[date, date]],
) -> tuple[float | None, int]:
    """Hours that a week has, and working days away in it.

    A week's hours are spread evenly over its five working days; a day away has none. None where
    no span covers any working day of the week: nobody knows, which is not zero.
    """
    spans, away = list(spans), list(away)
    days = [start + n * DAY for n in range(WORKDAYS)]
    covered = [
        (day, float(hours))
        for day in days
        for hours, first, last in spans
        if first <= day and (last is None or day <= last)
    ]
    gone = {day for day in days for first, last in away if first <= day <= last}
    if not covered:
        return None, len(gone)
    return sum(hours / WORKDAYS for day, hours in covered if day not in gone), len(gone)


def by_week(
    workspace: Workspace,
    first: date,
    count: int,
    planned: Mapping[int | None, Mapping[date, float]],
) -> list[PersonWeeks]:
    """Everybody here with their weeks. `planned`: person → Monday → hours."""
    starts = weeks_from(first, count)
    end = starts[-1] + WEEK
    spans: dict[int, list[tuple[Decimal, date, date | None]]] = {}
    for who, *span in (
        Capacity.objects.of(workspace)
        .filter(from_on__lt=end)
        .values_list("who_id", "hours", "from_on", "until_on")
    ):
        spans.setdefault(who, []).append((span[0], span[1], span[2]))
    away: dict[int, list[tuple[date, date]]] = {}
    rows = Absence.objects.of(workspace).filter(from_on__lt=end, until_on__gte=starts[0])
    for who, from_on, until_on in rows.values_list("who_id", "from_on", "until_on"):
        away.setdefault(who, []).append((from_on, until_on))
    return [
        PersonWeeks(
            one,
            [
                week_of(start, spans.get(one.pk, []), away.get(one.pk, []), planned.get(one.pk, {}))
                for start in starts
            ],
        )
        for one in members(workspace)
    ]


def week_of(
    start: date,
    spans: list[tuple[Decimal, date, date | None]],
    away: list[tuple[date, date]],
    planned: Mapping[date, float],
) -> Week:
    has, days = hours_in_week(start, spans, away)
    return Week(start, has, planned.get(start), days)


def away_on(workspace: Workspace, day: date) -> dict[int, Absence]:
    """Person → their absence on a day."""
    rows = Absence.objects.of(workspace).filter(from_on__lte=day, until_on__gte=day)
    return {one.who_id: one for one in rows.select_related("who", "stand_in")}
