"""The simplest matcher that is right: every way in which a query matches one post.

The fast matcher is held against it, and pages mark with it what matched. `matches(node, post)`
says whether; `spans(node, post)` says which characters of title and text did it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from virta.matching.inflection import agrees
from virta.matching.posts import Post
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
from virta.matching.words import Kind, Piece, cased, folded, read

BOTH = ("title", "text")
KINDS = {
    Sign.HASHTAG: Kind.HASHTAG,
    Sign.NAME: Kind.NAME,
    Sign.EMOJI: Kind.EMOJI,
    Sign.SYMBOL: Kind.SYMBOL,
}

Ways = dict[tuple[int, int], frozenset[Piece]]
"""From the first to the last word of every way in which something matches: the pieces it takes."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to `end` of the post's `part` ("title" or "text")."""

    part: str
    start: int
    end: int


def matches(node: Node, post: Post) -> bool:
    """Whether the post matches the query."""
    return Reading(post).matches(node)


def spans(node: Node, post: Post) -> list[Span]:
    """What of the post's words made it match, in order, overlaps joined; none where it does not."""
    reading = Reading(post)
    if not reading.holds(node, BOTH):
        return []
    found = sorted(Span(part, piece.start, piece.end) for part, piece in reading.marks(node, BOTH))
    joined: list[Span] = []
    for span in found:
        last = joined[-1] if joined else None
        if last is not None and last.part == span.part and span.start < last.end:
            joined[-1] = Span(span.part, last.start, max(last.end, span.end))
        else:
            joined.append(span)
    return joined


