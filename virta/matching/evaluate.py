"""Runs the code of a query over the hits of one post."""

from virta.matching import tables as t
from virta.matching.arrays import Floats, Longs
from virta.matching.numbers import (
    AND,
    ANY_PART,
    ANY_SPAN,
    ASK,
    GATE,
    NO,
    NOT,
    OR,
    PERHAPS,
    RANGE,
    REG_FULL,
    REG_LISTS,
    REG_POST,
    REG_SPANS,
    REG_STACK,
    SPAN_NEAR,
    SPAN_OR,
    SPAN_PHRASE,
    SPAN_TERM,
    T_HIT,
    T_POST,
    TERM,
    TEXT_AT,
    UNSURE,
    YES,
    compiled,
)


@compiled
def in_part(position: int, part: int) -> bool:
    """Whether a position lies in the title (part 0), the text (1) or either (2)."""
    return part == ANY_PART or (position >= TEXT_AT) == (part == 1)


@compiled
def has_term(m: Longs, term: int, part: int) -> int:
    terms, regs, hits = t.terms(m), t.regs(m), t.hits(m)
    if terms[term, T_POST] != regs[REG_POST]:
        return NO
    hit = terms[term, T_HIT]
    if part == ANY_PART:
        return UNSURE if hits[hit, 1] == PERHAPS else YES
    while hit >= 0:
        if in_part(hits[hit, 1], part):
            return YES
        hit = hits[hit, 2]
    return NO


@compiled
def has_term_at(m: Longs, term: int, position: int) -> bool:
    terms, regs, hits = t.terms(m), t.regs(m), t.hits(m)
    if terms[term, T_POST] != regs[REG_POST]:
        return False
    hit = terms[term, T_HIT]
    while hit >= 0:
        if hits[hit, 1] == position:
            return True
        hit = hits[hit, 2]
    return False


@compiled
def push(m: Longs, value: int) -> None:
    stack, regs = t.stack(m), t.regs(m)
    stack[regs[REG_STACK]] = value
    regs[REG_STACK] += 1


@compiled
def open_list(m: Longs) -> None:
    lists, regs = t.lists(m), t.regs(m)
    lists[regs[REG_LISTS], 0] = regs[REG_SPANS]


@compiled
def close_list(m: Longs) -> None:
    lists, regs = t.lists(m), t.regs(m)
    lists[regs[REG_LISTS], 1] = regs[REG_SPANS]
    regs[REG_LISTS] += 1


@compiled
def add_span(m: Longs, first: int, last: int) -> None:
    regs, spans = t.regs(m), t.spans(m)
    at = regs[REG_SPANS]
    if at >= spans.shape[0]:
        regs[REG_FULL] = 1
        return
    spans[at, 0] = first
    spans[at, 1] = last
    regs[REG_SPANS] = at + 1


@compiled
def span_phrase(m: Longs, at: int, count: int, part: int) -> None:
    """Every place where the terms at `at` of the code stand next to each other."""
    terms, code, regs = t.terms(m), t.code(m), t.regs(m)
    hits = t.hits(m)
    open_list(m)
    for k in range(count):
        if terms[code[at + k], T_POST] != regs[REG_POST]:
            close_list(m)
            return
    hit = terms[code[at], T_HIT]
    while hit >= 0:
        position = hits[hit, 1]
        k = 1
        while k < count and has_term_at(m, code[at + k], position + k):
            k += 1
        if k == count and in_part(position, part):
            add_span(m, position, hits[hit, 3] + count - 1)
        hit = hits[hit, 2]
    close_list(m)


@compiled
def merge(m: Longs, first: int, second: int, between: int, ordered: int) -> bool:
    """Adds the span that two make together, where they are near and apart."""
    spans = t.spans(m)
    a_low, a_high = spans[first, 0], spans[first, 1]
    b_low, b_high = spans[second, 0], spans[second, 1]
    if a_high < b_low and b_low - a_high - 1 <= between:
        add_span(m, a_low, b_high)
        return True
    if ordered == 0 and b_high < a_low and a_low - b_high - 1 <= between:
        add_span(m, b_low, a_high)
        return True
    return False


@compiled
def span_near(m: Longs, between: int, ordered: int, is_last: bool) -> None:
    """Takes two lists and leaves that of their pairs; where only one matters, the first."""
    regs, lists = t.regs(m), t.lists(m)
    top = regs[REG_LISTS]
    a_from, a_to = lists[top - 2, 0], lists[top - 2, 1]
    b_from, b_to = lists[top - 1, 0], lists[top - 1, 1]
    start = regs[REG_SPANS]
    for a in range(a_from, a_to):
        for b in range(b_from, b_to):
            if merge(m, a, b, between, ordered) and is_last:
                break
        if (is_last and regs[REG_SPANS] > start) or regs[REG_FULL]:
            break
    regs[REG_LISTS] = top - 2
    lists[top - 2, 0] = start
    close_list(m)
    squeeze(m)


