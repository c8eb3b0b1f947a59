"""The tables of a matcher, growing in place: adding a query costs what the query is long."""

from collections.abc import Iterable

import numpy as np

from virta.matching import numbers as n
from virta.matching.lookup import insert_all
from virta.matching.numbers import Floats, Index, Ints
from virta.matching.plan import choose_all, count_asked, link
from virta.matching.program import Emitter, TermKey, Terms
from virta.matching.tree import Field, Node

SEEN_ENOUGH = 2000
"""After so many posts what was seen of a term says more than what queries ask."""

GIVEN_STREAM = -1
"""The stream of terms that no word meets: what fields say."""


def grown(array: np.ndarray, rows: int, fill: int = 0) -> np.ndarray:
    """The array with room for at least `rows`, twice as much when it has to grow."""
    if rows <= array.shape[0]:
        return array
    room = np.full((max(rows, 2 * array.shape[0]), *array.shape[1:]), fill, dtype=array.dtype)
    room[: array.shape[0]] = array
    return room


def _empty_index() -> Index:
    def ints(*shape: int, fill: int = 0) -> Ints:
        return np.full(shape, fill, dtype=np.int32)

    return Index(
        keys=np.zeros(1024, dtype=np.uint64),
        slots=ints(1024),
        bloom=np.zeros(1024, dtype=np.uint64),
        terms=ints(256, 6),
        pool=ints(1024),
        state=ints(256, 2),
        counts=np.zeros(256, dtype=np.int64),
        heads=ints(256, fill=-1),
        entries=ints(256, 2),
        code=ints(1024),
        queries=ints(64, 4),
        ranges=np.zeros((8, 2)),
        always=ints(0),
        lengths=np.zeros(16, dtype=np.int64),
        loose=ints(0),
    )


