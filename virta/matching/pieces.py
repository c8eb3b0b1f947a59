"""The parts of a text that are not plain words: hashtags, names, links, emoji, symbols."""

from virta.matching.numbers import (
    AT_FLAGS,
    AT_PLACE,
    EMOJI,
    FOLDED,
    NAME,
    SYMBOL,
    TAG,
    WANTS_NAMES,
    WANTS_SIGNS,
    WANTS_TAGS,
    Bytes,
    Ints,
    Tokens,
    compiled,
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
    Letters,
    close_token,
    decode,
    put_letter,
    put_run,
    put_streams,
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
def link_end(tb: Letters, data: Bytes, i: int, high: int) -> int:
    """Where a link that begins at a byte ends; the byte itself where none does."""
    first = data[i] | LOWER
    if first == 104:
        if not (is_text_at(data, i, high, b"http://") or is_text_at(data, i, high, b"https://")):
            return i
    elif first != 119 or not is_text_at(data, i, high, b"www."):
        return i
    while i < high:
        letter, size = decode(data, i)
        if tb.classes[letter] == SPACE:
            break
        i += size
    return i


@compiled
def scan_alone(tb: Letters, fold: Ints, out: Tokens, data: Bytes, i: int) -> int:
    """One character of a script without spaces: a word by itself."""
    _, size = decode(data, i)
    put_run(tb, fold, out, data, i, i + size, FOLDED, 1)
    put_streams(tb, out, data, i, i + size, 0, False, 1)
    out.regs[AT_PLACE] += 1
    return i + size


@compiled
def count_words(tb: Letters, data: Bytes, i: int, high: int) -> int:
    """How many words a run holds: every character that is one, and what stands between these."""
    count, in_word = 0, False
    while i < high:
        letter, size = decode(data, i)
        is_letter = tb.classes[letter] == LETTER
        if not (is_letter and in_word):
            count += 1
        in_word = is_letter
        i += size
    return count


@compiled
def scan_tag(tb: Letters, fold: Ints, out: Tokens, data: Bytes, i: int, high: int) -> int:
    """The hashtag whose run begins at a byte, and its words; returns where it ends."""
    end = run_end(tb, data, i, high)
    if end > i and out.regs[AT_FLAGS] & WANTS_TAGS:
        words = count_words(tb, data, i, end)
        put_run(tb, fold, out, data, i, end, FOLDED + TAG, words)
        put_streams(tb, out, data, i, end, TAG, False, words)
    while i < end:
        letter, _ = decode(data, i)
        if tb.classes[letter] == ALONE:
            i = scan_alone(tb, fold, out, data, i)
        else:
            i = scan_word(tb, fold, out, data, i, end)
    return end


@compiled
def name_end(tb: Letters, data: Bytes, i: int, high: int) -> int:
    """Where the labels of a name end: runs with one dot or hyphen between."""
    end = run_end(tb, data, i, high)
    while end > i and end < high and (data[end] == DOT or data[end] == DASH):  # noqa: SIM109
        further = run_end(tb, data, end + 1, high)
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


@compiled
def scan_name(tb: Letters, out: Tokens, data: Bytes, i: int, high: int) -> int:
    """The @name that begins at a byte, whole and its first label; returns where it ends."""
    end = name_end(tb, data, i, high)
    if end == i:
        return i
    if end < high and data[end] == AT_SIGN:
        server = name_end(tb, data, end + 1, high)
        end = server if server > end + 1 else end
    if out.regs[AT_FLAGS] & WANTS_NAMES:
        put_run(tb, tb.cased, out, data, i, end, NAME, 1)
        first = first_label(data, i, end)
        if first < end:
            put_run(tb, tb.cased, out, data, i, first, NAME, 1)
    return end


@compiled
def follows_letter(tb: Letters, data: Bytes, i: int, low: int) -> bool:
    """Whether the character before a byte is a letter of a word."""
    if i == low:
        return False
    i -= 1
    while data[i] & 0xC0 == 0x80:
        i -= 1
    return bool(tb.classes[decode(data, i)[0]] == LETTER)


@compiled
def skip_dropped(tb: Letters, data: Bytes, i: int, high: int) -> int:
    while i < high:
        letter, size = decode(data, i)
        if tb.classes[letter] != DROPPED:
            break
        i += size
    return i


@compiled
def scan_picture(tb: Letters, out: Tokens, data: Bytes, i: int, high: int) -> int:
    """An emoji with what is joined to it; a flag is two letters. Returns where it ends."""
    letter, size = decode(data, i)
    put_letter(tb, tb.same, letter, out)
    i = skip_dropped(tb, data, i + size, high)
    if tb.classes[letter] == FLAG and i < high:
        letter, size = decode(data, i)
        if tb.classes[letter] == FLAG:
            put_letter(tb, tb.same, letter, out)
            i = skip_dropped(tb, data, i + size, high)
    while i + 3 < high:
        letter, size = decode(data, i)
        follows, width = decode(data, i + size)
        if letter != JOINER or tb.classes[follows] != PICTURE:
            break
        put_letter(tb, tb.same, letter, out)
        put_letter(tb, tb.same, follows, out)
        i = skip_dropped(tb, data, i + size + width, high)
    close_token(out, EMOJI, 1)
    return i


@compiled
def scan_sign(tb: Letters, out: Tokens, data: Bytes, i: int, high: int, kind: int) -> int:
    """An emoji or a symbol, where any is asked for; returns where to go on."""
    _, size = decode(data, i)
    if out.regs[AT_FLAGS] & WANTS_SIGNS == 0:
        return i + size
    if kind == PICTURE or kind == FLAG:  # noqa: SIM109
        return scan_picture(tb, out, data, i, high)
    if kind == SIGN:
        put_run(tb, tb.same, out, data, i, i + size, SYMBOL, 1)
    return i + size


@compiled
def scan_other(
    tb: Letters, fold: Ints, out: Tokens, data: Bytes, i: int, low: int, high: int, kind: int
) -> int:
    """Handles what is no letter at a byte; returns where to go on."""
    if kind != HASH and kind != AT:  # noqa: SIM109
        return scan_sign(tb, out, data, i, high, kind)
    if follows_letter(tb, data, i, low):
        return i + 1
    if kind == AT:
        return scan_name(tb, out, data, i + 1, high)
    return scan_tag(tb, fold, out, data, i + 1, high)


@whole
def scan(tb: Letters, fold: Ints, out: Tokens, data: Bytes, low: int, high: int) -> bool:
    """Makes the tokens of everything between two bytes; False: Python has to split it."""
    i = low
    while i < high:
        letter, size = decode(data, i)
        kind = tb.classes[letter]
        if kind == APART or kind == SPACE:  # noqa: SIM109
            i += size
        elif kind == HARD:
            return False
        elif kind == LETTER:
            end = link_end(tb, data, i, high)
            i = end if end > i else scan_word(tb, fold, out, data, i, high)
            if i < 0:
                return False
        elif kind == ALONE:
            i = scan_alone(tb, fold, out, data, i)
        else:
            i = scan_other(tb, fold, out, data, i, low, high, kind)
    return True
