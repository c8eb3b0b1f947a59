"""The index of mentions, kept in the transaction that writes them, and asked for candidates.

What it holds of a mention are its terms, each behind the workspace's number so that workspaces do
not stand in each other's way, and the searches that matched it: the words of a search are looked
for within it without any join.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any as Anything

from django.db import connection

from virta.listening.fulltext import postgres, sqlite
from virta.listening.fulltext.narrowing import All, Any, Condition, Term
from virta.listening.fulltext.wording import terms

FIRST, TIMES, MOST = 200, 3, 2000
"""So many candidates at first, and so many times more each time these were not enough, to a limit."""
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index needs to know of a mention."""

    id: int
    workspace_id: int
    title: str
    text: str


def add(mentions: Iterable[Anything], searches: Mapping[int, Collection[int]]) -> None:
    """Put in mentions just written, with the searches of each, by its id. (`Entry` will do.)"""
    _backend().add((one.id, _held(one, searches.get(one.id, ()))) for one in mentions)


def remove(mentions: Sequence[Anything], searches: Mapping[int, Collection[int]]) -> None:
    """Take out mentions about to be erased or rewritten, as they and their searches stand yet."""
    if connection.vendor == "postgresql":
        postgres.forget([one.id for one in mentions])
    else:
        sqlite.remove((one.id, _held(one, searches.get(one.id, ()))) for one in mentions)


def hit(pairs: Iterable[tuple[int, int]]) -> None:
    """Searches matched mentions that are in already: (search, mention) pairs."""
    _backend().add((mention, [search_term(search)]) for search, mention in pairs)


def unhit(pairs: Iterable[tuple[int, int]]) -> None:
    """Searches match mentions no more: (search, mention) pairs."""
    _backend().remove((mention, [search_term(search)]) for search, mention in pairs)


def tidy() -> None:
    """A little of the upkeep that makes questions fast again after many small portions."""
    _backend().tidy()


def empty() -> None:
    """Take everything out."""
    _backend().empty()


def has(mention: Anything, searches: Collection[int]) -> bool:
    """Whether each of a mention's terms finds it."""
    held = All(tuple(map(Term, _held(mention, searches))))
    return len(held.parts) == 0 or _backend().found(held, mention.id, mention.id + 1, 1) != []


def beside(mention: Anything) -> list[int]:
    """Some ids that the first term of a mention finds."""
    held = _held(mention, ())
    return _backend().found(Term(held[0]), 0, LAST, FIRST) if held else []


def candidates(
    condition: Condition, workspace_id: int, search_id: int | None, low: int, high: int
) -> Iterator[list[int]]:
    """Ids of [low, high), the greatest first, of all mentions that may fulfil the condition."""
    scoped = _scoped(condition, workspace_id)
    if search_id is not None:
        scoped = All((Term(search_term(search_id)), scoped))
    most = FIRST
    while True:
        ids = _backend().found(scoped, low, high, most)
        if ids:
            yield ids
        if len(ids) < most:
            return
        most, high = min(most * TIMES, MOST), ids[-1]


def search_term(search_id: int) -> str:
    return f"s{search_id}"


def _held(mention: Anything, searches: Collection[int]) -> list[str]:
    scope = f"{mention.workspace_id}:"
    words = [scope + one for one in terms(mention.title, mention.text)]
    return [*words, *map(search_term, sorted(searches))]


def _scoped(condition: Condition, workspace_id: int) -> Condition:
    if isinstance(condition, Term):
        return Term(f"{workspace_id}:{condition.text}", condition.starts)
    parts = tuple(_scoped(one, workspace_id) for one in condition.parts)
    return Any(parts) if isinstance(condition, Any) else All(parts)


def _backend() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
