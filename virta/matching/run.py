"""Takes a batch of posts through scanning, candidates and evaluation."""

import numpy as np

from virta.matching import tables as t
from virta.matching.arrays import Longs
from virta.matching.evaluate import evaluate
from virta.matching.lookup import ONE_BIT, look_up, note_hit, settle
from virta.matching.numbers import (
    ALWAYS,
    AT_FROM,
    AT_FULL,
    AT_LETTER,
    AT_PLACE,
    AT_ROW,
    E_GUARD,
    E_NEXT,
    E_QUERY,
    EITHER,
    NO,
    OPEN,
    PERHAPS,
    REG_FULL,
    REG_HITS,
    REG_OUT,
    REG_POST,
    REG_TOUCH,
    T_HIT,
    T_POST,
    T_SEEN,
    TERM,
    TEXT_AT,
    compiled,
    entry,
    whole,
)
from virta.matching.pieces import scan
from virta.matching.plan import mark_of
from virta.matching.scan import decode

DONE, HITS_FULL, OUT_FULL, WORD_FULL = 0, 1, 2, 3


@compiled
def take_givens(m: Longs, post: int) -> None:
    """Records what the fields of the post say."""
    held, given_ends, givens = t.held(m), t.given_ends(m), t.givens(m)
    fields = held.shape[0] // t.keeps(m).shape[0]
    for k in range(post * fields, (post + 1) * fields):
        row = held[k]
        for given in range(given_ends[row], given_ends[row + 1]):
            if givens[given] > 0:
                note_hit(m, givens[given], 0, 0)
            else:
                note_hit(m, -givens[given], PERHAPS, PERHAPS)


@whole
def look_up_spelled(m: Longs, low: int, high: int) -> None:
    """Looks up the tokens from `low` up to `high`, at the places that they bring."""
    spelled_rows, regs, letters = t.spelled_rows(m), t.regs(m), t.letters(m)
    spelled_letters = t.spelled_letters(m)
    for k in range(low, high):
        row = spelled_rows[k]
        if row[0] < 0:
            note_hit(m, row[2], row[1], row[1])
            continue
        first, length = regs[AT_LETTER], row[3] - row[2]
        if first + length > letters.shape[0]:
            regs[AT_FULL] = 1
            return
        for n in range(length):
            letters[first + n] = spelled_letters[row[2] + n]
        regs[AT_LETTER] = first + length
        regs[AT_PLACE] = row[1]
        look_up(m, row[0], row[4] - row[1] + 1)


@whole
def ways_of(m: Longs, post: int) -> int:
    """In how many ways a post has to be folded that may be in languages that do it differently."""
    own, folded, ends, data = t.own(m), t.folded(m), t.ends(m), t.data(m)
    i, high = ends[2 * post], ends[2 * post + 2]
    while i < high:
        letter, size = decode(data, i)
        if own[letter] != folded[letter]:
            return 2
        i += size
    return 1


@compiled
def look_up_all(m: Longs, post: int, is_own: bool) -> bool:
    """Looks up title and text; False where Python has to split the post."""
    own, folded = t.own(m), t.folded(m)
    ends, regs, data = t.ends(m), t.regs(m), t.data(m)
    fold = own if is_own else folded
    for part in range(2):
        low, high = ends[2 * post + part], ends[2 * post + part + 1]
        regs[AT_PLACE] = TEXT_AT if part == 1 else 0
        if low < high and not scan(m, fold, data, low, high):
            return False
    return True


@compiled
def nominate(m: Longs, query: int, count: int) -> int:
    """Makes a query a candidate, once a post; returns how many there are."""
    regs, queries, candidates = t.regs(m), t.queries(m), t.candidates(m)
    stamp = regs[REG_POST]
    if queries[query, 2] == stamp or queries[query, 3] == 0:
        return count
    queries[query, 2] = stamp
    candidates[count] = query
    return count + 1


@compiled
def is_marked(m: Longs, mark: int) -> bool:
    """Whether a term of this mark is likely to be in the post."""
    return bool((t.marks(m)[mark >> 6] >> np.uint64(mark & 63)) & ONE_BIT)


@compiled
def lets_pass(m: Longs, entry: int) -> bool:
    """Whether the guard of a trigger lets the post pass: a query is dear to look at."""
    entries = t.entries(m)
    first, second = entries[entry, E_GUARD], entries[entry, E_GUARD + 1]
    return bool(
        first == OPEN
        or is_marked(m, first & 0xFFFF)
        or is_marked(m, first >> 16)
        or is_marked(m, second & 0xFFFF)
        or is_marked(m, second >> 16)
    )


