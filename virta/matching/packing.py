"""Lays posts side by side for the compiled code: their bytes, figures and what their fields say."""

from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

import numpy as np

from virta.matching.arrays import Bytes, Floats, Ints, Longs
from virta.matching.laid import Held, Laid
from virta.matching.numbers import EITHER
from virta.matching.posts import Post
from virta.matching.program import FIGURES
from virta.matching.reference import matches
from virta.matching.store import Store
from virta.matching.tables import Batch
from virta.matching.tree import Field
from virta.matching.words import own_letters

HELD_IN = {"site": "url"}
"""Fields of queries that are read from another field of the post."""
ONE = 4096
"""Bytes of room for a post alone, to begin with."""
ROWS_KEPT = 65536
"""So many different values of fields are remembered before the memory begins anew."""


def encoded(text: str) -> bytes:
    """The text in UTF-8; half a surrogate pair, which JSON allows, stays as it is."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


class Packer:
    """Packs batches for one store; remembers which field terms a value meets."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keeps: dict[str | None, bool] = {}
        self.forget()

    def forget(self) -> None:
        """Begins the memory of values anew: the fields that queries ask about have changed."""
        self._ends = [0]
        self._terms: list[int] = []
        self._asked: dict[str, list[tuple[Field, int]]] = {}
        for key, term in self._store.fields.items():
            self._asked.setdefault(key.name, []).append((key, term))
        self._rows: dict[str, dict[Held, int]] = {name: {} for name in self._asked}
        self._tables = (np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32))
        self._one = self._room_for_one(ONE)

    def pack(self, posts: Sequence[Post] | Laid, is_split: bool = False) -> Batch:
        """The posts as a batch; `is_split` where Python brings their tokens."""
        if len(self._ends) > ROWS_KEPT:
            self.forget()
        if isinstance(posts, Laid):
            data, ends = posts.data, _laid_ends(posts.ends)
            figures = np.full((len(posts), len(FIGURES)), np.nan)
        else:
            data, ends = _text(posts)
            figures = self._figures(posts)
        rows = self._fields(posts)
        return Batch(
            data=data,
            ends=ends,
            hard=np.full(len(posts), is_split, dtype=np.uint8),
            keeps=self._keeping(posts),
            figures=figures,
            held=rows,
            given_ends=self._tables[0],
            givens=self._tables[1],
        )

    def pack_one(self, post: Post) -> Batch:
        """A post alone, in room that is used again: good until the next call."""
        title = encoded(post.title) if post.title else b""
        data = title + encoded(post.text)
        if len(self._ends) > ROWS_KEPT:
            self.forget()
        if len(data) >= len(self._one.data):
            self._one = self._room_for_one(2 * len(data))
        one = self._one
        one.data[: len(data)] = np.frombuffer(data, dtype=np.uint8)
        one.ends[1] = len(title)
        one.ends[2] = len(data)
        one.hard[0] = 0
        one.keeps[0] = self._is_kept(post.language)
        if self._store.terms.ranges:
            one.figures[:] = self._figures((post,))
        if self._asked:
            one.held[:] = self._fields((post,))
            if one.given_ends is not self._tables[0]:
                one = self._one = one._replace(given_ends=self._tables[0], givens=self._tables[1])
        return one

    def _room_for_one(self, room: int) -> Batch:
        return Batch(
            data=np.zeros(room, dtype=np.uint8),
            ends=np.zeros(3, dtype=np.int64),
            hard=np.zeros(1, dtype=np.uint8),
            keeps=np.zeros(1, dtype=np.uint8),
            figures=np.full((1, len(FIGURES)), np.nan),
            held=np.zeros(len(self._asked), dtype=np.int32),
            given_ends=self._tables[0],
            givens=self._tables[1],
        )

    def _is_kept(self, language: str | None) -> bool:
        known = self._keeps.get(language)
        if known is None:
            known = self._keeps[language] = bool(own_letters(language))
        return known

    def _keeping(self, posts: Sequence[Post] | Laid) -> Bytes:
        if isinstance(posts, Laid):
            values, which = posts.column("language")
            held = [EITHER if isinstance(one, tuple) else self._is_kept(one) for one in values]
            return np.array(held, dtype=np.uint8)[which]
        languages = [post.language for post in posts]
        for language in set(languages):
            self._is_kept(language)
        kept = map(self._keeps.__getitem__, languages)
        return np.fromiter(kept, dtype=np.uint8, count=len(posts))

    def _figures(self, posts: Sequence[Post]) -> Floats:
        figures = np.full((len(posts), len(FIGURES)), np.nan)
        if self._store.terms.ranges:
            for column, name in enumerate(FIGURES):
                values = map(attrgetter(name), posts)
                figures[:, column] = [np.nan if value is None else value for value in values]
        return figures

    def _fields(self, posts: Sequence[Post] | Laid) -> Ints:
        """For each post and field asked about the row of its value."""
        rows = np.empty((len(posts), len(self._asked)), dtype=np.int32)
        size = len(self._ends)
        for column, name in enumerate(self._asked):
            if isinstance(posts, Laid):
                values, which = posts.column(name)
                rows[:, column] = self._rows_of(name, values)[which]
            else:
                rows[:, column] = self._rows_of(name, _values(posts, name))
        if len(self._ends) > size:
            self._tables = (
                np.asarray(self._ends, dtype=np.int64),
                np.asarray(self._terms, dtype=np.int32),
            )
        return rows.reshape(-1)

    def _rows_of(self, name: str, values: Sequence[Held]) -> Ints:
        """The rows of some values of a field; those of new ones are made."""
        known = self._rows[name]
        for value in set(values).difference(known):
            self._learn(name, value)
        return np.array(list(map(known.__getitem__, values)), dtype=np.int32)

    def _learn(self, name: str, held: Held) -> None:
        """Notes which field terms a value meets or may meet, by asking the reference about a post with it."""
        is_open = name == "language" and isinstance(held, tuple)
        several = [one or None for one in held or ()] if is_open else [held]
        posts = [Post(id="", text="", **{HELD_IN.get(name, name): one}) for one in several]  # type: ignore[arg-type]
        self._rows[name][held] = len(self._ends) - 1
        for asked, term in self._asked[name]:
            met = [matches(asked, post) for post in posts]
            if any(met):
                self._terms.append(term if all(met) else -term)
        self._ends.append(len(self._terms))


