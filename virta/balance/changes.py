"""The evidence as it would be had something been done. Nothing here changes what it is given."""

from dataclasses import replace

import numpy as np

from virta.balance.evidence import NOBODY_KNOWS, Allocations, Effort, Evidence, Sample, Trace
from virta.balance.flow import CODE, EPOCH, SOURCES, Arrivals
from virta.balance.framework import FACTORS, Direction, Factor

SIZE = len(FACTORS)


def raise_levels(evidence: Evidence, factor: Factor, levels: int, most: int = 3) -> Evidence:
    """Answers on one factor go up by so many levels, none above `most`."""
    answers = evidence.answers
    mine = (answers.factor == FACTORS.index(factor)) & (answers.level != NOBODY_KNOWS)
    raised = np.maximum(answers.level, np.minimum(answers.level + levels, most))
    return replace(
        evidence,
        answers=replace(answers, level=np.where(mine, raised, answers.level).astype(np.int32)),
    )


def give(evidence: Evidence, gains: dict[Factor, float]) -> Evidence:
    """Hours are added, as shares of the whole; what others get is not cut."""
    return shift(evidence, gains, dict.fromkeys(FACTORS, 1.0))


def keep(evidence: Evidence, kept: dict[Factor, float]) -> Evidence:
    """Of some factors' hours only a part is kept (or more than all, when it grows)."""
    return shift(evidence, {}, kept)


def shift(evidence: Evidence, gains: dict[Factor, float], kept: dict[Factor, float]) -> Evidence:
    """Hours of each factor times what is kept, plus its gain as a share of all hours."""
    times = np.array([kept.get(factor, 1.0) for factor in FACTORS])
    plus = np.array([gains.get(factor, 0.0) for factor in FACTORS])
    return replace(
        evidence,
        allocations=shifted_allocations(evidence.allocations, times, plus),
        effort=shifted_effort(evidence.effort, times, plus),
    )


def shifted_allocations(given: Allocations, times: np.ndarray, plus: np.ndarray) -> Allocations:
    if not len(given):
        return given
    people = int(given.respondent.max()) + 1
    total = np.bincount(given.respondent, given.percent, minlength=people)
    split = np.zeros((people, SIZE))
    np.add.at(split, (given.respondent, given.factor), given.percent)
    split = split * times + total[:, None] * plus
    who, factor = np.divmod(np.arange(people * SIZE, dtype=np.int32), SIZE)
    return Allocations(
        who.astype(np.int32), factor.astype(np.int32), split.ravel(), given.respondents
    )


def shifted_effort(given: Effort, times: np.ndarray, plus: np.ndarray) -> Effort:
    if not len(given):
        return given
    weeks, week = np.unique(given.week, return_inverse=True)
    total = np.bincount(week, given.hours)
    gaining = np.flatnonzero(plus > 0).astype(np.int32)
    return Effort(
        np.concatenate([given.week, np.repeat(weeks, len(gaining)).astype(np.int32)]),
        np.concatenate([given.factor, np.tile(gaining, len(weeks))]).astype(np.int32),
        np.concatenate([given.hours * times[given.factor], np.outer(total, plus[gaining]).ravel()]),
    )


def bring_through(evidence: Evidence, direction: Direction, part: float) -> Evidence:
    """So large a part of what does not get through gets through."""
    samples = [
        replace(one, reached=one.reached + round(part * (one.seen - one.reached)))
        if one.flow == direction
        else one
        for one in evidence.samples
    ]
    return replace(evidence, samples=list[Sample](samples), trace=linked(evidence, direction, part))


def linked(evidence: Evidence, direction: Direction, part: float) -> Trace:
    """The trace with links from that part of the items that have none, spread evenly over time."""
    trace = evidence.trace
    if not len(trace):
        return trace
    onto = "activity" if direction == Direction.TO_EXECUTION else "decision"
    arrivals = Arrivals.of(evidence)
    kinds = SOURCES[direction]
    waiting = np.flatnonzero(
        arrivals.of_kinds(kinds) & ~np.isfinite(arrivals.first_link(kinds, onto))
    )
    chosen = waiting[
        np.floor(np.arange(len(waiting)) * part) < np.floor((np.arange(len(waiting)) + 1) * part)
    ]
    target = len(trace)
    first_day = float(evidence.start.toordinal() - EPOCH)
    return Trace(
        kind=np.append(trace.kind, CODE[onto]).astype(np.int32),
        factor=np.append(trace.factor, NOBODY_KNOWS).astype(np.int32),
        at=np.append(trace.at, first_day),
        source=np.append(trace.source, chosen).astype(np.int32),
        target=np.append(trace.target, np.full(len(chosen), target)).astype(np.int32),
        linked_at=np.append(trace.linked_at, trace.at[chosen]),
    )
