"""Finds the terms that a word meets: by a rolling hash, then letter for letter."""

import numpy as np

from virta.matching import tables as t
from virta.matching.arrays import Hashes, Ints, Longs
from virta.matching.numbers import (
    ACCENTED,
    AGAIN,
    AT_FLAGS,
    AT_FROM,
    AT_FULL,
    AT_LETTER,
    AT_PLACE,
    AT_ROW,
    EXACT,
    FOLDED,
    MANY,
    ONE,
    PATTERN,
    REG_FULL,
    REG_HITS,
    REG_POST,
    REG_TOUCH,
    SHORT,
    START,
    T_HIT,
    T_HOW,
    T_LENGTH,
    T_LETTERS,
    T_LITERAL,
    T_NEXT,
    T_POOL,
    T_POST,
    T_STREAM,
    TAG,
    W_FIRST,
    W_FROM,
    W_LAST,
    W_LENGTH,
    W_POOL,
    W_REACHED,
    W_STREAM,
    W_TERM,
    WANTS_ACCENTED,
    WANTS_EXACT,
    WANTS_PLAIN_ACCENTED,
    WHOLE,
    compiled,
    entry,
    number,
    whole,
)

PRIME = np.uint64(0x9E3779B97F4A7C15)
STIR = np.uint64(0xD6E8FEB86659FD93)
SEED = np.uint64(0xA0761D6478BD642F)
HALF = np.uint64(32)
BIT = np.uint64(63)
SLOT_SHIFT = np.uint64(8)
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
def set_bit(bloom: Hashes, key: np.uint64) -> None:
    place = (key >> HALF) & np.uint64(bloom.shape[0] * 64 - 1)
    bloom[place >> WORD_SHIFT] |= ONE_BIT << (place & BIT)


@compiled
def find(m: Longs, key: np.uint64) -> np.uint64:
    """The slot that holds the key, or the free one where it belongs."""
    slots = t.slots(m)
    mask = np.uint64(slots.shape[0] - 1)
    slot = (key >> SLOT_SHIFT) & mask
    while slots[slot, 0] != 0 and slots[slot, 0] != key:
        slot = (slot + ONE_BIT) & mask
    return slot


@compiled
def fits(pool: Ints, at: int, end: int, word: Ints, low: int, high: int) -> bool:
    """Whether a pattern fits the letters from `low` up to `high`.

    The last `*` is stretched first, as far as needed.
    """
    i = low
    back_pattern, back_word = -1, 0
    while i < high:
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
def meets(m: Longs, term: int, letters: Ints, row: Ints) -> bool:
    """Whether a term whose hash was met truly is what was looked up."""
    terms, pool = t.terms(m), t.pool(m)
    if terms[term, T_LITERAL] != row[W_REACHED] or terms[term, T_STREAM] != row[W_STREAM]:
        return False
    at, low, how = terms[term, T_POOL], row[W_FROM], terms[term, T_HOW]
    if how >= SHORT:
        for k in range(row[W_REACHED]):
            if (terms[term, T_LETTERS + (k >> 1)] >> (16 * (k & 1))) & 0xFFFF != letters[low + k]:
                return False
        how -= SHORT
    else:
        for k in range(row[W_REACHED]):
            if pool[at + k] != letters[low + k]:
                return False
    if how == PATTERN:
        end = at + terms[term, T_LENGTH]
        return fits(pool, at, end, letters, low, low + row[W_LENGTH])
    return bool(how == START or row[W_REACHED] == row[W_LENGTH])


@compiled
def note_hit(m: Longs, term: int, position: int, last: int) -> None:
    """Notes that the term stands from one position to another."""
    regs, hits, terms = t.regs(m), t.hits(m), t.terms(m)
    hit = regs[REG_HITS]
    if hit >= hits.shape[0]:
        regs[REG_FULL] = 1
        return
    post = regs[REG_POST]
    row = terms[term]
    found = hits[hit]
    found[0] = term
    found[1] = position
    found[2] = row[T_HIT] if row[T_POST] == post else -1
    found[3] = last
    row[T_POST] = post
    row[T_HIT] = hit
    regs[REG_HITS] = hit + 1