@compiled
def nominate_all(m: Longs, term: int, count: int) -> int:
    """Makes candidates of the queries that a term triggers; returns how many there are."""
    terms, plan, entries = t.terms(m), t.plan(m), t.entries(m)
    at = terms[term, plan[0]]
    while at >= 0:
        if lets_pass(m, at):
            count = nominate(m, entries[at, E_QUERY], count)
        at = entries[at, E_NEXT]
    return count


@compiled
def set_marks(m: Longs) -> None:
    """Marks the terms of the post, those only."""
    regs, hits, marks = t.regs(m), t.hits(m), t.marks(m)
    marks[:] = 0
    for hit in range(regs[REG_HITS]):
        mark = mark_of(hits[hit, 0])
        marks[mark >> 6] |= ONE_BIT << np.uint64(mark & 63)


@compiled
def find_candidates(m: Longs) -> int:
    """The queries that a term of the post triggers, and those to be tried always."""
    regs, hits, terms = t.regs(m), t.hits(m), t.terms(m)
    set_marks(m)
    count = nominate_all(m, ALWAYS, 0)
    for hit in range(regs[REG_HITS]):
        term = hits[hit, 0]
        if terms[term, T_HIT] == hit:
            terms[term, T_SEEN] += 1
            count = nominate_all(m, term, count)
    return count


@compiled
def try_candidates(m: Longs, post: int, count: int, is_open: bool) -> None:
    """Evaluates the candidates, and writes out those that may match; of an open post the first.

    The code of all is read before the first is evaluated, and the first term of each, as in
    `settle`: so the processor need not wait for each.
    """
    code, queries, candidates = t.code(m), t.queries(m), t.candidates(m)
    terms, regs, out, figures = t.terms(m), t.regs(m), t.out(m), t.figures(m)
    touched = 0
    for k in range(count):
        touched += code[queries[candidates[k], 0]]
    for k in range(count):
        low = queries[candidates[k], 0]
        if code[low] == TERM:
            touched += terms[code[low + 2], T_POST]
    regs[REG_TOUCH] = touched
    for k in range(count):
        query = candidates[k]
        answer = evaluate(m, query, figures[post])
        if answer != NO:
            at = regs[REG_OUT]
            out[at, 0] = post
            out[at, 1] = query
            out[at, 2] = answer
            regs[REG_OUT] = at + 1
            if is_open:
                return


@compiled
def begin_post(m: Longs) -> None:
    """Gives the post a number of its own, so that nothing of the last one counts."""
    regs = t.regs(m)
    regs[AT_LETTER] = 0
    regs[AT_FROM] = 0
    regs[AT_ROW] = 0
    regs[AT_FULL] = 0
    regs[REG_POST] += 1
    regs[REG_HITS] = 0
    regs[REG_FULL] = 0


@compiled
def match_in(m: Longs, post: int, is_own: bool, is_open: bool) -> int:
    """Matches one post in one way of folding; returns DONE, or what there was no room for."""
    hard, regs, spelled_ends = t.hard(m), t.regs(m), t.spelled_ends(m)
    begin_post(m)
    take_givens(m, post)
    if hard[post] == 1:
        look_up_spelled(m, spelled_ends[post], spelled_ends[post + 1])
    elif not look_up_all(m, post, is_own):
        hard[post] = 2
        return DONE
    if regs[AT_FULL]:
        return WORD_FULL
    settle(m)
    if regs[REG_FULL]:
        return HITS_FULL
    try_candidates(m, post, find_candidates(m), is_open)
    return DONE


@entry
def run(m: Longs, first: int, query_count: int) -> tuple[int, int]:
    """Matches the posts from `first` on; returns where it stopped and why.

    `hard[post]` is 1 where Python has split the post, and is set to 2 where it has to; such
    posts are passed over. `out` holds (post, query, answer) for what may match. A post whose
    language is open is folded in each way that makes a difference.
    """
    out, keeps, regs = t.out(m), t.keeps(m), t.regs(m)
    posts = keeps.shape[0]
    regs[REG_OUT] = 0
    for post in range(first, posts):
        if regs[REG_OUT] + query_count > out.shape[0]:
            return post, OUT_FULL
        is_open = keeps[post] == EITHER
        for way in range(ways_of(m, post) if is_open else 1):
            why = match_in(m, post, way == 1 or keeps[post] == 1, is_open)
            if why != DONE:
                return post, why
    return posts, DONE
