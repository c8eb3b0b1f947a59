"""The parts of a text that are not plain words: hashtags, names, links, emoji, symbols."""

from virta.matching import tables as t
from virta.matching.arrays import Bytes, Ints, Longs
from virta.matching.lookup import look_up
from virta.matching.numbers import (
    AT_FLAGS,
    AT_FROM,
    AT_PLACE,
    EMOJI,
    FOLDED,
    NAME,
    SYMBOL,
    TAG,
    WANTS_NAMES,
    WANTS_SIGNS,
    WANTS_TAGS,
    compiled,
    number,
    whole,
)
from virta.matching.scan import (
    ALONE,
    APART,
    AT,
    DROPPED,
    FLAG,
    HARD,
    HASH,
    LETTER,
    PICTURE,
    SIGN,
    SPACE,
    decode,
    put_letter,
    put_run,
    read_again,
    run_end,
    scan_word,
)

DOT, DASH, AT_SIGN = 46, 45, 64
LOWER = 0x20
JOINER = 0x200D


@compiled
def is_text_at(data: Bytes, i: int, high: int, text: bytes) -> bool:
    """Whether the text, in small ASCII letters, stands at a byte in any case."""
    if i + len(text) > high:
        return False
    for k in range(len(text)):
        letter = data[i + k]
        if 65 <= letter <= 90:
            letter |= LOWER
        if letter != text[k]:
            return False
    return True


@compiled
def link_end(m: Longs, data: Bytes, i: int, high: int) -> int:
    """Where a link that begins at a byte ends; the byte itself where none does."""
    classes = t.classes(m)
    first = data[i] | LOWER
    if first == 104:
        if not (is_text_at(data, i, high, b"http://") or is_text_at(data, i, high, b"https://")):
            return i
    elif first != 119 or not is_text_at(data, i, high, b"www."):
        return i
    while i < high:
        letter, size = decode(data, i)
        if classes[letter] == SPACE:
            break
        i += size
    return i


@whole
def scan_alone(m: Longs, fold: Ints, data: Bytes, i: int) -> int:
    """One character of a script without spaces: a word by itself."""
    regs = t.regs(m)
    _, size = decode(data, i)
    begun = regs[AT_FROM]
    put_run(m, fold, data, i, i + size, FOLDED, 1)
    read_again(m, data, i, i + size, 0, False, 1, begun)
    regs[AT_PLACE] += 1
    return i + size


@compiled
def count_words(m: Longs, data: Bytes, i: int, high: int) -> int:
    """How many words a run holds: every character that is one, and what stands between these."""
    classes = t.classes(m)
    count, in_word = 0, False
    while i < high:
        letter, size = decode(data, i)
        is_letter = classes[letter] == LETTER
        if not (is_letter and in_word):
            count += 1
        in_word = is_letter
        i += size
    return count


@whole
def scan_tag(m: Longs, fold: Ints, data: Bytes, i: int, high: int) -> int:
    """The hashtag whose run begins at a byte, and its words; returns where it ends, -1: hard."""
    regs, classes = t.regs(m), t.classes(m)
    end = run_end(m, data, i, high)
    if end > i and regs[AT_FLAGS] & WANTS_TAGS:
        words = count_words(m, data, i, end)
        begun = regs[AT_FROM]
        put_run(m, fold, data, i, end, FOLDED + TAG, words)
        read_again(m, data, i, end, TAG, False, words, begun)
    while 0 <= i < end:
        letter, _ = decode(data, i)
        if classes[letter] == ALONE:
            i = scan_alone(m, fold, data, i)
        else:
            i = scan_word(m, fold, data, i, end)
    return i


@compiled
def name_end(m: Longs, data: Bytes, i: int, high: int) -> int:
    """Where the labels of a name end: runs with one dot or hyphen between."""
    end = run_end(m, data, i, high)
    while end > i and end < high and (data[end] == DOT or data[end] == DASH):  # noqa: SIM109
        further = run_end(m, data, end + 1, high)
        if further == end + 1:
            break
        end = further
    return end


@compiled
def first_label(data: Bytes, i: int, high: int) -> int:
    """Where the first dot or @ stands."""
    while i < high and data[i] != DOT and data[i] != AT_SIGN:  # noqa: SIM109
        i += 1
    return i


