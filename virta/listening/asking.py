"""Every question of the dashboard, a function each. None reads mentions but to name authors.

Counts by the hour come from `Hourly`, lists from `Ranking`; gaps in collection are None.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
from django.db import connection
from django.utils import timezone

from virta.activities.shares import wilson
from virta.listening import merging
from virta.listening.covering import Coverage, coverage
from virta.listening.merging import AuthorRow, LinkRow, PhraseRow
from virta.listening.models import ALL, Hourly, Ranking, Search
from virta.listening.periods import Period
from virta.people.models import Workspace

Figures = tuple[int, int, int, int]
"""All, negative, neutral, positive."""
NOTHING: Figures = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: some searches, or all that the workspace hears (no search)."""

    workspace: Workspace
    searches: tuple[Search, ...] = ()

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.searches] or [ALL]


@dataclass(frozen=True, slots=True)
class Step:
    """An hour, a day or a week; `figures` is None where nothing was collected."""

    since: datetime
    until: datetime
    figures: Figures | None
    is_partial: bool = False
    """Whether something stood still for a part of it."""

    @property
    def count(self) -> int | None:
        return None if self.figures is None else self.figures[0]

    @property
    def unsure(self) -> int | None:
        return None if self.figures is None else self.figures[0] - sum(self.figures[1:])


@dataclass(frozen=True, slots=True)
class Voice:
    """One search's share of all that was said about us and our peers, with its 95 % interval."""

    search: Search
    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AsOf:
    """How fresh the lists of a period are."""

    oldest: datetime | None
    """When the list of the youngest day that has one was made."""
    days: int
    """Days that have a list."""
    mentions: int
    looked_at: int
    """In so many of them phrases and links were looked for."""


def hourly(scope: Scope, period: Period) -> dict[datetime, Figures]:
    """The figures of each hour of a period that has any, by its beginning in UTC."""
    ids = scope.ids
    marks = ", ".join(["%s"] * len(ids))
    stamp = connection.ops.adapt_datetimefield_value
    asked = [scope.workspace.pk, *ids, stamp(_utc(period.since)), stamp(_utc(period.until))]
    with connection.cursor() as cursor:
        cursor.execute(_HOURLY.format(marks=marks), asked)
        # PostgreSQL sums big integers to decimals.
        rows = cursor.fetchall()
    return {_moment(row[0]): (int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows}


def steps(scope: Scope, period: Period, now: datetime) -> list[Step]:
    """Volume and sentiment over time, by the steps of the period."""
    return stepped(hourly(scope, period), period, covered(scope, period, now))


def covered(scope: Scope, period: Period, now: datetime) -> Coverage:
    """When anything was collected in a period."""
    since, until = _utc(period.since), _utc(period.until)
    return coverage(scope.workspace, scope.searches, since, until, now)


def stepped(hours: dict[datetime, Figures], period: Period, heard: Coverage) -> list[Step]:
    """Figures by the hour, put together by steps; steps in which nothing was collected are gaps."""
    found, order, at = [], sorted(hours), 0
    for since, until in period.steps():
        sums = [0, 0, 0, 0]
        while at < len(order) and order[at] < until:
            sums = [one + more for one, more in zip(sums, hours[order[at]], strict=True)]
            at += 1
        share, is_partial = heard.of(_utc(since), _utc(until))
        figures: Figures = (sums[0], sums[1], sums[2], sums[3])
        known = figures if share > 0 or sums[0] else None
        found.append(Step(since, until, known, known is not None and (share < 1 or is_partial)))
    return found


def rhythm(
    hours: dict[datetime, Figures], period: Period, heard: Coverage
) -> list[list[float | None]]:
    """Mentions an hour, by weekday (Monday first) and hour of the reader's day.

    An average over the hours that were collected; None where there was none.
    """
    zone = timezone.get_current_timezone()
    sums, times = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for hour, figures in hours.items():
        local = hour.astimezone(zone)
        sums[local.weekday(), local.hour] += figures[0]
    for number, is_heard in enumerate((heard.there > heard.still).tolist()):
        if is_heard:
            local = (heard.since + number * merging.HOUR).astimezone(zone)
            times[local.weekday(), local.hour] += 1
    return [
        [sums[day, hour] / times[day, hour] if times[day, hour] else None for hour in range(24)]
        for day in range(7)
    ]


def voices(workspace: Workspace, searches: Sequence[Search], period: Period) -> list[Voice]:
    """Shares of voice: the searches about ourselves against those about peers.

    Wilson's interval, as if what was heard were a sample of what is said.
    """
    mine = [one for one in searches if one.about in {Search.About.OWN, Search.About.PEER}]
    counts = totals(workspace, [one.pk for one in mine], period)
    total = sum(counts.values())
    found = []
    for one in mine:
        count = counts[one.pk]
        low, high = wilson(count, total) if total else (None, None)
        share = count / total if total else None
        found.append(Voice(one, count, total, share, low, high))
    return sorted(found, key=lambda one: (one.search.about != Search.About.OWN, -one.count))


def totals(workspace: Workspace, ids: Iterable[int], period: Period) -> Counter[int]:
    """Mentions of each search in a period."""
    found = Counter[int]()
    asked = list(ids)
    if not asked:
        return found
    marks = ", ".join(["%s"] * len(asked))
    stamp = connection.ops.adapt_datetimefield_value
    values = [workspace.pk, *asked, stamp(_utc(period.since)), stamp(_utc(period.until))]
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS.format(marks=marks), values)
        found.update({search: int(count) for search, count in cursor.fetchall()})
    return found


