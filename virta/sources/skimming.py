"""Skims frames of Jetstream: finds in each what searches ask about, without reading it whole.

One compiled pass over the bytes. A frame that is as frames usually are is told as a post, as a
post taken back or as nothing of ours; whatever is unusual in any way is told to be ODD, and is for
the decoder: another form of JSON (spaces, a key that comes twice or is written with escapes),
another kind of event, broken JSON, wrong UTF-8. So the strictness here may exceed the decoder's,
never fall short of it; tests hold both against each other.
"""

import numpy as np

from virta.matching.arrays import Bytes, Longs
from virta.matching.eights import before_escape, eight, put_eight
from virta.matching.json_bytes import (
    CLOSE,
    COLON,
    COMMA,
    ESCAPE,
    OPEN,
    QUOTE_MARK,
    ROW,
    ROW_END,
    ZERO,
    digits_end,
    escaped,
    plain_end,
    put,
    string_end,
    value_end,
)
from virta.matching.numbers import compiled, entry, number, whole

ODD, NOTHING, POST, GONE = 0, 1, 2, 3
"""What a frame is."""
LINKS, BRACKETS, KIND, TIME, DID, DID_END, KEY, KEY_END, TONGUE, TYPE, TEXT_END = range(11)
COLUMNS = 11
"""What is told of a frame: whether it may hold links, (brackets that are open,) its kind, time,
author and key (from, to), the first language it names as eight bytes (0: none), its type, where
its text ends. The first two are as `json_bytes` has them."""
PLAIN_POST, REPLY, QUOTE = 0, 1, 2
"""A quote is what may be one: something with a record is embedded."""

# The state of one frame, behind the columns.
OUT, SEEN, NEXT, OPERATION, OPERATION_END, PLACE, PLACE_END, EVENT, EVENT_END = range(11, 20)
STATE = 20

WORDS = (
    *("did", "time_us", "kind", "commit", "account", "operation", "collection", "rkey"),
    *("record", "text", "langs", "reply", "embed", "create", "delete", "app.bsky.feed.post"),
)
N_DID, N_TIME, N_KIND, N_COMMIT, N_ACCOUNT, N_OPERATION, N_COLLECTION, N_KEY = range(8)
N_RECORD, N_TEXT, N_LANGS, N_REPLY, N_EMBED, N_CREATE, N_DELETE, N_POSTS = range(8, 16)
LETTERS = np.frombuffer("".join(WORDS).encode(), dtype=np.uint8)
ENDS = np.cumsum([0, *map(len, WORDS)])
TOP, COMMIT, RECORD, EMBED = 0, 1, 2, 3
"""The objects whose members mean something, one within the other."""


@compiled
def is_word(data: Bytes, low: int, high: int, word: int) -> bool:
    """Whether the bytes are one of WORDS."""
    at = ENDS[word]
    if high - low != ENDS[word + 1] - at:
        return False
    k = 0
    while k < high - low and data[low + k] == LETTERS[at + k]:
        k += 1
    return k == high - low


@compiled
def keep(data: Bytes, i: int, state: Longs, column: int) -> int:
    """Notes where a plain string stands; returns behind it, or -1."""
    if data[i] != QUOTE_MARK:
        return -1
    end = plain_end(data, i + 1)
    state[column] = i + 1
    state[column + 1] = end
    return end + 1 if end > 0 else -1


@compiled
def keep_time(data: Bytes, i: int, state: Longs) -> int:
    """Notes a whole number of at most 16 digits; returns behind it, or -1."""
    end = digits_end(data, i)
    if end < 0 or end > i + 16 or data[i] == ZERO:
        return -1
    value = 0
    for k in range(i, end):
        value = 10 * value + number(data[k]) - ZERO
    state[TIME] = value
    return end


@compiled
def keep_tongues(data: Bytes, i: int, state: Longs) -> int:
    """Notes the first of a list of languages; returns behind the list, or -1."""
    if data[i] != ROW:
        return -1
    if data[i + 1] == ROW_END:
        return i + 2
    end = plain_end(data, i + 2) if data[i + 1] == QUOTE_MARK else -1
    if end < i + 3 or end > i + 10:
        return -1
    for k in range(i + 2, end):
        state[TONGUE] = state[TONGUE] << 8 | data[k]
    while data[end + 1] == COMMA:
        end = string_end(data, end + 3) if data[end + 2] == QUOTE_MARK else -1
        if end < 0:
            return -1
    return end + 2 if data[end + 1] == ROW_END else -1


@compiled
def keep_text(data: Bytes, i: int, state: Longs, out: Bytes) -> int:
    """Writes a string without its escapes behind the texts before it; returns behind it, or -1."""
    if data[i] != QUOTE_MARK:
        return -1
    end, at = string_end(data, i + 1), state[OUT]
    if end < 0:
        return -1
    i += 1
    while i < end:
        some = eight(data, i)
        put_eight(out, at, some)
        size = min(before_escape(some), end - i)
        at += size
        i += size
        if i < end and data[i] == ESCAPE:
            told = escaped(data, i)
            at = put(out, at, told >> 4)
            i += told & 15
    out[at] = 0
    state[TEXT_END] = at + 1
    return end + 1


