"""What of a text is a link, a mention or a hashtag, and at which bytes.

Bluesky's apps make nothing of the text itself: a post says where its links are, counted in bytes
of UTF-8 (`app.bsky.richtext.facet`, https://docs.bsky.app/docs/advanced-guides/post-richtext). What
counts as one follows the rules of the network's own library.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from virta.networks import tagging

_BEFORE = r"(?<![^\s(])"
_MENTION = regex.compile(rf"{_BEFORE}@((?:[a-zA-Z0-9][a-zA-Z0-9-]*\.)+[a-zA-Z][a-zA-Z0-9-]*)\b")
_TAG = regex.compile(r"(?<!\S)[#＃](?!\uFE0F)(\S*[^\d\s\p{P}\u00AD\u2060\u200B-\u200D\u20E2]\S*)")
_AFTER_TAG = regex.compile(r"\p{P}+$")
_LONGEST_TAG = 64
# Names of sites without https:// in front: only under endings that are no words of running text.
_ENDINGS = "com|org|net|info|eu|fi|dk|ee|fr|uk|io|dev|social"
_BARE = regex.compile(
    rf"(?i){_BEFORE}(?:www\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_ENDINGS})(?![\w@.-]*\w)"
    r"(?:[/?#][^\s<>\"]*)?"
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a text, from byte `start` up to byte `end` of its UTF-8."""

    kind: Literal["link", "mention", "tag"]
    start: int
    end: int
    value: str
    """The address, the handle without @, or the tag without #."""


def found(text: str) -> tuple[Facet, ...]:
    """The facets of a text in their order; none lies within another."""
    kept: list[tuple[int, int, str, str]] = []
    for finder in (_links, _mentions, _tags):
        for start, end, kind, value in finder(text):
            if all(end <= other[0] or start >= other[1] for other in kept):
                kept.append((start, end, kind, value))
    before: Callable[[int], int] = lambda place: len(text[:place].encode())  # noqa: E731
    return tuple(
        Facet(kind, before(start), before(end), value)  # type: ignore[arg-type]
        for start, end, kind, value in sorted(kept)
    )


_Found = Iterator[tuple[int, int, str, str]]


def _links(text: str) -> _Found:
    for start, end in tagging.links(text):
        yield start, end, "link", text[start:end]
    for one in _BARE.finditer(text):
        link = one.group().rstrip(".,;:!?")
        if link.endswith(")") and "(" not in link:
            link = link[:-1]
        yield one.start(), one.start() + len(link), "link", f"https://{link}"


def _mentions(text: str) -> _Found:
    for one in _MENTION.finditer(text):
        yield one.start(), one.end(), "mention", one.group(1)


def _tags(text: str) -> _Found:
    for one in _TAG.finditer(text):
        tag = _AFTER_TAG.sub("", one.group(1))
        if tag and len(regex.findall(r"\X", tag)) <= _LONGEST_TAG:
            yield one.start(), one.start(1) + len(tag), "tag", tag