def networks(scope: Scope, period: Period) -> Counter[str]:
    """Mentions by network."""
    return _counted(scope, period, "networks")


def languages(scope: Scope, period: Period) -> Counter[str]:
    """Mentions by language (ISO 639-1); "" where it is not known."""
    return _counted(scope, period, "languages")


def authors(scope: Scope, period: Period, by: str = "others", most: int = 20) -> list[AuthorRow]:
    """The people who matter: by how many others took them up ("others"), what they wrote
    ("mentions") or how many follow them ("followers")."""
    rows = _lists(scope, period, "authors")
    return merging.authors(scope.workspace, rows, by, most)


def links(scope: Scope, period: Period, most: int = 20) -> list[LinkRow]:
    """The pages that most different authors share."""
    return merging.links(_lists(scope, period, "links"), most)


def phrases(scope: Scope, period: Period, before: Period, most: int = 20) -> list[PhraseRow]:
    """What is talked about, and what is new in it against another period."""
    now, then = (_lists(scope, one, "phrases") for one in (period, before))
    return merging.phrases(now, then, [one.query for one in scope.searches], most)


def as_of(scope: Scope, period: Period) -> AsOf:
    """How fresh the lists are, and on how much they rest."""
    rows = list(_rankings(scope, period).values_list("day", "made_at", "mentions", "looked_at"))
    youngest = max((row[0] for row in rows), default=None)
    return AsOf(
        min((row[1] for row in rows if row[0] == youngest), default=None),
        len({row[0] for row in rows}),
        sum(row[2] for row in rows),
        sum(row[3] for row in rows),
    )


def _counted(scope: Scope, period: Period, name: str) -> Counter[str]:
    found = Counter[str]()
    for one in _rankings(scope, period).values_list(name, flat=True):
        found.update(msgspec.json.decode(one, type=dict[str, int]))
    return found


def _lists(scope: Scope, period: Period, name: str) -> list[str]:
    return list(_rankings(scope, period).order_by("-day").values_list(name, flat=True))


def _rankings(scope: Scope, period: Period) -> "Ranking.QuerySet":  # type: ignore[name-defined]
    first, last = days_of(scope.workspace, period)
    return Ranking.objects.of(scope.workspace).filter(
        search_id__in=scope.ids, day__gte=first, day__lte=last
    )


def days_of(workspace: Workspace, period: Period) -> tuple[date, date]:
    """The days of the workspace's zone that lists go by: those of the same dates."""
    return period.first, period.last


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _moment(value: datetime | str) -> datetime:
    """A time as the database gives it: SQLite gives a text, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


_TABLE = Hourly._meta.db_table
_WHERE = "WHERE workspace_id = %s AND search_id IN ({marks}) AND hour >= %s AND hour < %s"
_HOURLY = f"""
SELECT hour, SUM(count), SUM(negative), SUM(neutral), SUM(positive)
FROM {_TABLE} {_WHERE} GROUP BY hour
"""  # noqa: S608 - the name of the table is the model's
_TOTALS = f"SELECT search_id, SUM(count) FROM {_TABLE} {_WHERE} GROUP BY search_id"  # noqa: S608
