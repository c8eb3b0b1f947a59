"""Posts that Python splits into tokens, because characters of theirs hang on their neighbours."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from virta.matching import numbers as n
from virta.matching.posts import Post
from virta.matching.tables import Spelled
from virta.matching.words import Kind, Piece, cased, folded, read

Spelling = tuple[int, int, int, str]
"""Stream, first and last position, text as the stream compares it."""
SIGNS = {Kind.EMOJI: n.EMOJI, Kind.SYMBOL: n.SYMBOL}


NOTHING_SPELLED = Spelled(
    spelled_ends=np.zeros(1, dtype=np.int64),
    spelled_rows=np.zeros((0, 5), dtype=np.int32),
    spelled_letters=np.zeros(0, dtype=np.int32),
)
"""For posts that are scanned."""


def spell(posts: Sequence[Post]) -> Spelled:
    """The tokens of whole posts, as `words` reads them."""
    rows: list[tuple[int, int, int, int, int]] = []
    letters: list[int] = []
    ends = [0]
    for post in posts:
        for stream, first, last, text in _spellings(post):
            start = len(letters)
            letters += map(ord, text)
            rows.append((stream, first, start, len(letters), last))
        ends.append(len(rows))
    return Spelled(
        spelled_ends=np.asarray(ends, dtype=np.int64),
        spelled_rows=np.asarray(rows, dtype=np.int32).reshape(-1, 5),
        spelled_letters=np.asarray(letters, dtype=np.int32),
    )


def _spellings(post: Post) -> Iterator[Spelling]:
    """Every token of title and text, in every stream."""
    for part, base in ((post.title, 0), (post.text, n.TEXT_AT)):
        for piece in read(part or ""):
            yield from _forms(piece, base, post.language)


def _forms(piece: Piece, base: int, language: str | None) -> Iterator[Spelling]:
    text = piece.text
    if piece.kind in {Kind.WORD, Kind.HASHTAG}:
        tag = n.TAG if piece.kind is Kind.HASHTAG else 0
        for stream, form in enumerate((folded(text, language), cased(text), text)):
            yield stream + tag, base + piece.first, base + piece.last, form
    elif piece.kind is Kind.NAME:
        whole = cased(text)
        for form in {whole, re.split(r"[.@]", whole)[0]}:
            yield n.NAME, base, base, form
    else:
        yield SIGNS[piece.kind], base, base, text
