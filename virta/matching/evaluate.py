"""Runs the code of a query over the hits of one post."""

from virta.matching.numbers import (
    AND,
    ANY_PART,
    ANY_SPAN,
    ASK,
    GATE,
    NO,
    NOT,
    OR,
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
    TERM,
    TEXT_AT,
    UNSURE,
    YES,
    Floats,
    Index,
    Scratch,
    compiled,
)


@compiled
def in_part(position: int, part: int) -> bool:
    """Whether a position lies in the title (part 0), the text (1) or either (2)."""
    return part == ANY_PART or (position >= TEXT_AT) == (part == 1)


@compiled
def has_term(ix: Index, work: Scratch, term: int, part: int) -> int:
    if ix.state[term, 0] != work.regs[REG_POST]:
        return NO
    if part == ANY_PART:
        return YES
    hit = ix.state[term, 1]
    while hit >= 0:
        if in_part(work.hits[hit, 1], part):
            return YES
        hit = work.hits[hit, 2]
    return NO


@compiled
def has_term_at(ix: Index, work: Scratch, term: int, position: int) -> bool:
    if ix.state[term, 0] != work.regs[REG_POST]:
        return False
    hit = ix.state[term, 1]
    while hit >= 0:
        if work.hits[hit, 1] == position:
            return True
        hit = work.hits[hit, 2]
    return False


@compiled
def push(work: Scratch, value: int) -> None:
    work.stack[work.regs[REG_STACK]] = value
    work.regs[REG_STACK] += 1


@compiled
def open_list(work: Scratch) -> None:
    work.lists[work.regs[REG_LISTS], 0] = work.regs[REG_SPANS]


@compiled
def close_list(work: Scratch) -> None:
    work.lists[work.regs[REG_LISTS], 1] = work.regs[REG_SPANS]
    work.regs[REG_LISTS] += 1


@compiled
def add_span(work: Scratch, first: int, last: int) -> None:
    at = work.regs[REG_SPANS]
    if at >= work.spans.shape[0]:
        work.regs[REG_FULL] = 1
        return
    work.spans[at, 0] = first
    work.spans[at, 1] = last
    work.regs[REG_SPANS] = at + 1


@compiled
def span_phrase(ix: Index, work: Scratch, at: int, count: int, part: int) -> None:
    """Every place where the terms at `at` of the code stand next to each other."""
    open_list(work)
    for k in range(count):
        if ix.state[ix.code[at + k], 0] != work.regs[REG_POST]:
            close_list(work)
            return
    hit = ix.state[ix.code[at], 1]
    while hit >= 0:
        position = work.hits[hit, 1]
        k = 1
        while k < count and has_term_at(ix, work, ix.code[at + k], position + k):
            k += 1
        if k == count and in_part(position, part):
            add_span(work, position, work.hits[hit, 3] + count - 1)
        hit = work.hits[hit, 2]
    close_list(work)


@compiled
def merge(work: Scratch, first: int, second: int, between: int, ordered: int) -> bool:
    """Adds the span that two make together, where they are near and apart."""
    a_low, a_high = work.spans[first, 0], work.spans[first, 1]
    b_low, b_high = work.spans[second, 0], work.spans[second, 1]
    if a_high < b_low and b_low - a_high - 1 <= between:
        add_span(work, a_low, b_high)
        return True
    if ordered == 0 and b_high < a_low and a_low - b_high - 1 <= between:
        add_span(work, b_low, a_high)
        return True
    return False


@compiled
def span_near(work: Scratch, between: int, ordered: int, is_last: bool) -> None:
    """Takes two lists and leaves that of their pairs; where only one matters, the first."""
    top = work.regs[REG_LISTS]
    a_from, a_to = work.lists[top - 2, 0], work.lists[top - 2, 1]
    b_from, b_to = work.lists[top - 1, 0], work.lists[top - 1, 1]
    start = work.regs[REG_SPANS]
    for a in range(a_from, a_to):
        for b in range(b_from, b_to):
            if merge(work, a, b, between, ordered) and is_last:
                break
        if (is_last and work.regs[REG_SPANS] > start) or work.regs[REG_FULL]:
            break
    work.regs[REG_LISTS] = top - 2
    work.lists[top - 2, 0] = start
    close_list(work)
    squeeze(work)


@compiled
def squeeze(work: Scratch) -> None:
    """Drops what the top list holds twice, while that is cheap to see."""
    top = work.regs[REG_LISTS] - 1
    start, end = work.lists[top, 0], work.lists[top, 1]
    if end - start > 256:
        return
    kept = start
    for i in range(start, end):
        j = start
        while j < kept and (
            work.spans[j, 0] != work.spans[i, 0] or work.spans[j, 1] != work.spans[i, 1]
        ):
            j += 1
        if j == kept:
            work.spans[kept, 0] = work.spans[i, 0]
            work.spans[kept, 1] = work.spans[i, 1]
            kept += 1
    work.lists[top, 1] = kept
    work.regs[REG_SPANS] = kept


