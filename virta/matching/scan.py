"""One pass over the UTF-8 of a part of a post: its words, hashtags, names, emoji and symbols.

The rules are those of `words`; the classes and folds of characters come from `letters`. A part
with a character whose NFC form depends on its neighbours is left to Python (`scan` answers -1).
"""

from typing import NamedTuple

from virta.matching.numbers import (
    ACCENTED,
    AT_FLAGS,
    AT_FULL,
    AT_LETTER,
    AT_PLACE,
    AT_ROW,
    AT_TOKEN,
    EXACT,
    FOLDED,
    WANTS_ACCENTED,
    WANTS_EXACT,
    WANTS_PLAIN_ACCENTED,
    Bytes,
    Ints,
    Tokens,
    compiled,
)

APART, LETTER, ALONE, HARD, HASH, AT, PICTURE, SIGN, DROPPED, SPACE, FLAG = range(11)
"""The classes of characters: separator, letter of a word, a word by itself, …"""


class Letters(NamedTuple):
    """For every code point its class and what it becomes; a negative fold is -1 - row of `longer`."""

    classes: Bytes
    folded: Ints
    kept: Ints  # folded, in languages whose å, ä, ö, … are letters
    cased: Ints
    same: Ints  # every letter as it is
    longer: Ints  # [from, to] in `letters`
    letters: Ints


@compiled
def decode(data: Bytes, i: int) -> tuple[int, int]:
    """The code point at a byte, and how many bytes it takes."""
    first = int(data[i])
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
def put_letter(tb: Letters, fold: Ints, letter: int, out: Tokens) -> None:
    """Writes what a code point becomes behind the token at hand."""
    to = fold[letter]
    at = out.regs[AT_LETTER]
    if at + 32 > out.letters.shape[0]:
        out.regs[AT_FULL] = 1
    elif to >= 0:
        out.letters[at] = to
        out.regs[AT_LETTER] = at + 1
    else:
        row = -1 - to
        for k in range(tb.longer[row, 0], tb.longer[row, 1]):
            out.letters[at] = tb.letters[k]
            at += 1
        out.regs[AT_LETTER] = at


@compiled
def close_token(out: Tokens, stream: int, words: int) -> None:
    """Makes a token of the letters written since the last one; it takes so many places."""
    at = out.regs[AT_ROW]
    if at >= out.rows.shape[0]:
        out.regs[AT_FULL] = 1
        return
    out.rows[at, 0] = stream
    out.rows[at, 1] = out.regs[AT_PLACE]
    out.rows[at, 2] = out.regs[AT_TOKEN]
    out.rows[at, 3] = out.regs[AT_LETTER]
    out.rows[at, 4] = out.regs[AT_PLACE] + words - 1
    out.regs[AT_ROW] = at + 1
    out.regs[AT_TOKEN] = out.regs[AT_LETTER]


@compiled
def put_run(
    tb: Letters, fold: Ints, out: Tokens, data: Bytes, low: int, high: int, stream: int, words: int
) -> None:
    """Makes a token of the bytes from `low` to `high`."""
    i = low
    while i < high:
        letter, size = decode(data, i)
        put_letter(tb, fold, letter, out)
        i += size
    close_token(out, stream, words)


@compiled
def put_streams(
    tb: Letters,
    out: Tokens,
    data: Bytes,
    low: int,
    high: int,
    tag: int,
    is_plain: bool,
    words: int,
) -> None:
    """The same run as it is written with accents, and letter for letter, where asked for."""
    flags = out.regs[AT_FLAGS]
    for stream in range(ACCENTED, EXACT + 1):
        if stream == EXACT:
            wanted = flags & WANTS_EXACT != 0
        else:
            wanted = flags & WANTS_ACCENTED != 0 and (
                not is_plain or flags & WANTS_PLAIN_ACCENTED != 0
            )
        if wanted:
            fold = tb.cased if stream == ACCENTED else tb.same
            put_run(tb, fold, out, data, low, high, stream + tag, words)


@compiled
def scan_word(tb: Letters, fold: Ints, out: Tokens, data: Bytes, i: int, high: int) -> int:
    """Makes the tokens of the word that begins at a byte; returns where it ends, -1: it is hard."""
    low, is_plain = i, True
    while i < high:
        letter, size = decode(data, i)
        kind = tb.classes[letter]
        if kind == HARD:
            return -1
        if kind != LETTER:
            break
        is_plain = is_plain and letter < 0x80
        put_letter(tb, fold, letter, out)
        i += size
    close_token(out, FOLDED, 1)
    put_streams(tb, out, data, low, i, 0, is_plain, 1)
    out.regs[AT_PLACE] += 1
    return i


@compiled
def run_end(tb: Letters, data: Bytes, i: int, high: int) -> int:
    """Where the run of word characters from a byte on ends, scripts without spaces included."""
    while i < high:
        letter, size = decode(data, i)
        kind = tb.classes[letter]
        if kind != LETTER and kind != ALONE:  # noqa: SIM109 - no sets in compiled code
            break
        i += size
    return i
