"""Passes over JSON in bytes, compiled: where values end, what escapes mean, whether UTF-8 is right.

Only JSON as programs write it is passed: no spaces between values, brackets not 40 deep, numbers of
at most 18 digits before the point. Anything else, right or wrong, is odd (-1, or 0 where said), and
for a decoder to judge. A byte of zero has to stand behind the last value, since no loop goes beyond it,
and seven more of any kind.
Values begin at 1 at the earliest, so that every place is above 0.

`state` is two numbers for the caller to keep: whether a string that begins with an h or an escape
was passed (so that there may be a link), and which brackets are open.
"""

import numpy as np

from virta.matching.arrays import Bytes, Longs
from virta.matching.eights import before_sign, eight
from virta.matching.numbers import compiled, number, whole

MOST_DEEP = 1 << 40
"""Brackets within brackets, one bit each."""

QUOTE_MARK, COMMA, COLON, ESCAPE, OPEN, CLOSE, ROW, ROW_END = b'",:\\{}[]'
MINUS, DOT, ZERO, NINE = b"-.09"
LOW_H, LOW_U, LOW_E, UPPER_E, PLUS = b"hueE+"
SIMPLE, ENDING, ESCAPED, WIDE, WRONG = 0, 1, 2, 3, 4


def _signs() -> Bytes:
    """What each byte is within a string."""
    signs = np.zeros(256, dtype=np.uint8)
    signs[:32] = WRONG
    signs[QUOTE_MARK], signs[ESCAPE] = ENDING, ESCAPED
    signs[0x80:] = WIDE
    return signs


def _meanings() -> Bytes:
    """What a letter behind a backslash stands for; 0: nothing."""
    meanings = np.zeros(256, dtype=np.uint8)
    meanings[list(b'"\\/bfnrt')] = list(b'"\\/\b\f\n\r\t')
    return meanings


SIGNS, MEANINGS = _signs(), _meanings()


@compiled
def follows(data: Bytes, i: int) -> bool:
    return number(data[i]) & 0xC0 == 0x80


@compiled
def width(data: Bytes, i: int) -> int:
    """Bytes of the character at a byte above 0x7F; 0 where it is no UTF-8 (RFC 3629)."""
    first, second = number(data[i]), number(data[i + 1])
    if not follows(data, i + 1) or first < 0xC2 or first > 0xF4:
        return 0
    if first < 0xE0:
        return 2
    if not follows(data, i + 2):
        return 0
    if first < 0xF0:
        is_wrong = (first == 0xE0 and second < 0xA0) or (first == 0xED and second > 0x9F)
        return 0 if is_wrong else 3
    is_wrong = (first == 0xF0 and second < 0x90) or (first == 0xF4 and second > 0x8F)
    return 4 if follows(data, i + 3) and not is_wrong else 0


@compiled
def unit(data: Bytes, i: int) -> int:
    """The number that `\\uXXXX` at a backslash gives, or -1."""
    if data[i] != ESCAPE or data[i + 1] != LOW_U:
        return -1
    value = 0
    for k in range(i + 2, i + 6):
        letter = number(data[k])
        if ZERO <= letter <= NINE:
            value = 16 * value + letter - ZERO
        elif 97 <= letter | 32 <= 102:
            value = 16 * value + (letter | 32) - 87
        else:
            return -1
    return value


@whole
def escaped(data: Bytes, i: int) -> int:
    """The code point at a backslash, times 16, and how many bytes tell it; 0 where it is wrong."""
    letter = MEANINGS[data[i + 1]]
    if letter:
        return 16 * number(letter) + 2
    first = unit(data, i)
    if first < 0 or 0xDC00 <= first < 0xE000:
        return 0
    if first < 0xD800 or first >= 0xE000:
        return 16 * first + 6
    second = unit(data, i + 6)
    if second < 0xDC00 or second >= 0xE000:
        return 0
    return 16 * (0x10000 + ((first - 0xD800) << 10) + second - 0xDC00) + 12


@compiled
def simple_end(data: Bytes, i: int) -> int:
    """Where a run of ASCII as it stands ends."""
    size = 8
    while size == 8:
        size = before_sign(eight(data, i))
        i += size
    return i


@compiled
def string_end(data: Bytes, i: int) -> int:
    """Where the string that begins behind its mark ends, at the other mark; -1: it is odd."""
    size = 1
    while size > 0:
        sign = SIGNS[data[i]]
        if sign == SIMPLE:
            i = simple_end(data, i)
            sign = SIGNS[data[i]]
        if sign == ENDING:
            return i
        size = 0
        if sign == WIDE:
            size = width(data, i)
        if sign == ESCAPED:
            size = escaped(data, i) & 15
        i += size
    return -1


