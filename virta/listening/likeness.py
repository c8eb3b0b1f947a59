"""Whether two texts are nearly the same: MinHash to find those that may be, then the words.

A text is the set of its words and of its pairs of neighbours, without addresses, names, case and
signs. Sixteen least hashes of that set, four bits of each, are its sketch (Broder 1997; b-bit
minwise hashing: Li and König 2010, WWW). Texts whose sketches agree in a band of three are looked at, and
are alike from a Jaccard index of `ALIKE` on. How the numbers were chosen: docs/seeing.md.
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Places = NDArray[np.uint8]
"""A row a sketch, of its sixteen places."""

FEWEST = 4
"""Words below which a text has no sketch: "Thank you!" is no copy of "thank you"."""
ALIKE = 0.6
PLACES, BITS = 16, 4
BANDS = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11), (12, 13, 14))
ENOUGH = 8
"""Of the sixteen places, so many must agree before words are compared."""
LONGEST = 2000
"""So many characters of a text are compared."""
_APART = re.compile(r"https?://\S+|[@#]?[^\W_]+", re.UNICODE)
_MIX = np.random.default_rng(20260302).integers(
    1, 2**63, size=(PLACES, 2), dtype=np.uint64
) | np.uint64(1)


def marked(text: str) -> list[str]:
    """Words in small letters, and hashtags with their sign; no addresses and no names."""
    return [
        word.lower()
        for word in _APART.findall(text)
        if not word.startswith(("http://", "https://", "@"))
    ]


def words_of(text: str) -> list[str]:
    """What is compared: words and hashtags in small letters."""
    return [word.lstrip("#") for word in marked(text[:LONGEST])]


def shingles(words: Sequence[str]) -> set[str]:
    """Each word and each two that are neighbours."""
    return {*words, *(f"{one} {two}" for one, two in zip(words, words[1:], strict=False))}


def sketches(said: Sequence[Sequence[str]]) -> list[int | None]:
    """A signed 64-bit sketch of each text, given as its words; None for those of few. All at once
    by numpy."""
    parts = [_hashed(words) if len(words) >= FEWEST else [] for words in said]
    sizes = [len(one) for one in parts if one]
    if not sizes:
        return [None] * len(said)
    hashes = np.array([one for part in parts for one in part], np.uint64)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    packed = np.zeros(len(sizes), np.uint64)
    for place in range(PLACES):
        # Multiply-shift hashing, mixed once more: the low bits of the product alone are poor.
        mixed = hashes * _MIX[place, 0] + _MIX[place, 1]
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        least = np.minimum.reduceat(mixed >> np.uint64(32), starts)
        packed |= (least & np.uint64(15)) << np.uint64(BITS * place)
    made = iter(packed.view(np.int64).tolist())
    return [next(made) if part else None for part in parts]


def _hashed(words: Sequence[str]) -> list[int]:
    """A hash of each shingle. What comes twice stays twice: the least is the same."""
    encoded = [one.encode("utf-8", "replace") for one in words]
    alone = [crc32(one) for one in encoded]
    return (
        alone
        + [
            crc32(b" " + second, before)  # goes on from the hash of the first
            for before, second in zip(alone, encoded[1:], strict=False)
        ]
    )


def places_of(sketches: Numbers) -> Places:
    """The sixteen places of each sketch, a row a sketch."""
    shifts = np.arange(PLACES, dtype=np.uint64) * np.uint64(BITS)
    wide = sketches.view(np.uint64)[:, None] >> shifts[None, :]
    return (wide & np.uint64(15)).astype(np.uint8)


def jaccard(one: set[str], two: set[str]) -> float:
    """The share that two sets have in common, 0–1."""
    return len(one & two) / len(one | two) if one or two else 0.0
