"""Finds the terms that a word meets: by a rolling hash, then letter for letter."""

import numpy as np

from virta.matching.numbers import (
    MANY,
    ONE,
    PATTERN,
    REG_FULL,
    REG_HITS,
    REG_POST,
    START,
    WHOLE,
    Hashes,
    Index,
    Ints,
    Scratch,
    compiled,
    entry,
)

PRIME = np.uint64(0x9E3779B97F4A7C15)
STIR = np.uint64(0xD6E8FEB86659FD93)
SEED = np.uint64(0xA0761D6478BD642F)
HALF = np.uint64(32)
BIT = np.uint64(63)
WORD_SHIFT = np.uint64(6)
ONE_BIT = np.uint64(1)

LONGEST = 62
"""Starts of this many letters and more are not told apart by length."""


@compiled
def step(h: np.uint64, letter: int) -> np.uint64:
    """The hash of a text with one more code point."""
    return (h ^ np.uint64(letter)) * PRIME + np.uint64(1)


@compiled
def key_of(h: np.uint64, stream: int, is_start: int) -> np.uint64:
    """The hash under which a term of the stream is kept; never 0."""
    mixed = (h ^ (SEED * np.uint64(2 * stream + is_start + 1))) * STIR
    return (mixed ^ (mixed >> HALF)) | ONE_BIT


@compiled
def may_hold(bloom: Hashes, key: np.uint64) -> bool:
    place = (key >> HALF) & np.uint64(bloom.shape[0] * 64 - 1)
    return bool((bloom[place >> WORD_SHIFT] >> (place & BIT)) & ONE_BIT)


@compiled
def find(keys: Hashes, key: np.uint64) -> int:
    """The slot that holds the key, or the free one where it belongs."""
    mask = np.uint64(keys.shape[0] - 1)
    slot = (key >> np.uint64(8)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + ONE_BIT) & mask
    return int(slot)


@compiled
def fits(pool: Ints, at: int, end: int, word: Ints, i: int, length: int) -> bool:
    """Whether a pattern fits the letters from `i` up to `length`; the last `*` is stretched first, as far as needed."""
    back_pattern, back_word = -1, 0
    while i < length:
        if at < end and (pool[at] == ONE or pool[at] == word[i]):
            at += 1
            i += 1
        elif at < end and pool[at] == MANY:
            back_pattern, back_word = at, i
            at += 1
        elif back_pattern >= 0:
            back_word += 1
            at, i = back_pattern + 1, back_word
        else:
            return False
    while at < end and pool[at] == MANY:
        at += 1
    return at == end


@compiled
def meets(ix: Index, term: int, word: Ints, low: int, reached: int, high: int) -> bool:
    """Whether a term whose hash was met truly is in the letters from `low` to `reached`."""
    at = ix.terms[term, 2]
    literal = ix.terms[term, 4]
    if literal != reached - low:
        return False
    for k in range(literal):
        if ix.pool[at + k] != word[low + k]:
            return False
    how = ix.terms[term, 1]
    if how == PATTERN:
        return fits(ix.pool, at, at + ix.terms[term, 3], word, low, high)
    return how == START or reached == high


@compiled
def record(ix: Index, work: Scratch, term: int, position: int, last: int) -> None:
    """Notes that the term stands from one position to another."""
    hit = work.regs[REG_HITS]
    if hit >= work.hits.shape[0]:
        work.regs[REG_FULL] = 1
        return
    post = work.regs[REG_POST]
    work.hits[hit, 0] = term
    work.hits[hit, 1] = position
    work.hits[hit, 3] = last
    work.hits[hit, 2] = ix.state[term, 1] if ix.state[term, 0] == post else -1
    ix.state[term, 0] = post
    ix.state[term, 1] = hit
    work.regs[REG_HITS] = hit + 1


@compiled
def probe(
    ix: Index,
    work: Scratch,
    key: np.uint64,
    stream: int,
    word: Ints,
    low: int,
    reached: int,
    high: int,
    position: int,
    last: int,
) -> None:
    """Records all terms kept under a key that the word truly meets."""
    slot = find(ix.keys, key)
    if ix.keys[slot] == 0:
        return
    term = ix.slots[slot]
    while term >= 0:
        if ix.terms[term, 0] == stream and meets(ix, term, word, low, reached, high):
            record(ix, work, term, position, last)
        term = ix.terms[term, 5]


@compiled
def look_up(
    ix: Index,
    work: Scratch,
    word: Ints,
    low: int,
    high: int,
    stream: int,
    position: int,
    last: int,
) -> None:
    """Records every term of the stream that the letters from `low` to `high` meet.

    The starts of the word are tried one by one, then the word as a whole.
    """
    h = np.uint64(0)
    lengths = ix.lengths[stream]
    for at in range(low + 1, high + 2):
        is_start = at <= high
        if is_start:
            h = step(h, word[at - 1])
            if not (lengths >> min(at - low, LONGEST)) & 1:
                continue
        key = key_of(h, stream, 1 if is_start else 0)
        if may_hold(ix.bloom, key):
            probe(ix, work, key, stream, word, low, min(at, high), high, position, last)
    for k in range(ix.loose.shape[0]):
        term = ix.loose[k]
        at, end = ix.terms[term, 2], ix.terms[term, 2] + ix.terms[term, 3]
        if ix.terms[term, 0] == stream and fits(ix.pool, at, end, word, low, high):
            record(ix, work, term, position, last)


@compiled
def insert(ix: Index, term: int) -> None:
    """Brings one term whose row and letters are written into the hash table."""
    at, literal, stream = ix.terms[term, 2], ix.terms[term, 4], ix.terms[term, 0]
    h = np.uint64(0)
    for k in range(literal):
        h = step(h, ix.pool[at + k])
    is_start = ix.terms[term, 1] != WHOLE
    if is_start:
        ix.lengths[stream] |= 1 << min(literal, LONGEST)
    key = key_of(h, stream, 1 if is_start else 0)
    slot = find(ix.keys, key)
    ix.terms[term, 5] = ix.slots[slot] if ix.keys[slot] == key else -1
    ix.keys[slot] = key
    ix.slots[slot] = term
    place = (key >> HALF) & np.uint64(ix.bloom.shape[0] * 64 - 1)
    ix.bloom[place >> WORD_SHIFT] |= ONE_BIT << (place & BIT)


@entry
def insert_all(ix: Index, low: int, high: int) -> None:
    """Inserts the terms from `low` up to `high`; those of fields and loose ones have no key."""
    for term in range(low, high):
        if ix.terms[term, 0] >= 0 and ix.terms[term, 4] > 0:
            insert(ix, term)
