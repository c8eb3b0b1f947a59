"""One pass over the UTF-8 of a part of a post: its words, hashtags, names, emoji and symbols.

The rules are those of `words`; the classes and folds of characters come from `letters`. A part
with a character whose NFC form depends on its neighbours is left to Python (`scan` answers -1).
"""

import numpy as np

from virta.matching import tables as t
from virta.matching.arrays import Bytes, Ints, Longs
from virta.matching.lookup import close_word, is_asked_again, step
from virta.matching.numbers import (
    ACCENTED,
    AT_FLAGS,
    AT_FULL,
    AT_LETTER,
    AT_PLACE,
    EXACT,
    FOLDED,
    WANTS_ACCENTED,
    WANTS_EXACT,
    WANTS_PLAIN_ACCENTED,
    compiled,
    number,
    whole,
)

APART, LETTER, ALONE, HARD, HASH, AT, PICTURE, SIGN, DROPPED, SPACE, FLAG = range(11)
"""The classes of characters: separator, letter of a word, a word by itself, …"""


@compiled
def decode(data: Bytes, i: int) -> tuple[int, int]:
    """The code point at a byte, and how many bytes it takes."""
    first = number(data[i])
    if first < 0x80:
        return first, 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | (data[i + 1] & 0x3F), 2
    if first < 0xF0:
        return (first & 0x0F) << 12 | (data[i + 1] & 0x3F) << 6 | (data[i + 2] & 0x3F), 3
    return (
        (first & 0x07) << 18
        | (data[i + 1] & 0x3F) << 12
        | (data[i + 2] & 0x3F) << 6
        | (data[i + 3] & 0x3F)
    ), 4


@compiled
def put_letter(m: Longs, fold: Ints, letter: int) -> None:
    """Adds what a code point becomes to the word at hand."""
    regs, letters, longer = t.regs(m), t.letters(m), t.longer(m)
    several = t.several(m)
    to = fold[letter]
    length = regs[AT_LETTER]
    if length + 32 > letters.shape[0]:
        regs[AT_FULL] = 1
    elif to >= 0:
        letters[length] = to
        regs[AT_LETTER] = length + 1
    else:
        row = -1 - to
        for k in range(longer[row, 0], longer[row, 1]):
            letters[length] = several[k]
            length += 1
        regs[AT_LETTER] = length


@compiled
def put_hashed(m: Longs, fold: Ints, letter: int, h: np.uint64) -> np.uint64:
    """Adds what a code point becomes to the word at hand, and hashes it; returns the new hash."""
    regs, letters, hashes = t.regs(m), t.letters(m), t.hashes(m)
    before = regs[AT_LETTER]
    put_letter(m, fold, letter)
    for k in range(before, regs[AT_LETTER]):
        h = step(h, letters[k])
        hashes[k] = h
    return h


@compiled
def read_run(m: Longs, fold: Ints, data: Bytes, low: int, high: int) -> np.uint64:
    """Makes the bytes from `low` to `high` the word at hand; returns its hash."""
    regs, letters, hashes = t.regs(m), t.letters(m), t.hashes(m)
    i, h, k = low, np.uint64(0), regs[AT_LETTER]
    room = letters.shape[0] - 32
    while i < high:
        letter, size = decode(data, i)
        i += size
        to = fold[letter]
        if to >= 0 and k < room:
            h = step(h, to)
            letters[k] = to
            hashes[k] = h
            k += 1
        else:
            regs[AT_LETTER] = k
            h = put_hashed(m, fold, letter, h)
            k = regs[AT_LETTER]
    regs[AT_LETTER] = k
    return h


@whole
def put_run(
    m: Longs, fold: Ints, data: Bytes, low: int, high: int, stream: int, words: int
) -> None:
    """Looks up the bytes from `low` to `high` as one word, which takes so many places."""
    close_word(m, read_run(m, fold, data, low, high), stream, words)


@whole
def put_streams(
    m: Longs, data: Bytes, low: int, high: int, tag: int, is_plain: bool, words: int
) -> None:
    """The same run as it is written with accents, and letter for letter, where asked for."""
    regs, cased, same = t.regs(m), t.cased(m), t.same(m)
    flags = regs[AT_FLAGS]
    if flags & WANTS_ACCENTED and (not is_plain or flags & WANTS_PLAIN_ACCENTED):
        put_run(m, cased, data, low, high, ACCENTED + tag, words)
    if flags & WANTS_EXACT:
        put_run(m, same, data, low, high, EXACT + tag, words)


@compiled
def read_again(
    m: Longs, data: Bytes, low: int, high: int, tag: int, is_plain: bool, words: int, begun: int
) -> None:
    """`put_streams` for a run whose folded letters begin at `begun`, if any term may meet it there."""
    if is_asked_again(m, begun, is_plain):
        put_streams(m, data, low, high, tag, is_plain, words)


@compiled
def scan_word(m: Longs, fold: Ints, data: Bytes, i: int, high: int) -> int:
    """Notes the word that begins at a byte; returns where it ends, -1: it is hard.

    Most of the time goes by here, so usual letters are folded, hashed and kept in one go.
    """
    regs, letters, classes = t.regs(m), t.letters(m), t.classes(m)
    hashes = t.hashes(m)
    low, is_plain, kind, h = i, True, LETTER, np.uint64(0)
    k = begun = regs[AT_LETTER]
    room = letters.shape[0] - 32
    while i < high:
        letter, size = number(data[i]), 1
        if letter >= 0x80:
            letter, size = decode(data, i)
            is_plain = False
        kind = classes[letter]
        if kind != LETTER:
            break
        i += size
        to = fold[letter]
        if to >= 0 and k < room:
            h = step(h, to)
            letters[k] = to
            hashes[k] = h
            k += 1
        else:
            regs[AT_LETTER] = k
            h = put_hashed(m, fold, letter, h)
            k = regs[AT_LETTER]
    if kind == HARD:
        return -1
    regs[AT_LETTER] = k
    close_word(m, h, FOLDED, 1)
    read_again(m, data, low, i, 0, is_plain, 1, begun)
    regs[AT_PLACE] += 1
    return i


@compiled
def run_end(m: Longs, data: Bytes, i: int, high: int) -> int:
    """Where the run of word characters from a byte on ends, scripts without spaces included."""
    classes = t.classes(m)
    while i < high:
        letter, size = decode(data, i)
        kind = classes[letter]
        if kind != LETTER and kind != ALONE:  # noqa: SIM109 - no sets in compiled code
            break
        i += size
    return i
