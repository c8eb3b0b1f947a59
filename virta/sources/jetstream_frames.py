"""Frames of Jetstream as they come from the socket: most are skimmed, few are ever decoded."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from virta.matching.arrays import Bytes, Ints, Longs
from virta.sources.bluesky_posts import NETWORK, key_of
from virta.sources.jetstream_events import decode, moment
from virta.sources.protocol import Gone, Heard, Item, Portion, Type
from virta.sources.skimming import (
    COLUMNS,
    DID,
    DID_END,
    GONE,
    KEY,
    KEY_END,
    KIND,
    LINKS,
    ODD,
    POST,
    QUOTE,
    STATE,
    TEXT_END,
    TIME,
    TONGUE,
    TYPE,
    skim,
)

TYPES: tuple[Type, ...] = ("post", "reply", "quote")
SET_BACK = 60_000_000
"""Microseconds that a portion may stand behind the cursor; beyond them the server's clock was set
back, and the cursor follows, or nothing would come until the clock is there again."""


class Posts:
    """The posts among some frames, known only by what searches ask about (`protocol.Unread`)."""

    def __init__(
        self,
        frames: Sequence[bytes],
        data: bytearray,
        told: Longs,
        texts: Bytes,
        items_before: Longs,
    ) -> None:
        self._frames, self._data = frames, data
        self.numbers = np.flatnonzero(told[:, KIND] == POST)
        self._told = told[self.numbers]
        self._read: dict[int, Heard] = {}
        self.texts = texts
        self.ends = np.ascontiguousarray(self._told[:, TEXT_END])
        self.items_before = items_before[self.numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    def read(self, at: int) -> Heard:
        """The whole post, decoded when it is first asked for."""
        known = self._read.get(at)
        if known is None:
            item, _time = decode(self._frames[self.numbers[at]])
            if not isinstance(item, Heard):
                raise TypeError("The skimmer took for a post what is none.")
            known = self._read[at] = item
        return known

    def tongues(self) -> tuple[list[str], Ints]:
        """The languages that were told, "" where none was, and which of them each post has."""
        values, which = np.unique(self._told[:, TONGUE], return_inverse=True)
        tags = [int(value).to_bytes(8).lstrip(b"\0").decode() for value in values]
        return tags, which.astype(np.int32)

    def column(self, name: str) -> tuple[list[Any], Ints]:
        """The values of another field that queries may ask about, and which each post has."""
        if name == "type":
            which = self._told[:, TYPE].astype(np.int32)
            for at in np.flatnonzero(which == QUOTE).tolist():
                which[at] = TYPES.index(self.read(at).type)
            return list(TYPES), which
        if name == "site":  # the posts' addresses have one host
            return ["https://bsky.app/"], np.zeros(len(self), dtype=np.int32)
        if name == "author":
            values: list[Any] = [self._cut(row, DID, DID_END) for row in self._told.tolist()]
        elif name == "url":
            values = [self.read(at).url for at in range(len(self))]
        elif name == "links":
            has_any = self._told[:, LINKS].tolist()
            values = [
                self.read(at).links or None if has_any[at] else None for at in range(len(self))
            ]
        else:
            return [None], np.zeros(len(self), dtype=np.int32)
        return values, np.arange(len(self), dtype=np.int32)

    def _cut(self, row: Sequence[int], low: int, high: int) -> str:
        return self._data[row[low] : row[high]].decode()


def read(frames: Sequence[str | bytes], cursor: str = "") -> Portion:
    """What the frames tell. Frames that cannot be read are counted and passed over."""
    raw = [
        one if isinstance(one, bytes) else one.encode("utf-8", "surrogatepass") for one in frames
    ]
    data = bytearray(b"\0").join([b"", *raw, b"\0" * 8])
    told, texts = _skimmed(raw, data)
    items: list[Item] = []
    is_item = np.zeros(len(raw), dtype=np.int64)
    unreadable, example, last = 0, "", int(told[:, TIME].max(initial=0))
    for number, row in _to_be_told(told):
        try:
            item, time = _gone(data, row) if row[KIND] == GONE else _decoded(raw[number])
        except (ValueError, RecursionError) as trouble:  # msgspec's, UTF-8's and those of times
            unreadable += 1
            example = example or f"{type(trouble).__name__}: {raw[number][:200]!r}"
            continue
        last = max(last, time)
        if item is not None:
            items.append(item)
            is_item[number] = 1
    now = _cursor(last, int(cursor or 0))
    posts = Posts(raw, data, told, texts, np.cumsum(is_item))
    return Portion(
        tuple(items),
        str(now) if now else cursor,
        seen_until=moment(now) if now else None,
        unreadable=unreadable,
        unreadable_example=example,
        unread=posts if len(posts) else None,
    )


def _skimmed(raw: Sequence[bytes], data: bytearray) -> tuple[Longs, Bytes]:
    """A row for each frame (see `skimming`), and the texts of the posts among them."""
    ends = np.zeros(len(raw) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, raw), dtype=np.int64, count=len(raw)) + 1, out=ends[1:])
    told = np.zeros((len(raw), COLUMNS), dtype=np.int64)
    texts = np.empty(len(data), dtype=np.uint8)
    state = np.zeros(STATE, dtype=np.int64)
    taken = skim(np.frombuffer(data, dtype=np.uint8), ends, told, state, texts)
    return told, texts[: max(taken, 1)]


def _to_be_told(told: Longs) -> list[tuple[int, list[int]]]:
    """The frames that are odd, and those that take back a post, with their rows."""
    kinds = told[:, KIND]
    numbers = np.flatnonzero((kinds == ODD) | (kinds == GONE))
    return list(zip(numbers.tolist(), told[numbers].tolist(), strict=True))


def _decoded(frame: bytes) -> tuple[Item | None, int]:
    item, time = decode(frame)
    moment(time)  # raises ValueError where it is out of range; what is skimmed is within
    return item, time


def _gone(data: bytearray, row: Sequence[int]) -> tuple[Item, int]:
    did, key = data[row[DID] : row[DID_END]].decode(), data[row[KEY] : row[KEY_END]].decode()
    return Gone(NETWORK, key_of(did, key)), row[TIME]


def _cursor(last: int, before: int) -> int:
    """Where to go on: the latest time of the portion, and not before the former cursor."""
    return last if 0 < last < before - SET_BACK else max(last, before)