@compiled
def name_of(data: Bytes, i: int, state: Longs, role: int) -> int:
    """Which of WORDS the key at a byte is, -1: none; its value begins at NEXT, -1: it is odd."""
    state[NEXT] = -1
    end = plain_end(data, i + 1) if data[i] == QUOTE_MARK else -1
    if end < 0 or data[end + 1] != COLON:
        return -1
    state[NEXT] = end + 2
    for word in range(N_CREATE):
        if is_word(data, i + 1, end, word):
            mark = 1 << (word + N_CREATE * role)
            if state[SEEN] & mark:
                state[NEXT] = -1
            state[SEEN] |= mark
            return word
    return -1


@compiled
def member_end(data: Bytes, i: int) -> int:
    """From behind a member to the next one's key; as a negative number behind the object's end."""
    if i < 0 or (data[i] != COMMA and data[i] != CLOSE):
        return 0
    return i + 1 if data[i] == COMMA else -(i + 1)


@whole
def embed_end(data: Bytes, i: int, state: Longs) -> int:
    """Behind what is embedded: a post that is quoted, a link, pictures."""
    if data[i] != OPEN:
        return value_end(data, i, state)
    i += 1
    while i > 0:
        word = name_of(data, i, state, EMBED)
        i = state[NEXT]
        if i > 0 and word == N_RECORD and data[i] == OPEN and state[TYPE] == PLAIN_POST:
            state[TYPE] = QUOTE
        i = member_end(data, value_end(data, i, state) if i > 0 else -1)
    return -i if i < 0 else -1


@whole
def record_end(data: Bytes, i: int, state: Longs, out: Bytes) -> int:
    """Behind the post itself."""
    while i > 0:
        word = name_of(data, i, state, RECORD)
        i = state[NEXT]
        if i < 0:
            return -1
        if word == N_TEXT:
            i = keep_text(data, i, state, out)
        elif word == N_LANGS:
            i = keep_tongues(data, i, state)
        elif word == N_EMBED:
            i = embed_end(data, i, state)
        else:
            if word == N_REPLY and data[i] == OPEN:
                state[TYPE] = REPLY
            i = value_end(data, i, state)
        i = member_end(data, i)
    return -i if i < 0 else -1


@whole
def commit_end(data: Bytes, i: int, state: Longs, out: Bytes) -> int:
    """Behind what was done: in which collection, under which key, and to what record."""
    while i > 0:
        word = name_of(data, i, state, COMMIT)
        i = state[NEXT]
        if i < 0:
            return -1
        if word == N_RECORD:
            i = record_end(data, i + 1, state, out) if data[i] == OPEN else -1
        elif word == N_OPERATION:
            i = keep(data, i, state, OPERATION)
        elif word == N_COLLECTION:
            i = keep(data, i, state, PLACE)
        elif word == N_KEY:
            i = keep(data, i, state, KEY)
        else:
            i = value_end(data, i, state)
        i = member_end(data, i)
    return -i if i < 0 else -1


@whole
def event_end(data: Bytes, i: int, state: Longs, out: Bytes) -> int:
    """Behind the whole event."""
    while i > 0:
        word = name_of(data, i, state, TOP)
        i = state[NEXT]
        if i < 0 or word == N_ACCOUNT:
            return -1
        if word == N_COMMIT:
            i = commit_end(data, i + 1, state, out) if data[i] == OPEN else -1
        elif word == N_DID:
            i = keep(data, i, state, DID)
        elif word == N_TIME:
            i = keep_time(data, i, state)
        elif word == N_KIND:
            i = keep(data, i, state, EVENT)
        else:
            i = value_end(data, i, state)
        i = member_end(data, i)
    return -i if i < 0 else -1


@compiled
def has(state: Longs, word: int, role: int) -> bool:
    return bool(state[SEEN] >> (word + N_CREATE * role) & 1)


@whole
def kind_of(data: Bytes, state: Longs) -> int:
    """What a frame is, once all of it was seen."""
    is_whole = has(state, N_DID, TOP) and has(state, N_TIME, TOP) and has(state, N_KIND, TOP)
    if not is_whole or not is_word(data, state[EVENT], state[EVENT_END], N_COMMIT):
        return ODD
    is_whole = has(state, N_OPERATION, COMMIT) and has(state, N_COLLECTION, COMMIT)
    if not is_whole or not has(state, N_KEY, COMMIT):
        return ODD
    if not is_word(data, state[PLACE], state[PLACE_END], N_POSTS):
        return NOTHING
    if is_word(data, state[OPERATION], state[OPERATION_END], N_DELETE):
        return GONE
    is_new = is_word(data, state[OPERATION], state[OPERATION_END], N_CREATE)
    return POST if is_new and has(state, N_TEXT, RECORD) else ODD


@entry
def skim(data: Bytes, ends: Longs, told: Longs, state: Longs, out: Bytes) -> int:
    """Fills a row of `told` (frames, COLUMNS) for each frame; returns how many bytes texts take.

    A byte of zero stands behind each frame in `data`; `ends` says where, the first frame beginning
    at 1, and eight more behind the last. `state` has room for STATE numbers, `out` for as many
    bytes as `data`. Each text in `out` has a zero behind it.
    """
    at = 0
    for frame in range(ends.shape[0] - 1):
        begin, end = ends[frame] + 1, ends[frame + 1]
        state[:] = 0
        state[OUT] = at
        is_read = data[begin] == OPEN and event_end(data, begin + 1, state, out) == end
        state[KIND] = kind_of(data, state) if is_read else ODD
        if state[KIND] == POST:
            at = state[TEXT_END]
        elif state[KIND] == ODD:
            state[TIME] = 0
        for column in range(COLUMNS):
            told[frame, column] = state[column]
    return at