def _values(posts: Sequence[Post], name: str) -> Sequence[Held]:
    """What each post has in a field."""
    values = map(attrgetter(HELD_IN.get(name, name)), posts)
    return [tuple(one) if type(one) is list else one for one in values]


def _laid_ends(ends: Longs) -> Longs:
    """Where title and text of each post end, in turn: there are no titles."""
    both = np.zeros(2 * len(ends) + 1, dtype=np.int64)
    both[2::2] = ends
    both[3::2] = ends[:-1]
    return both


def _text(posts: Sequence[Post]) -> tuple[Bytes, Longs]:
    """The bytes of titles and texts in turn, and where each ends; the first end is 0."""
    if not any(post.title for post in posts):
        found = _texts_alone([post.text for post in posts])
        if found is not None:
            return found
    parts = [encoded(part) if part else b"" for post in posts for part in (post.title, post.text)]
    ends = np.fromiter(accumulate(map(len, parts), initial=0), dtype=np.int64, count=len(parts) + 1)
    return np.frombuffer(b"".join([*parts, b"\0"]), dtype=np.uint8), ends


def _texts_alone(texts: Sequence[str]) -> tuple[Bytes, Longs] | None:
    """The same for posts without titles, in one go: a zero byte, which separates, ends each.

    None where that cannot be: a text holds a zero itself, or half a surrogate pair.
    """
    try:
        data = np.frombuffer(("\0".join(texts) + "\0").encode(), dtype=np.uint8)
    except UnicodeEncodeError:
        return None
    zeros = np.flatnonzero(data == 0)
    if len(zeros) != len(texts):
        return None
    ends = np.zeros(2 * len(texts) + 1, dtype=np.int64)
    ends[2::2] = zeros + 1
    ends[3::2] = ends[2:-1:2]
    return data, ends
