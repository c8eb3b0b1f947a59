"""Takes a batch of posts through scanning, candidates and evaluation."""

from typing import NamedTuple

from virta.matching.evaluate import evaluate
from virta.matching.lookup import look_up, record
from virta.matching.numbers import (
    AT_FULL,
    AT_LETTER,
    AT_PLACE,
    AT_ROW,
    AT_TOKEN,
    NO,
    REG_FULL,
    REG_HITS,
    REG_OUT,
    REG_POST,
    TEXT_AT,
    Bytes,
    Floats,
    Index,
    Ints,
    Longs,
    Scratch,
    Tokens,
    compiled,
    entry,
    whole,
)
from virta.matching.pieces import scan
from virta.matching.scan import Letters


class Batch(NamedTuple):
    """Posts side by side. Two parts a post, title and text, from `ends[k - 1]` to `ends[k]`."""

    data: Bytes
    ends: Longs
    keeps: Bytes  # whether the post's language keeps å, ä, ö, … as letters
    figures: Floats  # [followers, rating]; NaN: none
    rows: Ints  # [for each field asked about, a row of `given_ends`]
    given_ends: Longs
    givens: Ints  # terms that a field's value meets


class Spelled(NamedTuple):
    """The tokens of posts that Python has split, and inflected words found in any."""

    ends: Longs  # of each post, in `rows`
    rows: Ints  # as in Tokens; where the stream is -1, `from` is a term itself
    letters: Ints


DONE, HITS_FULL, OUT_FULL, TOKENS_FULL = 0, 1, 2, 3


@compiled
def take_givens(ix: Index, work: Scratch, batch: Batch, post: int) -> None:
    """Records what the fields of the post say."""
    for column in range(batch.rows.shape[1]):
        row = batch.rows[post, column]
        for k in range(batch.given_ends[row], batch.given_ends[row + 1]):
            record(ix, work, batch.givens[k], 0, 0)


@compiled
def look_up_all(ix: Index, work: Scratch, rows: Ints, letters: Ints, low: int, high: int) -> None:
    """Looks up the tokens from `low` up to `high`."""
    for k in range(low, high):
        if rows[k, 0] < 0:
            record(ix, work, rows[k, 2], rows[k, 1], rows[k, 1])
        else:
            row = rows[k]
            look_up(ix, work, letters, row[2], row[3], row[0], row[1], row[4])


@compiled
def split(tb: Letters, out: Tokens, batch: Batch, post: int) -> bool:
    """Makes the tokens of title and text; False where Python has to split the post."""
    out.regs[AT_ROW] = 0
    out.regs[AT_LETTER] = 0
    out.regs[AT_TOKEN] = 0
    out.regs[AT_FULL] = 0
    fold = tb.kept if batch.keeps[post] else tb.folded
    for part in range(2):
        low, high = batch.ends[2 * post + part], batch.ends[2 * post + part + 1]
        out.regs[AT_PLACE] = TEXT_AT if part == 1 else 0
        if low < high and not scan(tb, fold, out, batch.data, low, high):
            return False
    return True


@compiled
def nominate(ix: Index, work: Scratch, query: int, count: int) -> int:
    """Makes a query a candidate, once a post; returns how many there are."""
    stamp = work.regs[REG_POST]
    if ix.queries[query, 2] == stamp or ix.queries[query, 3] == 0:
        return count
    ix.queries[query, 2] = stamp
    work.candidates[count] = query
    return count + 1


@compiled
def find_candidates(ix: Index, work: Scratch) -> int:
    """The queries that a term of the post triggers, and those to be tried always."""
    count = 0
    for k in range(ix.always.shape[0]):
        count = nominate(ix, work, ix.always[k], count)
    for hit in range(work.regs[REG_HITS]):
        term = work.hits[hit, 0]
        ix.counts[term] += 1
        if ix.state[term, 1] != hit:
            continue
        entry_at = ix.heads[term]
        while entry_at >= 0:
            count = nominate(ix, work, ix.entries[entry_at, 0], count)
            entry_at = ix.entries[entry_at, 1]
    return count


@compiled
def try_candidates(ix: Index, work: Scratch, post: int, count: int, figures: Floats) -> None:
    """Evaluates the candidates, and writes out those that may match."""
    for k in range(count):
        query = work.candidates[k]
        answer = evaluate(ix, work, query, figures)
        if answer != NO:
            at = work.regs[REG_OUT]
            work.out[at, 0] = post
            work.out[at, 1] = query
            work.out[at, 2] = answer
            work.regs[REG_OUT] = at + 1


@whole
def judge(ix: Index, work: Scratch, batch: Batch, out: Tokens, spelled: Spelled, post: int) -> bool:
    """Matches a post whose tokens are made; False: there was no room for its hits."""
    work.regs[REG_POST] += 1
    work.regs[REG_HITS] = 0
    work.regs[REG_FULL] = 0
    take_givens(ix, work, batch, post)
    look_up_all(ix, work, out.rows, out.letters, 0, out.regs[AT_ROW])
    if spelled.ends[post] < spelled.ends[post + 1]:
        look_up_all(
            ix, work, spelled.rows, spelled.letters, spelled.ends[post], spelled.ends[post + 1]
        )
    if work.regs[REG_FULL]:
        return False
    try_candidates(ix, work, post, find_candidates(ix, work), batch.figures[post])
    return True


@entry
def run(
    ix: Index,
    work: Scratch,
    tb: Letters,
    out: Tokens,
    batch: Batch,
    spelled: Spelled,
    first: int,
    hard: Bytes,
    query_count: int,
) -> tuple[int, int]:
    """Matches the posts from `first` on; returns where it stopped and why.

    `hard[post]` is 1 where Python has split the post, and is set to 2 where it has to; such
    posts are passed over. `work.out` holds (post, query, answer) for what may match.
    """
    posts = batch.keeps.shape[0]
    work.regs[REG_OUT] = 0
    for post in range(first, posts):
        if work.regs[REG_OUT] + query_count > work.out.shape[0]:
            return post, OUT_FULL
        if hard[post] == 1:
            out.regs[AT_ROW] = 0
        elif not split(tb, out, batch, post):
            hard[post] = 2
            continue
        if out.regs[AT_FULL]:
            return post, TOKENS_FULL
        if not judge(ix, work, batch, out, spelled, post):
            return post, HITS_FULL
    return posts, DONE
