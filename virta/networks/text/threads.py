"""A long text as the parts of a thread, cut where a reader would pause."""

from collections.abc import Callable, Iterator

import regex

from virta.networks import tagging
from virta.networks.text import graphemes, x_entities

_BREAK = regex.compile(r"(?m)^---[ \t]*$\n?")
# Where a part may end, the best first: after a paragraph, a line, a sentence, a word.
_PARAGRAPH = regex.compile(r"\n[ \t]*\n\s*")
_LINE = regex.compile(r"\n\s*")
_SENTENCE = regex.compile(r"(?<=[.!?…][\"”»’')\]]*)\s+|(?<=[。！？])\s*")
_WORD = regex.compile(r"\s+")
_WAYS = (_PARAGRAPH, _LINE, _SENTENCE, _WORD)
_MENTION = regex.compile(r"[@＠]\w+(?:[.\-]+\w+)*(?:@\w+(?:[.\-]+\w+)*)?")
# A part that would be cut shorter than this share of what fits is cut at the next best place.
_SHORT = 3
# How many more ends are tried than halving found.
_LOOK = 8


def split(
    text: str, most: int, count: Callable[[str], int], most_bytes: int | None = None
) -> list[str]:
    """Its parts, in order, each at most `most` long by `count`, and `most_bytes` of UTF-8.

    A line with only --- always begins a new part. Beyond that parts end at a paragraph, a line, a
    sentence or a word, and only a word that does not fit by itself is cut, between signs. Links
    and mentions stay whole: one that does not fit stands alone, too long, for a person to see.
    Nothing but white space at the ends of parts is lost. Raises ValueError if `most` is below 1.
    """
    if most < 1 or (most_bytes is not None and most_bytes < 1):
        raise ValueError("A part must be allowed to be at least one sign long.")

    def fits(part: str) -> bool:
        small = most_bytes is None or graphemes.utf8(part) <= most_bytes
        return small and count(part) <= most

    return [part for piece in _BREAK.split(text) for part in _parts(piece.strip(), fits)]


def _parts(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    while text and not fits(text):
        end = _end(text, fits)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _end(text: str, fits: Callable[[str], bool]) -> int:
    """Where the first part ends."""
    whole = _whole(text)
    signs = [end for end in graphemes.ends(text) if not _inside(end, whole)]
    longest = _last(text, signs, fits)
    if longest == 0:
        return signs[0]
    for way in _WAYS:
        ends = _cuts(way, text, whole, longest)
        if ends and (ends[-1] * _SHORT >= longest or way is _WORD):
            return ends[-1]
    return longest


def _cuts(
    way: "regex.Pattern[str]", text: str, whole: list[tuple[int, int]], longest: int
) -> list[int]:
    """Where something that fits ends in this way, without the white space after it."""
    found = (match.start() for match in way.finditer(text, 0, longest + 1))
    return [end for end in found if 0 < end <= longest and not _inside(end, whole)]


def _last(text: str, ends: list[int], fits: Callable[[str], bool]) -> int:
    """The last of these ends up to which the text fits; 0 if none does."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fits(text[: ends[middle]].rstrip()):
            low = middle + 1
        else:
            high = middle
    # A longer beginning may be the shorter one (a link that becomes complete counts less), so the
    # place that halving has found is looked at from both sides.
    for place in range(min(low + _LOOK, len(ends)) - 1, -1, -1):
        if fits(text[: ends[place]].rstrip()):
            return ends[place]
    return 0


def _whole(text: str) -> list[tuple[int, int]]:
    """What is never cut: links and mentions, in order, apart from each other."""
    spans = [*tagging.links(text), *((one.start, one.end) for one in x_entities.links(text))]
    spans += [match.span() for match in _MENTION.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _inside(place: int, whole: list[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in whole)
