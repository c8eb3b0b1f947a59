"""Typed words looked for in stored mentions: by the index first, then by the matcher itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from virta.listening.fulltext import index
from virta.listening.fulltext.narrowing import Condition, needed
from virta.listening.models import Mention
from virta.listening.searching import matcher_of, mention_as_post, node_of
from virta.people.models import Workspace

AT_ONCE = 500
MOST = 5000
"""So many mentions that may match are read for one page."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: a workspace, perhaps one search, ids of [low, high)."""

    workspace: Workspace
    search_id: int | None
    low: int = 0
    high: int = index.LAST
    by: str = "pk"
    """The column to go by: the mention's number, where an index has it in the order wanted."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The mentions found, newest first. Every match of an id from `reached` on is among them, or
    else there are as many as were asked for; None where all of the scope was looked at."""

    found: list[Mention]
    reached: int | None


def look(query: str, rows: Any, scope: Scope, most: int) -> Looked:
    """Up to so many of the `rows` (a queryset, filtered but for the scope's bounds) that match."""
    node = node_of(query)
    matcher = matcher_of({"typed": node})
    found: list[Mention] = []
    looked_at = 0
    for ids, batch in _batches(rows, scope, needed(node)):
        answers = matcher.match([mention_as_post(one) for one in batch])
        found += [one for one, met in zip(batch, answers, strict=True) if met]
        looked_at += len(ids)
        if len(found) >= most:
            return Looked(found[:most], None)
        if looked_at >= MOST:
            return Looked(found, ids[-1])
    return Looked(found, None)


def _batches(
    rows: Any, scope: Scope, condition: Condition | None
) -> Iterator[tuple[list[int], list[Mention]]]:
    """Ids that may match, newest first, and the rows that have them and pass the filters."""
    if condition is None:
        yield from _newest(rows, scope)
        return
    where = (condition, scope.workspace.pk, scope.search_id, scope.low, scope.high)
    for ids in index.candidates(*where):
        for part in _parts(ids):
            yield part, list(rows.filter(pk__in=part).order_by("-pk"))


def _newest(rows: Any, scope: Scope) -> Iterator[tuple[list[int], list[Mention]]]:
    high = scope.high
    while True:
        within = {f"{scope.by}__gte": scope.low, f"{scope.by}__lt": high}
        batch = list(rows.filter(**within).order_by(f"-{scope.by}")[:AT_ONCE])
        if batch:
            high = batch[-1].pk
            yield [one.pk for one in batch], batch
        if len(batch) < AT_ONCE:
            return


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