class Reading:
    """One post, split into its pieces once, to be held against many queries."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.pieces = {"title": read(post.title or ""), "text": read(post.text)}

    def matches(self, node: Node) -> bool:
        """Whether the post matches the query."""
        return self.holds(node, BOTH)

    def holds(self, node: Node, parts: Sequence[str]) -> bool:
        """Whether the node matches within these parts."""
        if isinstance(node, And):
            return all(self.holds(one, parts) for one in node.nodes)
        if isinstance(node, Or):
            return any(self.holds(one, parts) for one in node.nodes)
        if isinstance(node, Not):
            return not self.holds(node.node, parts)
        if isinstance(node, In):
            return self.holds(node.node, (node.part,))
        if isinstance(node, Field):
            return _has(self.post, node)
        if isinstance(node, Range):
            return _in_range(getattr(self.post, node.name), node)
        return any(self.ways(node, part) for part in parts)

    def marks(self, node: Node, parts: Sequence[str]) -> Iterator[tuple[str, Piece]]:
        """The pieces that made a node match; what NOT stands before makes nothing match."""
        if isinstance(node, And | Or):
            for one in node.nodes:
                if self.holds(one, parts):
                    yield from self.marks(one, parts)
        elif isinstance(node, In):
            yield from self.marks(node.node, (node.part,))
        elif not isinstance(node, Not | Field | Range):
            for part in parts:
                for taken in self.ways(node, part).values():
                    yield from ((part, piece) for piece in taken)

    def ways(self, node: Node, part: str) -> Ways:
        """Every way in which words match in one part."""
        if isinstance(node, Or):
            return _merged(self.ways(one, part) for one in node.nodes)
        if isinstance(node, Phrase):
            return self.phrase(node, part)
        if isinstance(node, Within):
            return self.within(node, part)
        if isinstance(node, Near):
            return _near(node, self.ways(node.left, part), self.ways(node.right, part))
        found: defaultdict[tuple[int, int], set[Piece]] = defaultdict(set)
        for piece in self.pieces[part]:
            if self.is_met(node, piece):
                found[piece.first, piece.last].add(piece)
        return {key: frozenset(pieces) for key, pieces in found.items()}

    def phrase(self, node: Phrase, part: str) -> Ways:
        sides = [self.ways(word, part) for word in node.words]
        found: Ways = {}
        for (first, _), taken in sides[0].items():
            rest = [side.get((first + n, first + n)) for n, side in enumerate(sides)]
            if all(rest):
                held = [pieces for pieces in rest if pieces]
                found[first, first + len(sides) - 1] = taken.union(*held)
        return found

    def within(self, node: Within, part: str) -> Ways:
        """All the words at places of their own, between a first and a last that are taken."""
        met = [
            {first: taken for (first, _), taken in self.ways(word, part).items()}
            for word in node.words
        ]
        places = sorted(set().union(*met))
        count = len(node.words)
        found: Ways = {}
        for low in places:
            nearest = bisect_left(places, low + count - 1)
            furthest = bisect_right(places, low + count + node.between - 1)
            for high in places[nearest:furthest]:
                if _fits(met, low, high):
                    inside = [
                        pieces for word in met for at, pieces in word.items() if low <= at <= high
                    ]
                    found[low, high] = frozenset().union(*inside)
        return found

    def is_met(self, node: Node, piece: Piece) -> bool:
        """Whether a piece is what a word or sign asks for."""
        if isinstance(node, Inflected):
            return piece.kind is Kind.WORD and agrees(node, piece.text, self.post.language)
        if isinstance(node, Word):
            return piece.kind is Kind.WORD and self.is_text(node, piece.text)
        if not isinstance(node, Token):
            raise TypeError(f"No part of a text is a {type(node).__name__}.")
        if piece.kind is not KINDS[node.sign]:
            return False
        if node.sign is Sign.HASHTAG:
            return self.is_text(node, piece.text)
        if node.sign is Sign.NAME:
            whole = cased(piece.text)
            return node.text in {whole, re.split(r"[.@]", whole)[0]}
        return piece.text == node.text

    def is_text(self, asked: Word | Token, text: str) -> bool:
        if asked.compare is Compare.FOLDED:
            held = folded(text, self.post.language)
        else:
            held = cased(text) if asked.compare is Compare.ACCENTED else text
        if asked.is_pattern:
            return _pattern(asked.text).fullmatch(held) is not None
        return held == asked.text


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(one) or re.escape(one) for one in text), re.DOTALL)


def _merged(ways: Iterator[Ways]) -> Ways:
    found: Ways = {}
    for one in ways:
        for key, taken in one.items():
            found[key] = found.get(key, frozenset()) | taken
    return found


def _near(node: Near, left: Ways, right: Ways) -> Ways:
    """The pairs of ways that stand apart, with at most so many words between their facing ends."""
    found = _followed(left, right, node.between)
    return found if node.ordered else _merged(iter((found, _followed(right, left, node.between))))


def _followed(before: Ways, after: Ways, between: int) -> Ways:
    starting: defaultdict[int, list[tuple[int, frozenset[Piece]]]] = defaultdict(list)
    for (first, last), taken in after.items():
        starting[first].append((last, taken))
    begins = sorted(starting)
    found: Ways = {}
    for (first, last), taken in before.items():
        for begin in begins:
            if last < begin <= last + between + 1:
                for end, more in starting[begin]:
                    found[first, end] = found.get((first, end), frozenset()) | taken | more
    return found


def _fits(met: Sequence[dict[int, frozenset[Piece]]], low: int, high: int) -> bool:
    """Whether every word finds a place of its own from low to high, both of these taken.

    Gives low to each word in turn, high to each other one, and tries the rest by augmenting
    paths (Kuhn's algorithm for bipartite matching).
    """
    words = range(len(met))
    for at_low in words:
        for at_high in words:
            if at_low != at_high and low in met[at_low] and high in met[at_high]:
                rest = [
                    [place for place in met[word] if low < place < high]
                    for word in words
                    if word not in {at_low, at_high}
                ]
                if _all_placed(rest):
                    return True
    return False


def _all_placed(choices: Sequence[Sequence[int]]) -> bool:
    taken: dict[int, int] = {}

    def placed(word: int, tried: set[int]) -> bool:
        for place in choices[word]:
            if place not in tried:
                tried.add(place)
                if place not in taken or placed(taken[place], tried):
                    taken[place] = word
                    return True
        return False

    return all(placed(word, set()) for word in range(len(choices)))


def _has(post: Post, asked: Field) -> bool:
    """Whether the post's field is one of the values; what it lacks is none."""
    if asked.name == "links":
        return any(_is_value(asked, cased(link)) for link in post.links or ())
    value = getattr(post, "url" if asked.name == "site" else asked.name)
    return value is not None and _is_value(asked, cased(value))


def _is_value(asked: Field, held: str) -> bool:
    if asked.name in {"url", "links"}:
        return any(text in held for text, _ in asked.values)
    if asked.name == "site":
        host = _host(held)
        return any(_is_site(host, text, starts) for text, starts in asked.values)
    return any(held.startswith(text) if starts else held == text for text, starts in asked.values)


def _is_site(host: str, text: str, starts: bool) -> bool:
    if starts:
        return host.startswith(text)
    return host == text or host.endswith(f".{text}")


def _host(address: str) -> str:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # brackets that hold no address: there is no host in it
        return ""


def _in_range(value: float | None, asked: Range) -> bool:
    if value is None:
        return False
    return (asked.low is None or value >= asked.low) and (asked.high is None or value <= asked.high)
