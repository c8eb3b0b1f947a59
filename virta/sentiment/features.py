"""What a short text is made of, as numbers: hashed pieces of words, words, pairs and negated words.

Character n-grams inside words carry inflection, which Finnish has much of (Cavnar and Trenkle 1994;
fastText, Bojanowski et al. 2017); hashing them needs no vocabulary (Weinberger et al. 2009); pairs
of words carry what Wang and Manning (2012) found bigrams carry. A word within three words of a
negation also counts as a negated word (after Das and Chen 2001).

All texts are hashed in one buffer, so that the work is done by numpy and not text by text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

BITS = 18
SIZE = 1 << BITS
"""How many buckets a language has. Bucket number SIZE is no feature and weighs nothing."""
LONGEST = 1000
"""Characters of a text that are read; sums of weights are packed in 21 bits and hold no more."""
ORDERS = (3, 4, 5)
REACH = 3
NEGATIONS = frozenset(
    [
        "ei",
        "en",
        "et",
        "emme",
        "ette",
        "eivät",
        "eikä",
        "enkä",
        "älä",
        "älkää",
        "ilman",
        "inte",
        "ej",
        "icke",
        "aldrig",
        "ingen",
        "inga",
        "inget",
        "utan",
        "not",
        "no",
        "never",
        "don",
        "didn",
        "doesn",
        "isn",
        "wasn",
        "can't",
        "cannot",
        "won",
        "without",
        "nobody",
        "nothing",
        "n't",
    ]
)
NAMES = re.compile(r"\w+://\S+|@[\w.@-]+")
ASCII_SPACE, LINE = 32, 10
PLAIN = 0x3000
_STEP, _MIX = np.uint32(0x01000193), np.uint32(0x9E3779B1)


@cache
def _letters() -> NDArray[np.uint32]:
    """What each code point below PLAIN counts as: letters and signs themselves, digits one."""
    table = np.full(PLAIN, ASCII_SPACE, np.uint32)
    for code in range(PLAIN):
        kind = unicodedata.category(chr(code))
        if kind[0] in "LM" or kind == "So" or chr(code) in "!?":
            table[code] = code
        elif kind == "Nd":
            table[code] = ord("0")
    return table


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    values = (values ^ (values >> np.uint32(15))) * _MIX
    return values ^ (values >> np.uint32(13))


def _buckets(hashes: NDArray[np.uint32], seed: int) -> NDArray[np.int32]:
    salted = (hashes ^ np.uint32(seed * 0x85EBCA6B & 0xFFFFFFFF)) * _MIX
    return (salted >> np.uint32(32 - BITS)).astype(np.int32)


def _codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The letters of all texts in a row, and where each text starts (one more than texts)."""
    joined = "\n".join([text[:LONGEST].replace("\n", " ") for text in texts]).lower()
    if "@" in joined or "://" in joined:
        joined = NAMES.sub(" ", joined)
    raw = np.frombuffer(f"\n{joined}\n".encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.flatnonzero(raw == LINE)
    plain = _letters()[np.minimum(raw, PLAIN - 1)]
    return np.where(raw < PLAIN, plain, raw), starts


def features(texts: Sequence[str]) -> Iterator[tuple[Numbers, Numbers]]:
    """Kind by kind: the bucket of each place, and where each text starts (n + 1 places).

    A place that is no feature has bucket SIZE. The sums over a text's places are what counts.
    """
    codes, starts = _codes(texts)
    space = codes == ASCII_SPACE
    hashes = _mixed(codes)
    whole: NDArray[np.uint32] = hashes
    inside = np.ones(len(codes), bool)
    for order in range(2, max(ORDERS) + 1):
        ends = order - 1
        hashes = hashes[:-1] * _STEP + _mixed(codes[ends:]) if len(hashes) > 1 else hashes[:0]
        if order > 2:
            inside = inside[: len(hashes)] & ~space[ends - 1 : ends - 1 + len(hashes)]
        if order == ORDERS[0]:
            whole = _mixed(hashes)
        if order in ORDERS:
            buckets = np.where(inside[: len(hashes)], _buckets(hashes, order), SIZE)
            yield buckets, np.minimum(starts, len(buckets))
    yield from _of_words(whole, space, starts)


def _of_words(
    whole: NDArray[np.uint32], space: NDArray[np.bool_], starts: NDArray[np.int64]
) -> Iterator[tuple[Numbers, Numbers]]:
    """Words, pairs of neighbours and negated words; a word's hash is the sum over its trigrams."""
    words, first = _words(whole, space)
    begins = np.searchsorted(first, starts)
    yield _buckets(words, 7), begins
    text = np.searchsorted(starts, first, side="right")
    pairs = np.full(len(words), SIZE, np.int32)
    if len(words) > 1:
        together = _buckets(words[:-1] * _STEP + words[1:], 8)
        pairs[:-1] = np.where(text[:-1] == text[1:], together, SIZE)
    yield pairs, begins
    negating = np.isin(words, _negations())
    negated = np.zeros(len(words), bool)
    for back in range(1, min(REACH, len(words) - 1) + 1):
        negated[back:] |= negating[:-back] & (text[:-back] == text[back:])
    yield np.where(negated, _buckets(words, 9), SIZE), begins


def _words(
    whole: NDArray[np.uint32], space: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    change = np.diff(space.astype(np.int8))
    first, last = np.flatnonzero(change == -1), np.flatnonzero(change == 1)
    sums = np.zeros(len(whole) + 1, np.uint32)
    np.cumsum(whole, dtype=np.uint32, out=sums[1:])
    return _mixed(sums[np.minimum(last, len(whole))] - sums[first]), first


@cache
def _negations() -> NDArray[np.uint32]:
    codes, _ = _codes(sorted(NEGATIONS))
    mixed = _mixed(codes)
    hashes = mixed[:-1] * _STEP + mixed[1:]
    hashes = hashes[:-1] * _STEP + mixed[2:]
    return np.unique(_words(_mixed(hashes), codes == ASCII_SPACE)[0])
