"""Chooses, for each query, the rarest terms one of which every matching post must hold."""

import numpy as np

from virta.matching import tables as t
from virta.matching.arrays import Floats, Ints, Longs
from virta.matching.numbers import (
    ALWAYS,
    AND,
    ANY_SPAN,
    ASK,
    E_GUARD,
    E_NEXT,
    E_QUERY,
    GATE,
    MARKS,
    NOT,
    OPEN,
    OR,
    RANGE,
    SPAN_NEAR,
    SPAN_OR,
    SPAN_PHRASE,
    SPAN_TERM,
    T_ASKED,
    T_SEEN,
    TERM,
    compiled,
    entry,
)

NEVER = np.inf
"""The cost of what no term triggers."""


@compiled
def keep_cheapest(costs: Floats, ends: Ints, chosen: Ints, top: int, count: int) -> None:
    """Of the topmost sets leaves the cheapest."""
    first = top - count
    best = first
    for k in range(first + 1, top):
        if costs[k] < costs[best]:
            best = k
    begin = ends[first - 1] if first > 0 else 0
    low = ends[best - 1] if best > 0 else 0
    size = ends[best] - low
    for k in range(size):
        chosen[begin + k] = chosen[low + k]
    costs[first] = costs[best]
    ends[first] = begin + size


@compiled
def keep_all(costs: Floats, ends: Ints, top: int, count: int) -> None:
    """Makes one set of the topmost ones."""
    first = top - count
    for k in range(first + 1, top):
        costs[first] += costs[k]
    ends[first] = ends[top - 1]


@compiled
def put(costs: Floats, ends: Ints, top: int, cost: float) -> None:
    costs[top] = cost
    ends[top] = ends[top - 1] if top > 0 else 0


@compiled
def put_term(costs: Floats, ends: Ints, chosen: Ints, top: int, term: int, cost: float) -> None:
    put(costs, ends, top, cost)
    chosen[ends[top]] = term
    ends[top] += 1


@compiled
def rarity(m: Longs, term: int, by_seen: bool) -> float:
    """How often a post holds the term: as seen, else as often as queries ask for it."""
    terms = t.terms(m)
    asked = float(terms[term, T_ASKED])
    if not by_seen:
        return asked
    return float(terms[term, T_SEEN] + asked / (1.0 + asked))


@compiled
def rarest(m: Longs, at: int, count: int, by_seen: bool) -> int:
    code = t.code(m)
    best = code[at]
    for k in range(1, count):
        if rarity(m, code[at + k], by_seen) < rarity(m, best, by_seen):
            best = code[at + k]
    return int(best)


@compiled
def combine(code: Ints, i: int, costs: Floats, ends: Ints, chosen: Ints, top: int) -> int:
    """One instruction that takes sets off the stack; returns the new height."""
    op = code[i]
    if op == NOT:
        costs[top - 1] = NEVER
        ends[top - 1] = ends[top - 2] if top > 1 else 0
        return top
    count = 2 if op == SPAN_NEAR else code[i + 1]
    if op == OR or op == SPAN_OR:  # noqa: SIM109 - the compiler knows no membership of a set
        keep_all(costs, ends, top, count)
    else:
        keep_cheapest(costs, ends, chosen, top, count)
    return top - count + 1


@compiled
def width(code: Ints, i: int) -> int:
    """How many numbers the instruction takes."""
    op = code[i]
    if op == SPAN_PHRASE:
        return 3 + int(code[i + 2])
    if op == ASK or op == NOT or op == ANY_SPAN:  # noqa: SIM109
        return 1
    if op == AND or op == OR or op == SPAN_OR:  # noqa: SIM109
        return 2
    return 3


@compiled
def mark_of(term: int) -> int:
    """One of the marks that stand for a term."""
    return ((term * 0x9E3779B1) >> 16) % MARKS


