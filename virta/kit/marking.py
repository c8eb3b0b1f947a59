"""Marking hits of a search in HTML that holds links, as twitter-text's cases of it want it.

A hit is a stretch of what people see: tags take no place in it, and an entity such as `&amp;` takes
one. The HTML is somebody's who has escaped it; nothing is taken out of it and nothing unescaped, only
the marks' own tags come in, and they never cross others.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_TOKEN = re.compile(r"(?P<tag><[^>]*>)|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)
_EMPTY = ("<br", "<img", "<input", "<path", "<circle", "<rect", "<line", "<poly", "<image", "<!")
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'"}
"""What Django makes of signs that mean something in HTML."""


class _Token(NamedTuple):
    """A tag, or one sign that is seen, and how the depth of elements changes by it."""

    text: str
    is_tag: bool
    step: int


def _tokens(html: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(html):
        tag = match["tag"]
        if not tag:
            yield _Token(match[0], False, 0)
        elif tag.startswith("</"):
            yield _Token(tag, True, -1)
        else:
            is_empty = tag.endswith("/>") or tag.lower().startswith(_EMPTY)
            yield _Token(tag, True, 0 if is_empty else 1)


def visible(html: str) -> str:
    """What of it people see."""
    return "".join(ENTITIES.get(one.text, one.text[0]) for one in _tokens(html) if not one.is_tag)


def found(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words stand in a text, whatever their capitals; of those that overlap the first."""
    parts = sorted({one for one in words if one}, key=len, reverse=True)
    if not parts:
        return []
    sought = re.compile("|".join(map(re.escape, parts)), re.IGNORECASE)
    return [match.span() for match in sought.finditer(text)]


def marked(html: str, hits: Iterable[tuple[int, int]], tag: str = "mark") -> SafeString:
    """The HTML with each hit, from a place up to another, in an element of its own."""
    tokens = list(_tokens(html))
    seen = [at for at, one in enumerate(tokens) if not one.is_tag]
    begins, ends = set[int](), set[int]()
    for start, end in hits:
        for first, last in _stretches(tokens, seen[start:end]):
            begins.add(first)
            ends.add(last)
    opened, closed = format_html("<{}>", tag), format_html("</{}>", tag)
    parts = (
        (opened if at in begins else "") + one.text + (closed if at in ends else "")
        for at, one in enumerate(tokens)
    )
    return mark_safe("".join(parts))  # noqa: S308 - what came in, and two tags of ours


def _stretches(tokens: list[_Token], places: list[int]) -> Iterator[tuple[int, int]]:
    """The hit as one stretch of tokens where whole elements are in it, else as one for each stretch
    between tags."""
    if not places:
        return
    first, last, depth = places[0], places[-1], 0
    for at in range(first, last + 1):
        depth += tokens[at].step
        if depth < 0:
            break
    while depth > 0 and last + 1 < len(tokens) and tokens[last + 1].step < 0:
        last, depth = last + 1, depth - 1
    if depth == 0:
        yield first, last
        return
    begin = before = places[0]
    for at in places[1:]:
        if at != before + 1:
            yield begin, before
            begin = at
        before = at
    yield begin, before