@compiled
def squeeze(m: Longs) -> None:
    """Drops what the top list holds twice, while that is cheap to see."""
    regs, lists, spans = t.regs(m), t.lists(m), t.spans(m)
    top = regs[REG_LISTS] - 1
    start, end = lists[top, 0], lists[top, 1]
    if end - start > 256:
        return
    kept = start
    for i in range(start, end):
        j = start
        while j < kept and (spans[j, 0] != spans[i, 0] or spans[j, 1] != spans[i, 1]):
            j += 1
        if j == kept:
            spans[kept, 0] = spans[i, 0]
            spans[kept, 1] = spans[i, 1]
            kept += 1
    lists[top, 1] = kept
    regs[REG_SPANS] = kept


@compiled
def span_or(m: Longs, count: int) -> None:
    """Copies the top lists into one: they need not lie side by side."""
    regs, lists, spans = t.regs(m), t.lists(m), t.spans(m)
    top = regs[REG_LISTS]
    start = regs[REG_SPANS]
    for k in range(top - count, top):
        for i in range(lists[k, 0], lists[k, 1]):
            add_span(m, spans[i, 0], spans[i, 1])
    regs[REG_LISTS] = top - count
    lists[top - count, 0] = start
    close_list(m)
    squeeze(m)


@compiled
def any_span(m: Longs) -> None:
    regs, lists, stack = t.regs(m), t.lists(m), t.stack(m)
    top = regs[REG_LISTS] - 1
    push(m, YES if lists[top, 1] > lists[top, 0] else NO)
    regs[REG_LISTS] = top
    if regs[REG_FULL]:
        stack[regs[REG_STACK] - 1] = UNSURE
        regs[REG_FULL] = 0
    if top == 0:
        regs[REG_SPANS] = 0


@compiled
def span_step(m: Longs, i: int) -> int:
    """One instruction about spans; returns where the next one stands."""
    code = t.code(m)
    op = code[i]
    if op == SPAN_TERM:
        span_phrase(m, i + 2, 1, code[i + 1])
        return i + 3
    if op == SPAN_PHRASE:
        count = code[i + 2]
        span_phrase(m, i + 3, count, code[i + 1])
        return i + 3 + int(count)
    if op == SPAN_NEAR:
        span_near(m, code[i + 1], code[i + 2], code[i + 3] == ANY_SPAN)
        return i + 3
    if op == SPAN_OR:
        span_or(m, code[i + 1])
        return i + 2
    any_span(m)
    return i + 1


@compiled
def gather(m: Longs, op: int, count: int) -> None:
    """AND or OR of the topmost values; what is unsure stays so unless the others decide."""
    regs, stack = t.regs(m), t.stack(m)
    top = regs[REG_STACK] - count
    value = NO if op == OR else YES
    deciding = YES if op == OR else NO
    for k in range(top, top + count):
        if stack[k] == deciding:
            value = deciding
            break
        if stack[k] == UNSURE:
            value = UNSURE
    stack[top] = value
    regs[REG_STACK] = top + 1


@compiled
def truth_step(m: Longs, i: int, numbers: Floats) -> int:
    """One instruction about truth values; returns where the next one stands."""
    code, regs, stack = t.code(m), t.regs(m), t.stack(m)
    ranges = t.ranges(m)
    op = code[i]
    if op == AND or op == OR:  # noqa: SIM109 - the compiler knows no membership of a set
        gather(m, op, code[i + 1])
        return i + 2
    if op == NOT:
        top = regs[REG_STACK] - 1
        if stack[top] != UNSURE:
            stack[top] = NO if stack[top] == YES else YES
        return i + 1
    if op == RANGE:
        number = numbers[code[i + 1]]
        bounds = ranges[code[i + 2]]
        push(m, YES if bounds[0] <= number <= bounds[1] else NO)
        return i + 3
    if op == ASK:
        push(m, UNSURE)
    return i + 1


@compiled
def pass_gate(m: Longs, i: int) -> int:
    """Leaves an AND at its first NO; returns where to go on."""
    regs, stack, code = t.regs(m), t.stack(m), t.code(m)
    top = regs[REG_STACK]
    if stack[top - 1] != NO:
        return i + 3
    first = top - code[i + 1]
    stack[first] = NO
    regs[REG_STACK] = first + 1
    skip = int(code[i + 2])
    return i + 3 + skip


@compiled
def evaluate(m: Longs, query: int, numbers: Floats) -> int:
    """NO, YES or UNSURE: whether the post at hand matches the query.

    `numbers` are the post's figures, NaN where it has none: no range holds NaN.
    """
    regs, queries, code = t.regs(m), t.queries(m), t.code(m)
    stack = t.stack(m)
    regs[REG_STACK] = 0
    regs[REG_LISTS] = 0
    regs[REG_SPANS] = 0
    regs[REG_FULL] = 0
    i, end = queries[query, 0], queries[query, 1]
    while i < end:
        op = code[i]
        if op == TERM:
            push(m, has_term(m, code[i + 2], code[i + 1]))
            i += 3
        elif op == GATE:
            i = pass_gate(m, i)
        elif op >= ANY_SPAN:
            i = span_step(m, i)
        else:
            i = truth_step(m, i, numbers)
    return int(stack[0])
