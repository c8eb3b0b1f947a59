"""Typed words looked for in stored mentions: by the index first, then by the matcher itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from virta.kit.portions import portions
from virta.listening.fulltext import index
from virta.listening.fulltext.narrowing import Condition, needed
from virta.listening.models import Hit, Mention
from virta.listening.searching import matcher_of, mention_as_post, node_of
from virta.people.models import Workspace

AT_ONCE = 500
MOST = 5000
"""So many mentions that may match are read for one page."""
READ = (
    *("text", "language", "handle", "author", "network", "type", "followers"),
    *("title", "url", "links", "at"),
)
"""The columns of a mention that `mention_as_post` reads."""
HITS = "hits"
NEXT = 2000
"""Hits at once, where the first ones did not have enough that pass the filters."""
LONG = 30_000
"""Hits from which on it is faster to go through the few mentions that were seen or handled."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: a workspace, perhaps one search, ids of [low, high)."""

    workspace: Workspace
    search_id: int | None
    low: int = 0
    high: int = index.LAST
    by: str = "pk"
    """The column to go by: the mention's number, where an index has it in the order wanted; or
    `HITS`, which are asked first and by themselves: joined, a database may begin with mentions."""
    state: str = ""
    """Of a long search: the state whose mentions are fewer to go through."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The mentions found, newest first. Every match of an id from `reached` on is among them, or
    else there are as many as were asked for; None where all of the scope was looked at."""

    found: list[Mention]
    reached: int | None


def look(query: str, rows: Any, scope: Scope, most: int) -> Looked:
    """Up to so many of the `rows` (a queryset, filtered but for the scope's bounds) that match."""
    # Of most that may match only what the matcher reads is needed.
    rows = rows.only(*READ)
    node = node_of(query)
    matcher = matcher_of({"typed": node})
    found: list[Mention] = []
    looked_at = 0
    for ids, batch in _batches(rows, scope, needed(node)):
        answers = matcher.match([mention_as_post(one) for one in batch])
        found += [one for one, met in zip(batch, answers, strict=True) if met]
        looked_at += len(ids)
        if len(found) >= most:
            return Looked(_whole(found[:most]), None)
        if looked_at >= MOST:
            return Looked(_whole(found), ids[-1])
    return Looked(_whole(found), None)


def _whole(found: list[Mention]) -> list[Mention]:
    """The same mentions with all their columns; those that went meanwhile are left out."""
    rows: dict[int, Mention] = {}
    for some in portions([one.pk for one in found], AT_ONCE):
        rows |= Mention.objects.in_bulk(some)
    return [rows[one.pk] for one in found if one.pk in rows]


def _batches(
    rows: Any, scope: Scope, condition: Condition | None
) -> Iterator[tuple[Sequence[int], list[Mention]]]:
    """Ids that may match, newest first, and the rows that have them and pass the filters."""
    if condition is None:
        yield from _newest(rows, scope)
        return
    where = (condition, scope.workspace.pk, scope.search_id, scope.low, scope.high)
    for ids in index.candidates(*where):
        for part in portions(ids, AT_ONCE):
            yield part, list(rows.filter(pk__in=part).order_by("-pk"))


def _newest(rows: Any, scope: Scope) -> Iterator[tuple[Sequence[int], list[Mention]]]:
    if scope.by == HITS:
        yield from _by_hits(rows, scope, AT_ONCE)
        return
    high = scope.high
    while True:
        batch = list(in_order(rows, replace(scope, high=high))[:AT_ONCE])
        if batch:
            high = batch[-1].pk
            yield [one.pk for one in batch], batch
        if len(batch) < AT_ONCE:
            return


def in_order(rows: Any, scope: Scope) -> Any:
    """Those within the bounds, newest first. Not for scopes that go by hits."""
    within = {f"{scope.by}__gte": scope.low, f"{scope.by}__lt": scope.high}
    return rows.filter(**within).order_by(f"-{scope.by}")


def newest(rows: Any, scope: Scope, most: int, *, is_oldest: bool = False) -> list[Mention]:
    """Up to so many of the rows (filtered but for the scope's bounds), the newest first; or the
    oldest, the oldest first."""
    if scope.by != HITS:
        ordered = in_order(rows, scope)
        return list((ordered.reverse() if is_oldest else ordered)[:most])
    found: list[Mention] = []
    for _ids, batch in _by_hits(rows, scope, most, is_oldest=is_oldest):
        found += batch
        if len(found) >= most:
            break
    return found[:most]


def count(rows: Any, scope: Scope) -> int:
    """How many of the rows there are within the bounds."""
    if scope.by != HITS:
        return int(in_order(rows, scope).count())
    return int(rows.filter(pk__in=_hits(scope).values("mention_id")).count())


def is_long(scope: Scope) -> bool:
    """Whether a search has so many hits that there are better ways than to go through them."""
    return scope.by == HITS and _hits(scope)[:LONG].count() == LONG


def _by_hits(
    rows: Any, scope: Scope, first: int, *, is_oldest: bool = False
) -> Iterator[tuple[Sequence[int], list[Mention]]]:
    """Numbers of mentions of a search, in order, and the rows that have them."""
    order = "" if is_oldest else "-"
    size = first
    while True:
        ids = _numbers(scope, order, size)
        if ids:
            batch = rows.filter(pk__in=_heard(scope, ids) if scope.state else ids)
            yield ids, list(batch.order_by(f"{order}pk"))
        if len(ids) < size:
            return
        size = NEXT
        last = ids[-1]
        scope = replace(scope, low=last + 1) if is_oldest else replace(scope, high=last)


def _numbers(scope: Scope, order: str, most: int) -> list[int]:
    if not scope.state:
        hits = _hits(scope).order_by(f"{order}mention_id")
        return list(hits.values_list("mention_id", flat=True)[:most])
    rows = Mention.objects.of(scope.workspace).filter(
        state=scope.state, pk__gte=scope.low, pk__lt=scope.high
    )
    return list(rows.order_by(f"{order}pk").values_list("pk", flat=True)[:most])


def _heard(scope: Scope, ids: list[int]) -> list[int]:
    """Those that the search matched."""
    hits = Hit.objects.filter(search=scope.search_id, mention__in=ids)
    return list(hits.values_list("mention_id", flat=True))


def _hits(scope: Scope) -> Any:
    return Hit.objects.filter(
        search=scope.search_id, mention_id__gte=scope.low, mention_id__lt=scope.high
    )