@compiled
def add_row(m: Longs, key: np.uint64, stream: int, reached: int, last: int) -> None:
    """Notes that the first letters of the word at hand are to be looked up."""
    regs, rows, keys = t.regs(m), t.rows(m), t.keys(m)
    k = regs[AT_ROW]
    row = rows[k]
    row[W_STREAM] = stream
    row[W_FROM] = regs[AT_FROM]
    row[W_REACHED] = reached
    row[W_LENGTH] = regs[AT_LETTER] - regs[AT_FROM]
    row[W_FIRST] = regs[AT_PLACE]
    row[W_LAST] = last
    keys[k] = key
    regs[AT_ROW] = k + 1


@compiled
def has_starts(m: Longs, stream: int, length: int) -> bool:
    """Whether any term asks for the start of a word of this length."""
    lengths, loose = t.lengths(m), t.loose(m)
    reached = (2 << min(length, LONGEST)) - 1
    return bool(lengths[stream] & reached) or loose.shape[0] > 0


@whole
def add_starts(m: Longs, stream: int, last: int) -> None:
    """Notes the starts of the word at hand that any term asks for; tries patterns without one."""
    lengths, regs, hashes = t.lengths(m), t.regs(m), t.hashes(m)
    loose, terms, pool = t.loose(m), t.terms(m), t.pool(m)
    letters, starts = t.letters(m), t.starts(m)
    asked = lengths[stream]
    low, high = regs[AT_FROM], regs[AT_LETTER]
    for k in range(low, high):
        if (asked >> min(k + 1 - low, LONGEST)) & 1:
            key = key_of(hashes[k], stream, 1)
            if may_hold(starts, key):
                add_row(m, key, stream, k + 1 - low, last)
    for k in range(loose.shape[0]):
        term = loose[k]
        begin, end = terms[term, T_POOL], terms[term, T_POOL] + terms[term, T_LENGTH]
        if terms[term, T_STREAM] == stream and fits(pool, begin, end, letters, low, high):
            note_hit(m, term, regs[AT_PLACE], last)


@compiled
def close_word(m: Longs, h: np.uint64, stream: int, words: int) -> None:
    """Notes that the word at hand, whose hash is given, is to be looked up."""
    regs, rows = t.regs(m), t.rows(m)
    length = regs[AT_LETTER] - regs[AT_FROM]
    if regs[AT_ROW] + length >= rows.shape[0]:
        regs[AT_FULL] = 1
        return
    last = regs[AT_PLACE] + words - 1
    add_row(m, key_of(h, stream, 0), stream, length, last)
    if has_starts(m, stream, length):
        add_starts(m, stream, last)
    regs[AT_FROM] = regs[AT_LETTER]


@whole
def look_up(m: Longs, stream: int, words: int) -> None:
    """Hashes the word at hand, and notes that it is to be looked up."""
    regs, letters, hashes = t.regs(m), t.letters(m), t.hashes(m)
    h = np.uint64(0)
    for k in range(regs[AT_FROM], regs[AT_LETTER]):
        h = step(h, letters[k])
        hashes[k] = h
    close_word(m, h, stream, words)


@compiled
def settle(m: Longs) -> None:
    """Records every term that what was noted meets.

    In rounds, each of which reads one table for all rows: the processor then waits for many
    places of the memory at once, not for one after another.
    """
    regs, passed, bloom = t.regs(m), t.passed(m), t.bloom(m)
    keys, rows, slots = t.keys(m), t.rows(m), t.slots(m)
    terms, pool, letters = t.terms(m), t.pool(m), t.letters(m)
    kept, touched = 0, 0
    for k in range(regs[AT_ROW]):
        passed[kept] = k
        kept += may_hold(bloom, keys[k])
    for j in range(kept):
        row = rows[passed[j]]
        slot = find(m, keys[passed[j]])
        row[W_TERM] = number(slots[slot, 1]) if slots[slot, 0] != 0 else -1
    for j in range(kept):
        row = rows[passed[j]]
        is_long = row[W_TERM] >= 0 and terms[row[W_TERM], T_HOW] < SHORT
        row[W_POOL] = terms[row[W_TERM], T_POOL] if is_long else 0
    for j in range(kept):
        touched += pool[rows[passed[j], W_POOL]]
    regs[REG_TOUCH] = touched
    for j in range(kept):
        row = rows[passed[j]]
        term = number(row[W_TERM])
        while term >= 0:
            if meets(m, term, letters, row):
                note_hit(m, term, row[W_FIRST], row[W_LAST])
            term = number(terms[term, T_NEXT])
    regs[AT_ROW] = 0


