"""Every question of the dashboard, a function each. None reads mentions but to name authors.

Counts by the hour come from `Hourly`, lists from `Ranking`; gaps in collection are None.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from virta.activities.shares import wilson
from virta.listening import merging, saying, spans
from virta.listening.covering import Coverage, coverage
from virta.listening.merging import AuthorRow, LinkRow
from virta.listening.models import ALL, Hourly, Ranking, Search
from virta.listening.periods import Period
from virta.listening.saying import PhraseRow
from virta.people.models import Workspace

DAY = 86_400
"""Seconds."""
Whole = np.ndarray[Any, np.dtype[np.int64]]
Figures = tuple[int, int, int, int]
"""All, negative, neutral, positive."""


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


@dataclass(frozen=True, slots=True)
class Hours:
    """The figures of the hours of a period that have any, in their order."""

    begin: Whole
    """Shape (n,): when each begins, in seconds since 1970."""
    figures: Whole
    """Shape (n, 4): as `Figures`."""


def hourly(scope: Scope, period: Period) -> Hours:
    """The figures of each hour of a period that has any."""
    ids = scope.ids
    stamp = connection.ops.adapt_datetimefield_value
    asked = [scope.workspace.pk, *ids, stamp(_utc(period.since)), stamp(_utc(period.until))]
    # Of one search there is one row an hour: nothing to sum, which takes longer than to read.
    sql = _HOURLY if len(ids) == 1 else _HOURLY_SUMS
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(marks=marks, hour=_HOURS[connection.vendor]), asked)
        rows = cursor.fetchall()
    begin, *figures = zip(*rows, strict=True) if rows else ((),) * 5
    seconds = np.array(begin, "datetime64[s]").astype(np.int64)
    return Hours(seconds, np.array(figures, np.int64).T)


def steps(scope: Scope, period: Period, now: datetime) -> list[Step]:
    """Volume and sentiment over time, by the steps of the period."""
    return stepped(hourly(scope, period), period, covered(scope, period, now))


def covered(scope: Scope, period: Period, now: datetime) -> Coverage:
    """When anything was collected in a period."""
    since, until = _utc(period.since), _utc(period.until)
    return coverage(scope.workspace, scope.searches, since, until, now)


def stepped(hours: Hours, period: Period, heard: Coverage) -> list[Step]:
    """Figures by the hour, put together by steps; steps in which nothing was collected are gaps."""
    found = []
    sums = np.vstack([np.zeros((1, 4), np.int64), hours.figures.cumsum(axis=0)])
    for since, until in period.steps():
        first, last = np.searchsorted(hours.begin, [since.timestamp(), until.timestamp()])
        whole, negative, neutral, positive = (sums[last] - sums[first]).tolist()
        share, is_partial = heard.of(_utc(since), _utc(until))
        known = (whole, negative, neutral, positive) if share > 0 or whole else None
        found.append(Step(since, until, known, known is not None and (share < 1 or is_partial)))
    return found


def rhythm(hours: Hours, heard: Coverage) -> list[list[float | None]]:
    """Mentions an hour, by weekday (Monday first) and hour of the reader's day.

    An average over the hours that were collected; None where there was none.
    """
    is_heard = heard.there > heard.still
    begin = int(heard.since.timestamp()) + 3600 * np.flatnonzero(is_heard)
    sums = np.bincount(_of_week(hours.begin), hours.figures[:, 0], minlength=7 * 24)
    times = np.bincount(_of_week(begin), minlength=7 * 24)
    means = [
        total / often if often else None
        for total, often in zip(sums.tolist(), times.tolist(), strict=True)
    ]
    return [means[24 * day : 24 * (day + 1)] for day in range(7)]


def _of_week(begin: Whole) -> Whole:
    """The hour of the reader's week, from 0 (Monday at midnight) on, of moments (since 1970)."""
    zone = timezone.get_current_timezone()

    def ahead(second: int) -> int:
        """How far the clock of the zone is ahead, in seconds."""
        away = datetime.fromtimestamp(second, zone).utcoffset()
        return int(away.total_seconds()) if away else 0

    days, day_of = np.unique(begin // DAY, return_inverse=True)
    first, after = (
        np.array([ahead(DAY * one) for one in whole.tolist()], np.int64)
        for whole in (days, days + 1)
    )
    away = first[day_of]
    # The clock is turned on few days: only then each hour is looked at.
    for at in np.flatnonzero((first != after)[day_of]).tolist():
        away[at] = ahead(int(begin[at]))
    # 1 January 1970 was a Thursday.
    return (begin + away + 3 * DAY) // 3600 % (7 * 24)


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
    return spans.summed(_lists(scope, period, "networks"))


def languages(scope: Scope, period: Period) -> Counter[str]:
    """Mentions by language (ISO 639-1); "" where it is not known."""
    return spans.summed(_lists(scope, period, "languages"))


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
    now, then = (phrase_lists(scope, one) for one in (period, before))
    return saying.phrases(now, then, [one.query for one in scope.searches], most)


def phrase_lists(scope: Scope, period: Period) -> saying.PhraseLists:
    parts = _parts(scope, period, "phrases")
    return saying.PhraseLists.read(
        (one.values[0] for one in parts), sum(one.unlisted for one in parts)
    )


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


def _lists(scope: Scope, period: Period, name: str) -> list[str]:
    return [one.values[0] for one in _parts(scope, period, name)]


def _parts(scope: Scope, period: Period, name: str) -> list[spans.Part]:
    first, last = days_of(scope.workspace, period)
    return spans.read(scope.workspace, scope.ids, first, last, [name])


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


_TABLE = Hourly._meta.db_table
_FIGURES = ("count", "negative", "neutral", "positive")
_HOURS = {
    # In UTC, for numpy; as an expression, so that Django does not make a datetime of each.
    "sqlite": "hour || ''",
    "postgresql": "CAST(extract(epoch FROM hour) AS bigint)",
}
_WHERE = "WHERE workspace_id = %s AND search_id IN ({marks}) AND hour >= %s AND hour < %s"
_HOURLY = f"SELECT {{hour}}, {', '.join(_FIGURES)} FROM {_TABLE} {_WHERE} ORDER BY hour"  # noqa: S608 - the name of the table is the model's
_HOURLY_SUMS = f"""
SELECT {{hour}}, {", ".join(f"CAST(SUM({one}) AS bigint)" for one in _FIGURES)}
FROM {_TABLE} {_WHERE} GROUP BY hour ORDER BY hour
"""  # noqa: S608
_TOTALS = f"SELECT search_id, SUM(count) FROM {_TABLE} {_WHERE} GROUP BY search_id"  # noqa: S608