@compiled
def span_or(work: Scratch, count: int) -> None:
    """Copies the top lists into one: they need not lie side by side."""
    top = work.regs[REG_LISTS]
    start = work.regs[REG_SPANS]
    for k in range(top - count, top):
        for i in range(work.lists[k, 0], work.lists[k, 1]):
            add_span(work, work.spans[i, 0], work.spans[i, 1])
    work.regs[REG_LISTS] = top - count
    work.lists[top - count, 0] = start
    close_list(work)
    squeeze(work)


@compiled
def any_span(work: Scratch) -> None:
    top = work.regs[REG_LISTS] - 1
    push(work, YES if work.lists[top, 1] > work.lists[top, 0] else NO)
    work.regs[REG_LISTS] = top
    if work.regs[REG_FULL]:
        work.stack[work.regs[REG_STACK] - 1] = UNSURE
        work.regs[REG_FULL] = 0
    if top == 0:
        work.regs[REG_SPANS] = 0


@compiled
def span_step(ix: Index, work: Scratch, i: int) -> int:
    """One instruction about spans; returns where the next one stands."""
    op = ix.code[i]
    if op == SPAN_TERM:
        span_phrase(ix, work, i + 2, 1, ix.code[i + 1])
        return i + 3
    if op == SPAN_PHRASE:
        count = ix.code[i + 2]
        span_phrase(ix, work, i + 3, count, ix.code[i + 1])
        return i + 3 + int(count)
    if op == SPAN_NEAR:
        span_near(work, ix.code[i + 1], ix.code[i + 2], ix.code[i + 3] == ANY_SPAN)
        return i + 3
    if op == SPAN_OR:
        span_or(work, ix.code[i + 1])
        return i + 2
    any_span(work)
    return i + 1


@compiled
def gather(work: Scratch, op: int, count: int) -> None:
    """AND or OR of the topmost values; what is unsure stays so unless the others decide."""
    top = work.regs[REG_STACK] - count
    value = NO if op == OR else YES
    deciding = YES if op == OR else NO
    for k in range(top, top + count):
        if work.stack[k] == deciding:
            value = deciding
            break
        if work.stack[k] == UNSURE:
            value = UNSURE
    work.stack[top] = value
    work.regs[REG_STACK] = top + 1


@compiled
def truth_step(ix: Index, work: Scratch, i: int, numbers: Floats) -> int:
    """One instruction about truth values; returns where the next one stands."""
    op = ix.code[i]
    if op == AND or op == OR:  # noqa: SIM109 - the compiler knows no membership of a set
        gather(work, op, ix.code[i + 1])
        return i + 2
    if op == NOT:
        top = work.regs[REG_STACK] - 1
        if work.stack[top] != UNSURE:
            work.stack[top] = NO if work.stack[top] == YES else YES
        return i + 1
    if op == RANGE:
        number = numbers[ix.code[i + 1]]
        bounds = ix.ranges[ix.code[i + 2]]
        push(work, YES if bounds[0] <= number <= bounds[1] else NO)
        return i + 3
    if op == ASK:
        push(work, UNSURE)
    return i + 1


@compiled
def pass_gate(ix: Index, work: Scratch, i: int) -> int:
    """Leaves an AND at its first NO; returns where to go on."""
    top = work.regs[REG_STACK]
    if work.stack[top - 1] != NO:
        return i + 3
    first = top - ix.code[i + 1]
    work.stack[first] = NO
    work.regs[REG_STACK] = first + 1
    skip = int(ix.code[i + 2])
    return i + 3 + skip


@compiled
def evaluate(ix: Index, work: Scratch, query: int, numbers: Floats) -> int:
    """NO, YES or UNSURE: whether the post at hand matches the query.

    `numbers` are the post's figures, NaN where it has none: no range holds NaN.
    """
    work.regs[REG_STACK] = 0
    work.regs[REG_LISTS] = 0
    work.regs[REG_SPANS] = 0
    work.regs[REG_FULL] = 0
    i, end = ix.queries[query, 0], ix.queries[query, 1]
    while i < end:
        op = ix.code[i]
        if op == TERM:
            push(work, has_term(ix, work, ix.code[i + 2], ix.code[i + 1]))
            i += 3
        elif op == GATE:
            i = pass_gate(ix, work, i)
        elif op >= ANY_SPAN:
            i = span_step(ix, work, i)
        else:
            i = truth_step(ix, work, i, numbers)
    return int(work.stack[0])
