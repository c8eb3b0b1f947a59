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
SHORT, LONG = 2000, 30_000
"""Up to so many hits, and from so many on, it is clear what is faster to go through for mentions of
a rare state: the hits, or the mentions of that state."""
LIGHTER = 10
"""So many times faster a mention of a state is gone through than a hit, whose mention is read."""


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


@dataclass(frozen=True, slots=True)
class Looked:
    """The mentions found, newest first. Every match of an id from `reached` on is among them, or
    else there are as many as were asked for; None where all of the scope was looked at."""

    found: list[Mention]
    reached: int | None


def look(query: str, rows: Any, scope: Scope, most: int) -> Looked:
    """Up to so many of the `rows` (a queryset, filtered but for the scope's bounds) that match."""
    # Of most that may match only what the matcher reads is needed, and no whole mention is made.
    rows = rows.values_list("pk", *READ, named=True)
    node = node_of(query)
    matcher = matcher_of({"typed": node})
    found: list[Any] = []
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


def _whole(found: list[Any]) -> list[Mention]:
    """The mentions of these rows; those that went meanwhile are left out."""
    rows: dict[int, Mention] = {}
    for some in portions([one.pk for one in found], AT_ONCE):
        rows |= Mention.objects.in_bulk(some)
    return [rows[one.pk] for one in found if one.pk in rows]


def _batches(
    rows: Any, scope: Scope, condition: Condition | None
) -> Iterator[tuple[Sequence[int], list[Any]]]:
    """Ids that may match, newest first, and the rows that have them and pass the filters."""
    if condition is None:
        yield from _newest(rows, scope)
        return
    where = (condition, scope.workspace.pk, scope.search_id, scope.low, scope.high)
    for ids in index.candidates(*where):
        for part in portions(ids, AT_ONCE):
            yield part, list(rows.filter(pk__in=part).order_by("-pk"))


def _newest(rows: Any, scope: Scope) -> Iterator[tuple[Sequence[int], list[Any]]]:
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
        some = (ordered.reverse() if is_oldest else ordered)[:most]
        return _by_index(some, is_oldest) if scope.by == "pk" and scope.search_id else list(some)
    found: list[Mention] = []
    for _ids, batch in _by_hits(rows, scope, most, is_oldest=is_oldest):
        found += batch
        if len(found) >= most:
            break
    return found[:most]


def _by_index(some: Any, is_oldest: bool) -> list[Mention]:
    """The same rows, chosen by what an index tells of them before any is read."""
    chosen = Mention.objects.filter(pk__in=some.values("pk"))
    return list(chosen.order_by("pk" if is_oldest else "-pk"))


def count(rows: Any, scope: Scope) -> int:
    """How many of the rows there are within the bounds."""
    if scope.by != HITS:
        return int(in_order(rows, scope).count())
    return int(rows.filter(pk__in=_hits(scope).values("mention_id")).count())


def is_rarer(scope: Scope, state: str) -> bool:
    """Whether mentions of a state are faster to go through than the hits of the search."""
    hits = _hits(scope)[:LONG].count()
    if hits <= SHORT or hits == LONG:
        return int(hits) > SHORT
    most = int(hits) * LIGHTER
    mentions = in_order(
        Mention.objects.of(scope.workspace).filter(state=state), replace(scope, by="pk")
    )
    return int(mentions[:most].count()) < most


def _by_hits(
    rows: Any, scope: Scope, first: int, *, is_oldest: bool = False
) -> Iterator[tuple[Sequence[int], list[Any]]]:
    """Numbers of mentions of a search, in order, and the rows that have them."""
    order = "" if is_oldest else "-"
    size = first
    while True:
        hits = _hits(scope).order_by(f"{order}mention_id")
        ids = list(hits.values_list("mention_id", flat=True)[:size])
        if ids:
            yield ids, list(rows.filter(pk__in=ids).order_by(f"{order}pk"))
        if len(ids) < size:
            return
        size = NEXT
        last = ids[-1]
        scope = replace(scope, low=last + 1) if is_oldest else replace(scope, high=last)


def _hits(scope: Scope) -> Any:
    return Hit.objects.filter(
        search=scope.search_id, mention_id__gte=scope.low, mention_id__lt=scope.high
    )
