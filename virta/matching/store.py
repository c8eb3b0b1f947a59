"""The tables of a matcher, growing in place: adding a query costs what the query is long."""

from collections.abc import Iterable

import numpy as np

from virta.matching import numbers as n
from virta.matching.arrays import Ints
from virta.matching.lookup import insert_all
from virta.matching.plan import choose_all, count_asked, link
from virta.matching.program import Emitter, TermKey, Terms
from virta.matching.tables import Index, Memory
from virta.matching.tree import Field, Node

SEEN_ENOUGH = 2000
"""After so many posts what was seen of a term says more than what queries ask."""
FIRST_PLAN, PLAN_FOR = 4096, 2**20
"""After so many posts the triggers are chosen anew by what was seen, and how long at most that
holds, in posts."""
AT_ONCE = 1000
"""So many queries get new triggers at a time, so that nobody waits for a new plan."""
MOST_SEEN = 2**24
"""Counts are halved before they come near the end of 32 bits."""
SMALL, LARGE = 2**17, 2**22
"""Tables of fewer bytes stay small; others take at least so many."""

GIVEN_STREAM = -1
"""The stream of terms that no word meets: what fields say."""


def room_for(shape: tuple[int, ...], dtype: type[np.generic]) -> np.ndarray:
    """Zeros of this shape. Large tables lie on large pages, where the system gives them.

    The tables are read at random; on pages of 4 KB finding the page takes as long as reading.
    NumPy asks for large pages for arrays of 4 MB and more only, so as much is taken.
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size < SMALL:
        return np.zeros(shape, dtype=dtype)
    pages = np.zeros(max(size, LARGE), dtype=np.uint8)
    return pages[:size].view(dtype).reshape(shape)


def grown(array: np.ndarray, rows: int) -> np.ndarray:
    """The array with room for at least `rows`, and for some more when it has to grow."""
    if rows <= array.shape[0]:
        return array
    more = max(rows + rows // 4, 2 * array.shape[0])
    room = room_for((more, *array.shape[1:]), array.dtype.type)
    room[: array.shape[0]] = array
    return room


def _empty_terms(rows: int) -> Ints:
    terms = np.zeros((rows, n.T_COLUMNS), dtype=np.int32)
    terms[:, n.T_HEAD : n.T_HEAD + 2] = -1
    terms[n.ALWAYS, n.T_STREAM] = GIVEN_STREAM
    return terms


def _empty_index() -> Index:
    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    return Index(
        slots=np.zeros((1024, 2), dtype=np.uint64),
        bloom=np.zeros(1024, dtype=np.uint64),
        starts=np.zeros(1024, dtype=np.uint64),
        again=np.zeros(1024, dtype=np.uint64),
        terms=_empty_terms(256),
        pool=ints(1024),
        entries=ints(256, 4),
        code=ints(1024),
        queries=ints(64, 4),
        ranges=np.zeros((8, 2)),
        lengths=np.zeros(16, dtype=np.int64),
        loose=ints(0),
        plan=np.array([n.T_HEAD], dtype=np.int32),
    )


class Store:
    """Holds the index; queries and terms are numbered from 0, numbers are not used again."""

    def __init__(self) -> None:
        self.index = _empty_index()
        self.memory = Memory()
        self.memory.put(self.index)
        self.terms = Terms()
        self.emitter = Emitter(self.terms)
        self.flags = 0
        self.fields: dict[Field, int] = {}
        self.longest = 1  # numbers of code of the longest query
        self._posts_seen = 0
        self._term_count = 1
        self._pool_end = 0
        self._code_end = 0
        self._entry_end = 0
        self._query_count = 0
        self._next_plan = FIRST_PLAN
        self._replanned: int | None = None  # queries that the plan in the making has
        self._plan_begin = 0  # the first entry of the plan in the making

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
        count_asked(self.memory.m, first, self._query_count)
        self._trigger(first, self._query_count, int(self.index.plan[0]))
        return range(first, self._query_count)

    def remove(self, query: int) -> None:
        """Takes one query out: it is passed over, and gone when the plan is made anew."""
        self.index.queries[query, 3] = 0

    def saw(self, posts: int) -> None:
        """Notes that so many posts come; when a new plan is due, some of it is made at each call."""
        self._posts_seen += posts
        if self._posts_seen >= self._next_plan:
            self._next_plan = min(16 * self._next_plan, self._posts_seen + PLAN_FOR)
            self._replanned = 0
        for _ in range(1 + posts // AT_ONCE):  # who brings many posts waits for more
            if self._replanned is not None:
                self._replan(self._replanned)

    def _replan(self, first: int) -> None:
        """Gives the next queries triggers by what was seen, beside the plan that is in force."""
        terms = self.index.terms
        column = 2 * n.T_HEAD + 1 - int(self.index.plan[0])
        if first == 0:
            terms[:, column] = -1
            self._plan_begin = self._entry_end
        last = min(first + AT_ONCE, self._query_count)
        self._trigger(first, last, column)
        self._replanned = last
        if last == self._query_count:
            self._replanned = None
            self.index.plan[0] = column
            self._forget_former_plan(column)
            if terms[:, n.T_SEEN].max() > MOST_SEEN:
                terms[:, n.T_SEEN] //= 2

    def _forget_former_plan(self, column: int) -> None:
        """Moves the entries of the plan in force to the front, so that plans do not pile up."""
        begin, end = self._plan_begin, self._entry_end
        entries, heads = self.index.entries, self.index.terms[:, column]
        entries[: end - begin] = entries[begin:end].copy()
        for places in (entries[: end - begin, n.E_NEXT], heads):
            places[:] = np.where(places >= begin, places - begin, -1)
        self._entry_end = end - begin

    def _change(self, **tables: np.ndarray) -> None:
        self.index = self.index._replace(**tables)
        self.memory.put(self.index)

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
        self._change(code=code, queries=queries)
        self._code_end += total
        self._query_count += count

    def _write_terms(self) -> None:
        fresh, self.terms.fresh = self.terms.fresh, []
        first = self._term_count
        self._make_room(first + len(fresh), sum(_letters_in(key) for key, _ in fresh))
        self._term_count += len(fresh)
        for key, term in fresh:
            if isinstance(key, tuple):
                self._write_term(term, key)
            else:
                self.index.terms[term, n.T_STREAM] = GIVEN_STREAM
                self.fields[key] = term
        insert_all(self.memory.m, first, self._term_count)

    def _write_term(self, term: int, key: TermKey) -> None:
        stream, how, text = key
        letters = [ord(letter) for letter in text]
        literal = len(letters)
        if how == n.PATTERN:
            literal = min(text.find(sign) for sign in "*?" if sign in text)
            signs = {ord("*"): n.MANY, ord("?"): n.ONE}
            letters = [signs.get(letter, letter) for letter in letters]
            if literal == 0:
                self._change(loose=np.append(self.index.loose, np.int32(term)))
                self.index.lengths[n.AGAIN] |= stream % n.TAG in {n.ACCENTED, n.EXACT}
        at = self._pool_end
        self.index.pool[at : at + len(letters)] = letters
        is_short = literal <= 8 and all(letter < 0x10000 for letter in letters[:literal])
        how += n.SHORT if is_short else 0
        self.index.terms[term, : n.T_NEXT] = (stream, how, at, len(letters), literal)
        if is_short:
            packed = np.zeros(8, dtype=np.uint16)
            packed[:literal] = letters[:literal]
            self.index.terms[term, n.T_LETTERS :] = packed.view(np.int32)
        self._pool_end += len(letters)
        self.flags |= _flags_of(stream, text)

    def _make_room(self, terms: int, letters: int) -> None:
        index = self.index
        rows = grown(index.terms, terms)
        if rows is not index.terms:
            rows[len(index.terms) :, n.T_HEAD : n.T_HEAD + 2] = -1
        pool = grown(index.pool, self._pool_end + letters)
        self._change(terms=rows, pool=pool)
        if terms * 2 > index.slots.shape[0]:
            self._make_slots(terms)

    def _make_slots(self, terms: int) -> None:
        """A hash table two to five times as large as needed, so that growing it is rare."""
        size = 1 << (terms * 5 // 2).bit_length()
        self._change(
            slots=room_for((size, 2), np.uint64),
            bloom=room_for((max(1024, size // 16),), np.uint64),
        )
        insert_all(self.memory.m, 0, self._term_count)

    def _write_ranges(self) -> None:
        bounds = self.terms.ranges
        ranges = grown(self.index.ranges, len(bounds))
        ranges[: len(bounds)] = list(bounds) or np.zeros((0, 2))
        self._change(ranges=ranges)

    def _trigger(self, first: int, last: int, column: int) -> None:
        """Chooses triggers for the queries from `first` up to `last`; hangs them into the chains."""
        queries = self.index.queries[first:last]
        size = int((queries[:, 1] - queries[:, 0]).max(initial=0)) + 1
        room = int((queries[:, 1] - queries[:, 0]).sum()) + 1
        pairs = np.empty((room, 4), dtype=np.int32)
        count = choose_all(
            self.memory.m,
            first,
            last,
            self._posts_seen >= SEEN_ENOUGH,
            np.empty(size),
            np.empty(size, dtype=np.int32),
            np.empty(size, dtype=np.int32),
            np.empty(2, dtype=np.int32),
            pairs,
        )
        # The queries of one term side by side, since they are read one after another.
        pairs = pairs[np.argsort(pairs[:count, 0], kind="stable")]
        entries = grown(self.index.entries, self._entry_end + count)
        self._change(entries=entries)
        link(self.memory.m, pairs, self._entry_end, column)
        self._entry_end += count


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