@compiled
def plain_end(data: Bytes, i: int) -> int:
    """The same for a string of nothing but ASCII as it stands."""
    i = simple_end(data, i)
    return i if data[i] == QUOTE_MARK else -1


@compiled
def digits_end(data: Bytes, i: int) -> int:
    """Where a run of digits ends; -1 where there is none."""
    first = i
    while ZERO <= data[i] <= NINE:
        i += 1
    return i if i > first else -1


@compiled
def few_digits_end(data: Bytes, i: int, most: int) -> int:
    """The same for a run of so many at most: longer ones may be out of a decoder's range."""
    end = digits_end(data, i)
    return end if end <= i + most else -1


@whole
def number_end(data: Bytes, i: int) -> int:
    """Where a number of JSON ends, or -1."""
    if data[i] == MINUS:
        i += 1
    begin, i = i, few_digits_end(data, i, 18)
    if i < 0 or (data[begin] == ZERO and i > begin + 1):
        return -1
    if data[i] == DOT:
        i = few_digits_end(data, i + 1, 18)
    if i > 0 and (data[i] == LOW_E or data[i] == UPPER_E):
        i += 1
        i = few_digits_end(data, i + 1 if data[i] == PLUS or data[i] == MINUS else i, 2)
    return i


@whole
def name_end(data: Bytes, i: int) -> int:
    """Behind the literal (true, false, null) at a byte, or -1."""
    word = number(data[i]) << 24 | number(data[i + 1]) << 16
    word |= number(data[i + 2]) << 8 | number(data[i + 3])
    if word == 0x74727565 or word == 0x6E756C6C:  # noqa: PLR1714 - no sets in compiled code
        return i + 4
    return i + 5 if word == 0x66616C73 and data[i + 4] == LOW_E else -1


@compiled
def key_end(data: Bytes, i: int) -> int:
    """From a key to where its value begins, or -1."""
    if data[i] != QUOTE_MARK:
        return -1
    i = string_end(data, i + 1)
    return i + 2 if i > 0 and data[i + 1] == COLON else -1


@compiled
def single_end(data: Bytes, i: int, state: Longs) -> int:
    """Behind a value that is no object and no list, or -1."""
    first = data[i]
    if first == QUOTE_MARK:
        if data[i + 1] == LOW_H or data[i + 1] == ESCAPE:
            state[0] = 1
        i = string_end(data, i + 1)
        return i + 1 if i > 0 else -1
    if first == MINUS or ZERO <= first <= NINE:
        return number_end(data, i)
    return name_end(data, i)


@compiled
def enter(data: Bytes, i: int) -> int:
    """From a bracket to its first value; as a negative number where there is none in it."""
    if data[i] == OPEN:
        return -(i + 2) if data[i + 1] == CLOSE else key_end(data, i + 1)
    return -(i + 2) if data[i + 1] == ROW_END else i + 1


@compiled
def leave(data: Bytes, i: int, state: Longs) -> int:
    """From behind a value to the next, out of all brackets that end here; 0 where it is odd."""
    while state[1] > 1:
        is_object = state[1] & 1
        if data[i] == COMMA:
            i = key_end(data, i + 1) if is_object else i + 1
            return max(i, 0)
        if data[i] != (CLOSE if is_object else ROW_END):
            return 0
        state[1] >>= 1
        i += 1
    return i


@whole
def value_end(data: Bytes, i: int, state: Longs) -> int:
    """Behind any value, or -1 where it is no JSON as it usually is."""
    state[1] = 1
    while i > 0:
        if data[i] == OPEN or data[i] == ROW:
            inside = enter(data, i)
            if inside > 0:
                state[1] = state[1] << 1 | (data[i] == OPEN)
                i = inside if state[1] < MOST_DEEP else -1
                continue
            i = -inside if inside < -1 else -1
        else:
            i = single_end(data, i, state)
        if i > 0:
            i = leave(data, i, state)
        if state[1] == 1:
            return i if i > 0 else -1
    return -1


@whole
def put(out: Bytes, at: int, letter: int) -> int:
    """Writes a code point in UTF-8; returns behind it."""
    if letter < 0x80:
        out[at] = letter
        return at + 1
    if letter < 0x800:
        out[at] = 0xC0 | letter >> 6
    else:
        if letter < 0x10000:
            out[at] = 0xE0 | letter >> 12
        else:
            out[at] = 0xF0 | letter >> 18
            at += 1
            out[at] = 0x80 | letter >> 12 & 0x3F
        at += 1
        out[at] = 0x80 | letter >> 6 & 0x3F
    out[at + 1] = 0x80 | letter & 0x3F
    return at + 2
