"""Lays posts side by side for the compiled code: their bytes, figures and what their fields say."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import attrgetter

import numpy as np

from virta.matching.numbers import Bytes, Floats, Ints
from virta.matching.posts import Post
from virta.matching.program import FIGURES
from virta.matching.reference import matches
from virta.matching.run import Batch
from virta.matching.store import Store
from virta.matching.tree import Field
from virta.matching.words import own_letters

HELD_IN = {"site": "url"}
"""Fields of queries that are read from another field of the post."""
Held = tuple[str, str | tuple[str, ...] | None]
"""A field and what a post has in it."""
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
        self._rows: dict[Held, int] = {}
        self._ends = [0]
        self._terms: list[int] = []
        self._asked: dict[str, list[tuple[Field, int]]] = {}
        for key, term in self._store.fields.items():
            self._asked.setdefault(key.name, []).append((key, term))
        self._tables = (np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32))

    def pack(self, posts: Sequence[Post]) -> Batch:
        data, ends = _text(posts)
        if len(self._rows) > ROWS_KEPT:
            self.forget()
        rows = self._fields(posts)
        return Batch(
            data=data,
            ends=ends,
            keeps=self._keeping(posts),
            figures=self._figures(posts),
            rows=rows,
            given_ends=self._tables[0],
            givens=self._tables[1],
        )

    def _keeping(self, posts: Sequence[Post]) -> Bytes:
        known = self._keeps
        languages = [post.language for post in posts]
        for language in set(languages).difference(known):
            known[language] = bool(own_letters(language))
        return np.fromiter(map(known.__getitem__, languages), dtype=np.uint8, count=len(posts))

    def _figures(self, posts: Sequence[Post]) -> Floats:
        figures = np.full((len(posts), len(FIGURES)), np.nan)
        if self._store.terms.ranges:
            for column, name in enumerate(FIGURES):
                values = map(attrgetter(name), posts)
                figures[:, column] = [np.nan if value is None else value for value in values]
        return figures

    def _fields(self, posts: Sequence[Post]) -> Ints:
        """For each post and field asked about the row of its value."""
        rows = np.empty((len(posts), len(self._asked)), dtype=np.int32)
        size = len(self._rows)
        for column, name in enumerate(self._asked):
            known = self._rows
            held = map(attrgetter(HELD_IN.get(name, name)), posts)
            values = [(name, tuple(one) if type(one) is list else one) for one in held]
            for value in set(values).difference(known):
                self._learn(value)
            rows[:, column] = [known[value] for value in values]
        if len(self._rows) > size:
            self._tables = (
                np.asarray(self._ends, dtype=np.int64),
                np.asarray(self._terms, dtype=np.int32),
            )
        return rows

    def _learn(self, value: Held) -> None:
        """Notes which field terms a value meets, by asking the reference about a post with it."""
        name, held = value
        post = Post(id="", text="", **{HELD_IN.get(name, name): held})  # type: ignore[arg-type]
        self._rows[value] = len(self._rows)
        self._terms += (term for asked, term in self._asked[name] if matches(asked, post))
        self._ends.append(len(self._terms))


def _text(posts: Iterable[Post]) -> tuple[Bytes, np.ndarray]:
    """The bytes of titles and texts in turn, and where each ends; the first end is 0."""
    parts = [encoded(part) if part else b"" for post in posts for part in (post.title, post.text)]
    ends = np.fromiter(accumulate(map(len, parts), initial=0), dtype=np.int64, count=len(parts) + 1)
    return np.frombuffer(b"".join([*parts, b"\0"]), dtype=np.uint8), ends
