"""The matcher's tables, as its compiled functions find them: by address, through one array.

Forty tables handed from function to function one by one took the compiler a minute, and every call
from Python 80 µs. So one array of numbers, `m`, holds for each table where it lies and how many
rows it has, and a function asks for the tables it reads: `terms = t.terms(m)`. `Memory` is the
Python side: it keeps the tables alive and checks their form, since the compiled side cannot.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
from numba import from_dtype, types
from numba.extending import intrinsic
from numba.np import arrayobj

from virta.matching.arrays import Bytes, Floats, Hashes, Ints, Longs
from virta.matching.numbers import T_COLUMNS

_intrinsic: Any = intrinsic
_arrays: Any = arrayobj


class Index(NamedTuple):
    """The queries: a term is a row of `terms`, a query a row of `queries`."""

    slots: Hashes  # open addressing: [hash of a term's literal start, first term]; 0 is free
    bloom: Hashes  # one bit for a hash
    starts: Hashes  # the same for starts and patterns alone: small, so that it is always at hand
    again: Hashes  # the same for what accented and exact terms are folded: only such words are read again
    terms: Ints  # see T_*; a row is a line of the processor's memory
    pool: Ints  # code points of all terms
    entries: Ints  # see E_*
    code: Ints
    queries: Ints  # [code at, code end, number of the post where last tried, alive]
    ranges: Floats  # [low, high]
    lengths: Longs  # for each stream, bit k: a start or pattern begins with k letters
    loose: Ints  # patterns without a literal start, tried on every word
    plan: Ints  # [the column of the heads in force]


class Scratch(NamedTuple):
    """Room to work in, kept from batch to batch."""

    regs: Longs  # see REG_* and AT_*
    hits: Ints  # [term, first position, next hit of the term, last position]
    candidates: Ints  # queries to be evaluated
    marks: Hashes  # one bit for the mark of each term that the post holds
    spans: Ints  # [first, last]
    lists: Ints  # [from, to] in `spans`
    stack: Ints
    out: Ints  # [post, query, answer]


class Letters(NamedTuple):
    """For every code point its class and what it becomes; a negative fold is -1 - row of `longer`."""

    classes: Bytes
    folded: Ints
    own: Ints  # folded, in languages whose å, ä, ö, … are letters
    cased: Ints
    same: Ints  # every letter as it is
    longer: Ints  # [from, to] in `several`
    several: Ints


class Words(NamedTuple):
    """What the scanner has read of a post: words as their streams compare them."""

    letters: Ints  # the code points of all words, one word behind another
    hashes: Hashes  # for each letter the hash of its word up to there
    rows: Ints  # what is to be looked up: see W_*
    keys: Hashes  # under which hash
    passed: Ints  # the rows that the bloom filter lets pass


class Batch(NamedTuple):
    """Posts side by side. Two parts a post, title and text, from `ends[k - 1]` to `ends[k]`."""

    data: Bytes
    ends: Longs
    hard: Bytes  # see `run`
    keeps: Bytes  # whether the post's language keeps å, ä, ö, … as letters (0, 1; EITHER)
    figures: Floats  # [followers, rating]; NaN: none
    held: Ints  # for each post, then each field asked about, a row of `given_ends`
    given_ends: Longs
    givens: Ints  # terms that a field's value meets; negative where it may meet them


class Spelled(NamedTuple):
    """The tokens of posts that Python has split, and inflected words found in any."""

    spelled_ends: Longs  # of each post, in `spelled_rows`
    spelled_rows: Ints  # [stream, first position, from, to in `spelled_letters`, last position];
    # where the stream is -1, `from` is a term itself
    spelled_letters: Ints


COLUMNS = {
    "slots": 2,
    "terms": T_COLUMNS,
    "entries": 4,
    "queries": 4,
    "ranges": 2,
    "hits": 4,
    "spans": 2,
    "lists": 2,
    "out": 3,
    "longer": 2,
    "rows": 8,
    "figures": 2,
    "spelled_rows": 5,
}
"""How wide the tables are that have columns."""
NUMBERS: dict[Any, type[np.generic]] = {
    Bytes: np.uint8,
    Ints: np.int32,
    Longs: np.int64,
    Hashes: np.uint64,
    Floats: np.float64,
}
FORMS: dict[str, tuple[type[np.generic], int]] = {
    name: (NUMBERS[kind], COLUMNS.get(name, 0))
    for group in (Index, Scratch, Letters, Words, Batch, Spelled)
    for name, kind in group.__annotations__.items()
}
"""What each table holds, and its columns; 0 for a plain row of numbers."""
PLACES = {name: 2 * place for place, name in enumerate(FORMS)}


class Memory:
    """Where the tables lie. A table put here stays alive until another takes its place."""

    def __init__(self) -> None:
        self.m: Longs = np.zeros(2 * len(FORMS), dtype=np.int64)
        self._kept: dict[str, np.ndarray] = {}

    def put(self, tables: NamedTuple) -> None:
        """Takes the tables in, those that are not the ones known already."""
        for name, table in zip(tables._fields, tables, strict=True):
            if self._kept.get(name) is not table:
                self._put(name, table)

    def _put(self, name: str, table: np.ndarray) -> None:
        form, columns = FORMS[name]
        shape = table.shape[1:] == ((columns,) if columns else ())
        if table.dtype != form or not shape or not table.flags.c_contiguous:
            raise TypeError(f"The table {name} is {table.dtype} {table.shape}.")
        self._kept[name] = table
        self.m[PLACES[name]] = table.__array_interface__["data"][0]
        self.m[PLACES[name] + 1] = table.shape[0]


def _table(name: str) -> Callable[[Longs], Any]:
    """What finds a table in compiled code: it is written into the function that asks.

    Errors: none are seen there. A wrong address would read foreign memory, so only `Memory` writes
    addresses.
    """
    place = PLACES[name]
    form, columns = FORMS[name]
    kind = types.Array(from_dtype(np.dtype(form)), 2 if columns else 1, "C")
    size = np.dtype(form).itemsize

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        def constant(number: int) -> Any:
            return context.get_constant(types.intp, number)

        numbers = _arrays.make_array(signature.args[0])(context, builder, given[0]).data
        address, rows = (
            builder.load(builder.gep(numbers, [constant(place + k)])) for k in range(2)
        )
        table = _arrays.make_array(kind)(context, builder)
        _arrays.populate_array(
            table,
            data=builder.inttoptr(address, table.data.type),
            shape=[rows, constant(columns)] if columns else [rows],
            strides=[constant(size * columns), constant(size)] if columns else [constant(size)],
            itemsize=constant(size),
            meminfo=None,
        )
        return table._getvalue()

    def find(_context: Any, m: Any) -> Any:
        return kind(m), generate

    return cast(Callable[[Longs], Any], _intrinsic(find))


slots, bloom, starts, again = map(_table, ("slots", "bloom", "starts", "again"))
terms, pool = map(_table, ("terms", "pool"))
entries, code, queries, ranges = map(_table, ("entries", "code", "queries", "ranges"))
lengths, loose, plan, regs = map(_table, ("lengths", "loose", "plan", "regs"))
hits, candidates, marks, spans = map(_table, ("hits", "candidates", "marks", "spans"))
lists, stack, out = map(_table, ("lists", "stack", "out"))
classes, folded, own, cased = map(_table, ("classes", "folded", "own", "cased"))
same, longer, several = map(_table, ("same", "longer", "several"))
letters, hashes, rows = map(_table, ("letters", "hashes", "rows"))
keys, passed = map(_table, ("keys", "passed"))
data, ends, hard, keeps = map(_table, ("data", "ends", "hard", "keeps"))
figures, held = map(_table, ("figures", "held"))
given_ends, givens = map(_table, ("given_ends", "givens"))
spelled_ends, spelled_rows, spelled_letters = map(
    _table, ("spelled_ends", "spelled_rows", "spelled_letters")
)