@compiled
def find_guard(costs: Floats, ends: Ints, chosen: Ints, top: int, count: int, guard: Ints) -> None:
    """Of the topmost sets, all of which must be met, the cheapest but one becomes the guard.

    Only a set of four terms or fewer can be one.
    """
    best, second = top - count, -1
    for k in range(top - count, top):
        if costs[k] < costs[best]:
            best = k
    for k in range(top - count, top):
        size = ends[k] - (ends[k - 1] if k > 0 else 0)
        usable = k != best and costs[k] < NEVER and 0 < size <= 4
        if usable and (second < 0 or costs[k] < costs[second]):
            second = k
    if second < 0:
        return
    low = ends[second - 1] if second > 0 else 0
    last = ends[second] - 1
    for half in range(2):
        first = mark_of(chosen[min(low + 2 * half, last)])
        guard[half] = first | mark_of(chosen[min(low + 2 * half + 1, last)]) << 16


@compiled
def put_code(
    m: Longs, i: int, by_seen: bool, costs: Floats, ends: Ints, chosen: Ints, top: int
) -> int:
    """One instruction that brings a set; returns the new height."""
    code = t.code(m)
    op = code[i]
    if op == RANGE or op == ASK:  # noqa: SIM109
        put(costs, ends, top, NEVER)
        return top + 1
    term = code[i + 2]
    if op == SPAN_PHRASE:
        term = rarest(m, i + 3, code[i + 2], by_seen)
    put_term(costs, ends, chosen, top, term, rarity(m, term, by_seen))
    return top + 1


@compiled
def choose(
    m: Longs, query: int, by_seen: bool, costs: Floats, ends: Ints, chosen: Ints, guard: Ints
) -> int:
    """Writes the triggers of a query to `chosen`; returns how many, -1: none will do."""
    queries, code = t.queries(m), t.code(m)
    top, i, high = 0, queries[query, 0], queries[query, 1]
    guard[:] = OPEN
    while i < high:
        op = code[i]
        if op == TERM or op == SPAN_TERM or op == SPAN_PHRASE or op == RANGE or op == ASK:  # noqa: SIM109
            top = put_code(m, i, by_seen, costs, ends, chosen, top)
        elif op != ANY_SPAN and op != GATE:  # noqa: SIM109
            if op == AND and i + 2 == high:
                find_guard(costs, ends, chosen, top, code[i + 1], guard)
            top = combine(code, i, costs, ends, chosen, top)
        i += width(code, i)
    return -1 if costs[0] == NEVER else int(ends[0])


@entry
def choose_all(
    m: Longs,
    low: int,
    high: int,
    by_seen: bool,
    costs: Floats,
    ends: Ints,
    chosen: Ints,
    guard: Ints,
    pairs: Ints,
) -> int:
    """Writes (term, query, guard) for the queries from `low` up to `high`.

    The term is ALWAYS where none will do.

    `costs`, `ends` and `chosen` are room as long as the longest code. Returns the pairs written.
    """
    queries = t.queries(m)
    written = 0
    for query in range(low, high):
        if queries[query, 3] == 0:
            continue
        count = choose(m, query, by_seen, costs, ends, chosen, guard)
        if count < 0:
            count = 1
            chosen[0] = ALWAYS
        for k in range(count):
            pairs[written, 0] = chosen[k]
            pairs[written, 1] = query
            pairs[written, 2] = guard[0]
            pairs[written, 3] = guard[1]
            written += 1
    return written


@entry
def link(m: Longs, pairs: Ints, entry: int, column: int) -> None:
    """Hangs the pairs into the chains of their terms, from the entry on that is free."""
    entries, terms = t.entries(m), t.terms(m)
    for k in range(pairs.shape[0]):
        term = pairs[k, 0]
        entries[entry, E_QUERY] = pairs[k, 1]
        entries[entry, E_NEXT] = terms[term, column]
        entries[entry, E_GUARD] = pairs[k, 2]
        entries[entry, E_GUARD + 1] = pairs[k, 3]
        terms[term, column] = entry
        entry += 1


@entry
def count_asked(m: Longs, low: int, high: int) -> None:
    """Counts how often the queries from `low` up to `high` hold each term."""
    queries, code, terms = t.queries(m), t.code(m), t.terms(m)
    for query in range(low, high):
        i, end = queries[query, 0], queries[query, 1]
        while i < end:
            op = code[i]
            if op == TERM or op == SPAN_TERM:  # noqa: SIM109
                terms[code[i + 2], T_ASKED] += 1
            elif op == SPAN_PHRASE:
                for k in range(code[i + 2]):
                    terms[code[i + 3 + k], T_ASKED] += 1
            i += width(code, i)
