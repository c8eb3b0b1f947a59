"""What a text must hold for a query to match it: the part of a query that an index can answer.

`needed(node)` gives a condition that holds for every post the query matches, or None where the
words of a post say nothing about it (fields, what NOT leaves out, inflected forms).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from virta.listening.fulltext.wording import LONGEST, bare, name
from virta.matching.tree import (
    And,
    Compare,
    Field,
    In,
    Inflected,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Sign,
    Token,
    Within,
    Word,
)
from virta.matching.words import plain

SHORTEST = 3
"""Beginnings of fewer letters are had by so many words that the index does not help."""
DEEPEST = 12
MOST = 2000
"""Terms in a condition; what asks for more is held against the mentions one by one."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the text has; with `starts` one that begins so."""

    text: str
    starts: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Each of these."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these."""

    parts: tuple["Condition", ...]


Condition = Term | All | Any


def needed(node: Node) -> Condition | None:
    """The condition, or None where there is none that an index can answer."""
    found = _needed(node, 0)
    return found if found is None or _size(found) <= MOST else None


def _needed(node: Node, depth: int) -> Condition | None:
    if depth > DEEPEST or isinstance(node, Not | Field | Range | Inflected):
        return None
    if isinstance(node, Word):
        return _word(node)
    if isinstance(node, Token):
        return _token(node)
    if isinstance(node, In):
        return _needed(node.node, depth)
    if isinstance(node, Or):
        return _any([_needed(one, depth + 1) for one in node.nodes])
    return _all([_needed(one, depth + 1) for one in _sides(node)])


def _sides(node: And | Near | Phrase | Within) -> Sequence[Node]:
    if isinstance(node, And):
        return node.nodes
    return (node.left, node.right) if isinstance(node, Near) else node.words


def _all(parts: Sequence[Condition | None]) -> Condition | None:
    held = dict.fromkeys(
        inner
        for one in parts
        if one is not None
        for inner in (one.parts if isinstance(one, All) else (one,))
    )
    return All(tuple(held)) if len(held) > 1 else next(iter(held), None)


def _any(parts: Sequence[Condition | None]) -> Condition | None:
    held: dict[Condition, None] = {}
    for one in parts:
        if one is None:
            return None
        held |= dict.fromkeys(one.parts if isinstance(one, Any) else (one,))
    return Any(tuple(held)) if len(held) > 1 else next(iter(held))


def _word(node: Word | Token, mark: str = "") -> Term | None:
    if not node.is_pattern:
        return Term(f"{mark}{bare(node.text)}"[:LONGEST])
    start = node.text.replace("?", "*").split("*")[0]
    if node.compare is Compare.FOLDED:
        # Held against texts of all languages: only letters that folding leaves alone are sure.
        known = next((at for at, one in enumerate(start) if plain(one) != one), len(start))
        start = start[:known]
    start = bare(start)
    return Term(f"{mark}{start}"[:LONGEST], True) if len(start) >= SHORTEST else None


def _token(node: Token) -> Term | None:
    if node.sign is Sign.HASHTAG:
        return _word(node, "#")
    return Term(name(node.text) if node.sign is Sign.NAME else node.text[:LONGEST])


def _size(condition: Condition) -> int:
    if isinstance(condition, Term):
        return 1
    return sum(map(_size, condition.parts))