class Store:
    """Holds the index; queries and terms are numbered from 0, numbers are not used again."""

    def __init__(self) -> None:
        self.index = _empty_index()
        self.terms = Terms()
        self.emitter = Emitter(self.terms)
        self.flags = 0
        self.fields: dict[Field, int] = {}
        self.posts_seen = 0
        self.longest = 1  # numbers of code of the longest query
        self._term_count = 0
        self._pool_end = 0
        self._code_end = 0
        self._entry_end = 0
        self._query_count = 0
        self._asked = np.zeros(256, dtype=np.int32)  # how many queries hold the term

    @property
    def query_count(self) -> int:
        """How many query numbers have been given, removed ones included."""
        return self._query_count

    def add(self, nodes: Iterable[Node]) -> range:
        """Takes queries in; returns their numbers."""
        codes = [self.emitter.compile(node) for node in nodes]
        first = self._query_count
        self._write_codes(codes)
        self._write_terms()
        self._write_ranges()
        count_asked(self.index, first, self._query_count, self._asked)
        self._trigger(first)
        return range(first, self._query_count)

    def remove(self, query: int) -> None:
        """Takes one query out: it is passed over, and gone when the plan is made anew."""
        self.index.queries[query, 3] = 0

    def replan(self) -> None:
        """Chooses the triggers of all queries anew, by what has been seen of the terms."""
        self.index.heads.fill(-1)
        self.index = self.index._replace(always=np.zeros(0, dtype=np.int32))
        self._entry_end = 0
        self._trigger(0)

    def _write_codes(self, codes: list[list[int]]) -> None:
        total = sum(map(len, codes))
        first, count = self._query_count, len(codes)
        code = grown(self.index.code, self._code_end + total)
        queries = grown(self.index.queries, first + count)
        lengths = np.fromiter(map(len, codes), dtype=np.int64, count=count)
        self.longest = max(self.longest, int(lengths.max(initial=0)))
        ends = self._code_end + np.cumsum(lengths)
        code[self._code_end : self._code_end + total] = [part for one in codes for part in one]
        queries[first : first + count, 0] = ends - lengths
        queries[first : first + count, 1] = ends
        queries[first : first + count, 3] = 1
        self.index = self.index._replace(code=code, queries=queries)
        self._code_end += total
        self._query_count += count

    def _write_terms(self) -> None:
        fresh, self.terms.fresh = self.terms.fresh, []
        first, self._term_count = self._term_count, self._term_count + len(fresh)
        self._make_room(self._term_count, sum(_letters_in(key) for key, _ in fresh))
        for key, term in fresh:
            if isinstance(key, tuple):
                self._write_term(term, key)
            else:
                self.index.terms[term, 0] = GIVEN_STREAM
                self.fields[key] = term
        insert_all(self.index, first, self._term_count)

    def _write_term(self, term: int, key: TermKey) -> None:
        stream, how, text = key
        letters = [ord(letter) for letter in text]
        literal = len(letters)
        if how == n.PATTERN:
            literal = min(text.find(sign) for sign in "*?" if sign in text)
            signs = {ord("*"): n.MANY, ord("?"): n.ONE}
            letters = [signs.get(letter, letter) for letter in letters]
            if literal == 0:
                self.index = self.index._replace(loose=np.append(self.index.loose, np.int32(term)))
        at = self._pool_end
        self.index.pool[at : at + len(letters)] = letters
        self.index.terms[term, :5] = (stream, how, at, len(letters), literal)
        self._pool_end += len(letters)
        self.flags |= _flags_of(stream, text)

    def _make_room(self, terms: int, letters: int) -> None:
        index = self.index
        self._asked = grown(self._asked, terms)
        self.index = index._replace(
            terms=grown(index.terms, terms),
            state=grown(index.state, terms),
            counts=grown(index.counts, terms),
            heads=grown(index.heads, terms, fill=-1),
            pool=grown(index.pool, self._pool_end + letters),
        )
        if terms * 2 > index.keys.shape[0]:
            self._make_slots(terms)

    def _make_slots(self, terms: int) -> None:
        """A hash table four times as large as needed, so that growing it is rare."""
        size = 1 << (terms * 4).bit_length()
        self.index = self.index._replace(
            keys=np.zeros(size, dtype=np.uint64),
            slots=np.zeros(size, dtype=np.int32),
            bloom=np.zeros(max(1024, size // 16), dtype=np.uint64),
        )
        insert_all(self.index, 0, self._term_count_written())

    def _term_count_written(self) -> int:
        return self._term_count - len(self.terms.fresh)

    def _write_ranges(self) -> None:
        bounds = self.terms.ranges
        ranges = grown(self.index.ranges, len(bounds))
        ranges[: len(bounds)] = list(bounds) or np.zeros((0, 2))
        self.index = self.index._replace(ranges=ranges)

    def _rarity(self) -> Floats:
        """How often a post holds each term: as seen, else as often as queries ask for it."""
        asked = self._asked.astype(np.float64)
        if self.posts_seen < SEEN_ENOUGH:
            return asked
        seen: Floats = self.index.counts[: len(asked)] + asked / (1.0 + asked.max(initial=0.0))
        return seen

    def _trigger(self, first: int) -> None:
        """Chooses triggers for the queries from `first` on and hangs them into the chains."""
        queries = self.index.queries[first : self._query_count]
        size = int((queries[:, 1] - queries[:, 0]).max(initial=0)) + 1
        room = int((queries[:, 1] - queries[:, 0]).sum()) + 1
        pairs = np.empty((room, 2), dtype=np.int32)
        count = choose_all(
            self.index,
            first,
            self._query_count,
            self._rarity(),
            np.empty(size),
            np.empty(size, dtype=np.int32),
            np.empty(size, dtype=np.int32),
            pairs,
        )
        pairs = pairs[:count]
        if first == 0:
            pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
        self._link(pairs)

    def _link(self, pairs: Ints) -> None:
        is_always = pairs[:, 0] < 0
        index = self.index
        always = np.append(index.always, pairs[is_always, 1])
        pairs = np.ascontiguousarray(pairs[~is_always])
        self.index = index._replace(
            always=always,
            entries=grown(index.entries, self._entry_end + len(pairs)),
        )
        self._entry_end = link(self.index, pairs, 0, len(pairs), self._entry_end)


def _letters_in(key: TermKey | Field) -> int:
    return len(key[2]) if isinstance(key, tuple) else 0


def _flags_of(stream: int, text: str) -> int:
    """What the scanner has to look for because a term of the stream is there."""
    flags = n.WANTS_TAGS if stream >= n.TAG else 0
    if stream % n.TAG == n.ACCENTED:
        flags |= n.WANTS_ACCENTED | (n.WANTS_PLAIN_ACCENTED if text.isascii() else 0)
    elif stream % n.TAG == n.EXACT:
        flags |= n.WANTS_EXACT
    elif stream == n.NAME:
        flags |= n.WANTS_NAMES
    elif stream != n.FOLDED and stream < n.TAG:
        flags |= n.WANTS_SIGNS
    return flags