@compiled
def is_asked_again(m: Longs, low: int, is_plain: bool) -> bool:
    """Whether any accented or exact term is folded to the word from a letter of `letters` on, or
    to its start: if none is, the word need not be read in those streams."""
    regs, hashes, again = t.regs(m), t.hashes(m), t.again(m)
    streams = WANTS_PLAIN_ACCENTED | WANTS_EXACT if is_plain else WANTS_ACCENTED | WANTS_EXACT
    if regs[AT_FLAGS] & streams == 0:
        return False
    high, asked = regs[AT_LETTER], t.lengths(m)[AGAIN]
    h = hashes[high - 1] if high > low else np.uint64(0)
    if asked & 1 or may_hold(again, key_of(h, FOLDED, 0)):
        return True
    for k in range(low, high):
        is_length = (asked >> min(k + 1 - low, LONGEST)) & 1
        if is_length and may_hold(again, key_of(hashes[k], FOLDED, 1)):
            return True
    return False


@compiled
def note_again(m: Longs, fold: Ints, row: Ints, is_start: bool) -> None:
    """Notes what the literal letters of an accented or exact term are folded, for `is_asked_again`."""
    pool, lengths, again = t.pool(m), t.lengths(m), t.again(m)
    longer, several = t.longer(m), t.several(m)
    h, length = np.uint64(0), 0
    for k in range(row[T_POOL], row[T_POOL] + row[T_LITERAL]):
        to = fold[pool[k]]
        if to >= 0:
            h = step(h, to)
            length += 1
        else:
            for j in range(longer[-1 - to, 0], longer[-1 - to, 1]):
                h = step(h, several[j])
                length += 1
    if is_start:
        lengths[AGAIN] |= 1 << min(length, LONGEST)
    set_bit(again, key_of(h, FOLDED, 1 if is_start else 0))


@compiled
def insert(m: Longs, term: int) -> None:
    """Brings one term whose row and letters are written into the hash table."""
    terms, pool, lengths = t.terms(m), t.pool(m), t.lengths(m)
    slots, bloom = t.slots(m), t.bloom(m)
    row = terms[term]
    at, literal, stream = row[T_POOL], row[T_LITERAL], row[T_STREAM]
    h = np.uint64(0)
    for k in range(literal):
        h = step(h, pool[at + k])
    is_start = row[T_HOW] % SHORT != WHOLE
    if is_start:
        lengths[stream] |= 1 << min(literal, LONGEST)
    key = key_of(h, stream, 1 if is_start else 0)
    slot = find(m, key)
    row[T_NEXT] = number(slots[slot, 1]) if slots[slot, 0] == key else -1
    slots[slot, 0] = key
    slots[slot, 1] = np.uint64(term)
    set_bit(bloom, key)
    if is_start:
        set_bit(t.starts(m), key)
    if stream % TAG == ACCENTED or stream % TAG == EXACT:  # noqa: PLR1714 - no sets in compiled code
        note_again(m, t.folded(m), row, is_start)
        note_again(m, t.own(m), row, is_start)


@entry
def insert_all(m: Longs, low: int, high: int) -> None:
    """Inserts the terms from `low` up to `high`; those of fields and loose ones have no key."""
    terms = t.terms(m)
    for term in range(low, high):
        if terms[term, T_STREAM] >= 0 and terms[term, T_LITERAL] > 0:
            insert(m, term)