@whole
def scan_name(m: Longs, data: Bytes, i: int, high: int) -> int:
    """The @name that begins at a byte, whole and its first label; returns where it ends."""
    regs, cased = t.regs(m), t.cased(m)
    end = name_end(m, data, i, high)
    if end == i:
        return i
    if end < high and data[end] == AT_SIGN:
        server = name_end(m, data, end + 1, high)
        end = server if server > end + 1 else end
    if regs[AT_FLAGS] & WANTS_NAMES:
        put_run(m, cased, data, i, end, NAME, 1)
        first = first_label(data, i, end)
        if first < end:
            put_run(m, cased, data, i, first, NAME, 1)
    return end


@compiled
def follows_letter(m: Longs, data: Bytes, i: int, low: int) -> bool:
    """Whether the character before a byte is a letter of a word."""
    classes = t.classes(m)
    if i == low:
        return False
    i -= 1
    while data[i] & 0xC0 == 0x80:
        i -= 1
    return bool(classes[decode(data, i)[0]] == LETTER)


@compiled
def skip_dropped(m: Longs, data: Bytes, i: int, high: int) -> int:
    classes = t.classes(m)
    while i < high:
        letter, size = decode(data, i)
        if classes[letter] != DROPPED:
            break
        i += size
    return i


@whole
def scan_picture(m: Longs, data: Bytes, i: int, high: int) -> int:
    """An emoji with what is joined to it; a flag is two letters. Returns where it ends."""
    same, classes = t.same(m), t.classes(m)
    letter, size = decode(data, i)
    put_letter(m, same, letter)
    i = skip_dropped(m, data, i + size, high)
    if classes[letter] == FLAG and i < high:
        letter, size = decode(data, i)
        if classes[letter] == FLAG:
            put_letter(m, same, letter)
            i = skip_dropped(m, data, i + size, high)
    while i + 3 < high:
        letter, size = decode(data, i)
        follows, width = decode(data, i + size)
        if letter != JOINER or classes[follows] != PICTURE:
            break
        put_letter(m, same, letter)
        put_letter(m, same, follows)
        i = skip_dropped(m, data, i + size + width, high)
    look_up(m, EMOJI, 1)
    return i


@whole
def scan_sign(m: Longs, data: Bytes, i: int, high: int, kind: int) -> int:
    """An emoji or a symbol, where any is asked for; returns where to go on."""
    regs, same = t.regs(m), t.same(m)
    _, size = decode(data, i)
    if regs[AT_FLAGS] & WANTS_SIGNS == 0:
        return i + size
    if kind == PICTURE or kind == FLAG:  # noqa: SIM109
        return scan_picture(m, data, i, high)
    if kind == SIGN:
        put_run(m, same, data, i, i + size, SYMBOL, 1)
    return i + size


@whole
def scan_other(m: Longs, fold: Ints, data: Bytes, i: int, low: int, high: int, kind: int) -> int:
    """Handles what is no letter at a byte; returns where to go on, -1: it is hard."""
    if kind != HASH and kind != AT:  # noqa: SIM109
        return scan_sign(m, data, i, high, kind)
    if follows_letter(m, data, i, low):
        return i + 1
    if kind == AT:
        return scan_name(m, data, i + 1, high)
    return scan_tag(m, fold, data, i + 1, high)


@compiled
def scan(m: Longs, fold: Ints, data: Bytes, low: int, high: int) -> bool:
    """Looks up all that stands between two bytes; False: Python has to split it."""
    classes = t.classes(m)
    i = low
    while i < high:
        letter = number(data[i])
        if letter >= 0x80:
            letter, _ = decode(data, i)
        kind = classes[letter]
        if kind == LETTER:
            end = link_end(m, data, i, high)
            i = end if end > i else scan_word(m, fold, data, i, high)
        elif kind == APART or kind == SPACE:  # noqa: SIM109
            i += decode(data, i)[1]
        elif kind == HARD:
            return False
        elif kind == ALONE:
            i = scan_alone(m, fold, data, i)
        else:
            i = scan_other(m, fold, data, i, low, high, kind)
        if i < 0:
            return False
    return True
