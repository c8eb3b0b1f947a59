"""Chooses, for each query, the rarest terms one of which every matching post must hold."""

import numpy as np

from virta.matching.numbers import (
    AND,
    ANY_SPAN,
    ASK,
    GATE,
    NOT,
    OR,
    RANGE,
    SPAN_NEAR,
    SPAN_OR,
    SPAN_PHRASE,
    SPAN_TERM,
    TERM,
    Floats,
    Index,
    Ints,
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
def rarest(code: Ints, at: int, count: int, rarity: Floats) -> int:
    best = code[at]
    for k in range(1, count):
        if rarity[code[at + k]] < rarity[best]:
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
def choose(
    code: Ints, low: int, high: int, rarity: Floats, costs: Floats, ends: Ints, chosen: Ints
) -> int:
    """Writes the triggers of a query's code to `chosen`; returns how many, -1: none will do."""
    top, i = 0, low
    while i < high:
        op = code[i]
        if op == TERM or op == SPAN_TERM:  # noqa: SIM109
            put_term(costs, ends, chosen, top, code[i + 2], rarity[code[i + 2]])
            top += 1
        elif op == SPAN_PHRASE:
            term = rarest(code, i + 3, code[i + 2], rarity)
            put_term(costs, ends, chosen, top, term, rarity[term])
            top += 1
        elif op == RANGE or op == ASK:  # noqa: SIM109
            put(costs, ends, top, NEVER)
            top += 1
        elif op != ANY_SPAN and op != GATE:  # noqa: SIM109
            top = combine(code, i, costs, ends, chosen, top)
        i += width(code, i)
    return -1 if costs[0] == NEVER else int(ends[0])


@entry
def choose_all(
    ix: Index,
    low: int,
    high: int,
    rarity: Floats,
    costs: Floats,
    ends: Ints,
    chosen: Ints,
    pairs: Ints,
) -> int:
    """Writes (term, query) for the queries from `low` up to `high`; term -1: always to be tried.

    `costs`, `ends` and `chosen` are room as long as the longest code. Returns the pairs written.
    """
    written = 0
    for query in range(low, high):
        if ix.queries[query, 3] == 0:
            continue
        count = choose(
            ix.code, ix.queries[query, 0], ix.queries[query, 1], rarity, costs, ends, chosen
        )
        if count < 0:
            pairs[written, 0] = -1
            pairs[written, 1] = query
            written += 1
        for k in range(count):
            pairs[written, 0] = chosen[k]
            pairs[written, 1] = query
            written += 1
    return written


@entry
def link(ix: Index, pairs: Ints, low: int, high: int, entry: int) -> int:
    """Hangs the pairs from `low` on into the chains of their terms; returns the next free entry."""
    for k in range(low, high):
        term = pairs[k, 0]
        ix.entries[entry, 0] = pairs[k, 1]
        ix.entries[entry, 1] = ix.heads[term]
        ix.heads[term] = entry
        entry += 1
    return entry


@entry
def count_asked(ix: Index, low: int, high: int, asked: Ints) -> None:
    """Counts how often the queries from `low` up to `high` hold each term."""
    for query in range(low, high):
        i, end = ix.queries[query, 0], ix.queries[query, 1]
        while i < end:
            op = ix.code[i]
            if op == TERM or op == SPAN_TERM:  # noqa: SIM109
                asked[ix.code[i + 2]] += 1
            elif op == SPAN_PHRASE:
                for k in range(ix.code[i + 2]):
                    asked[ix.code[i + 3 + k]] += 1
            i += width(ix.code, i)
