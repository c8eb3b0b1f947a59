"""The terms of a text, as the full-text index holds them.

The rules are those of the listening language, but folded further: every accent is dropped whatever
the language, so that what a query finds always has the query's terms. That the index finds a
mention is thus necessary for a match and not enough; the matcher decides.

A word stands as it is, a hashtag behind `#`, the first label of a name behind `@`; emoji and the
symbols that a query may ask for stand for themselves.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from virta.matching.atoms import SYMBOLS
from virta.matching.words import Kind, Piece, cased, plain, read

LONGEST = 64
"""Terms are cut to so many characters, in queries as in texts."""
MOST = 900_000
"""Bytes of different terms of one mention; PostgreSQL takes no more than a megabyte."""
SHORT = 10_000
"""Texts of fewer characters cannot have so many, whatever they fold to."""

_MARKED = re.compile(r"([#@]?)(\w+)")


def is_asked(sign: str) -> bool:
    """Whether a query may ask for a symbol."""
    category = unicodedata.category(sign)
    return category in {"Sc", "So"} or sign in SYMBOLS or (category == "Sm" and not sign.isascii())


def _stays_a_word(letter: str) -> bool:
    """Not so of ½ and ŀ, which fold to something with a sign in it."""
    return not letter.isalnum() or re.fullmatch(r"\w+", plain(cased(letter))) is not None


# Latin letters, common punctuation and pictures: here words are runs of `\w`, and no letter joins
# its neighbour. Pictures do, but only one another.
_LATIN = [chr(number) for number in range(0x250) if _stays_a_word(chr(number))]
_POINTS = "\u2010-\u2027\u2032-\u203b"
_PICTURES = "\u200d\ufe0f\u2600-\u2775\u2794-\u27bf\U0001f000-\U0001f0ff\U0001f1e6-\U0001faff"
_SIMPLE = re.compile(f"[{re.escape(''.join(_LATIN))}{_POINTS}{_PICTURES}]*")
_PICTURE = re.compile(f"[{_PICTURES}]+")
_SIGNS = re.compile(f"[{re.escape(''.join(filter(is_asked, _LATIN)))}]")
_BARE = {number: plain(chr(number)) for number in range(0x80, 0x370)}


def terms(title: str, text: str) -> list[str]:
    """The different terms of a title and a text, in the order of their first place."""
    whole = f"{title}\n{text}" if title else text
    found = _of_simple(whole) if _SIMPLE.fullmatch(whole) else _of_any(whole)
    different = dict.fromkeys([one[:LONGEST] for one in found])
    return list(different if len(whole) < SHORT else _as_many_as_fit(different))


def _of_simple(text: str) -> Iterator[str]:
    bare = text.lower() if text.isascii() else text.casefold().translate(_BARE)
    for mark, word in _MARKED.findall(bare):
        yield word
        if mark:
            yield mark + word
    yield from _SIGNS.findall(text)
    if not text.isascii():
        for run in _PICTURE.findall(text):
            yield from _of_pictures(run)


@lru_cache(maxsize=4096)
def _of_pictures(run: str) -> tuple[str, ...]:
    return tuple(_of_any(run))


def _of_any(text: str) -> Iterator[str]:
    for piece in read(text):
        yield from _of_piece(piece)


def _of_piece(piece: Piece) -> Iterator[str]:
    if piece.kind is Kind.WORD:
        yield bare(piece.text)
    elif piece.kind is Kind.HASHTAG:
        yield f"#{bare(piece.text)}"
    elif piece.kind is Kind.NAME:
        yield name(cased(piece.text))
    elif piece.kind is Kind.EMOJI or is_asked(piece.text):
        yield piece.text


def bare(text: str) -> str:
    """A word without case and any accent."""
    return plain(cased(text))


def name(text: str) -> str:
    """The term of an @name: its first label, which stands for all its servers."""
    return f"@{plain(re.split(r'[.@-]', text)[0])}"


def _as_many_as_fit(found: Iterable[str]) -> Iterator[str]:
    left = MOST
    for one in found:
        left -= len(one.encode())
        if left < 0:
            return
        yield one
