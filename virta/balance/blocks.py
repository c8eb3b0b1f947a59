"""The four stumbling blocks: from estimates to a probability, a verdict, and what it names.

Each probability is that the true state lies beyond the middle of the grey zone (framework), taken
over draws of what is not known exactly. To add a block, write a function and add it to BLOCKS.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from virta.balance.attention import DRAWS, Attention, normals
from virta.balance.findings import Block, Sentence, Verdict
from virta.balance.flow import FEWEST, FlowReading
from virta.balance.framework import FACTORS, INNER, OUTER, REFERENCE, BlockName, Direction, Factor
from virta.balance.maturity import Maturity

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PRESENT, ABSENT = 0.55, 0.4
"""A probability from PRESENT up is `present`, to ABSENT down is `absent`, between them `unknown`."""

MISSING_SHARE, MISSING_LEVEL = 0.0155, 1.0
HEAVY_RATIO, HEAVY_SHARE = 3.15, 0.28
NEARLY = 1.25
"""Two factors are equally heavy where their r differ by less than this factor: then either may
have the share that HEAVY_SHARE asks, since which of the two is the heavier is chance."""
CYCLE_RATIO = 2.6
FLOOR = 0.1  # of r, in the cycles' means: a missing factor is not by itself one cycle
NAMED = 0.5  # a factor is named from this probability of its own on
USUAL_LEVEL, LEVEL_WORTH = 2.8, 2.0  # of factors that are alive; worth so many factors' levels
ALIVE_WIDTH = 0.75  # levels: how the factors of one organisation differ
OUT, OTHER = 0.065, 0.03  # of all factors: left out; of any other kind than left out or alive
OUT_SHARE, OUT_LEVEL = 0.018, 1.15  # the most that a factor which is left out gets and is

INNER_AT = [FACTORS.index(factor) for factor in INNER]
OUTER_AT = [FACTORS.index(factor) for factor in OUTER]


@dataclass(frozen=True, slots=True)
class State:
    """All that the blocks are judged from."""

    attention: Attention | None
    maturity: Maturity
    flows: dict[Direction, FlowReading]
    has_items: bool

    @property
    def knows_maturity(self) -> bool:
        return bool(self.maturity.known.any())


def verdict_of(probability: float | None) -> Verdict:
    if probability is None or ABSENT < probability < PRESENT:
        return "unknown"
    return "present" if probability >= PRESENT else "absent"


def missing_factor(state: State) -> Block:
    """Some factor gets next to nothing and is next to nothing."""
    if state.attention is None and not state.knows_maturity:
        return unknown(BlockName.MISSING_FACTOR, ["collect_answers", "collect_allocations"])
    each = left_out(state)
    probability = 1 - float(np.prod(1 - each))
    named = named_factors(each, probability)
    collect = [] if verdict_of(probability) != "unknown" else missing_evidence(state)
    return Block(
        BlockName.MISSING_FACTOR,
        verdict_of(probability),
        tidy(probability),
        factors=named,
        evidence=missing_sentences(state, named, each),
        collect=tuple(Sentence(key) for key in collect),
    )


def left_out(state: State) -> Floats:
    """For each factor the probability that both its share and its maturity are under the middle.

    Share and maturity are no strangers: a factor that gets nothing is seldom mature. Draws of both
    are weighted by how usual such a pair is (`usual_pair`), so that each speaks for the other, and
    where one is silent the other still tells something.
    """
    reference = reference_shares(state)
    share, level = drawn_shares(state, reference), drawn_levels(state)
    weight = usual_pair(share, level, reference, usual_level(state.maturity))
    low = (share <= MISSING_SHARE) & (level <= MISSING_LEVEL)
    return np.asarray((weight * low).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300))


def reference_shares(state: State) -> Floats:
    if state.attention is not None:
        return state.attention.reference
    return np.array([REFERENCE[factor] for factor in FACTORS])


def drawn_shares(state: State, reference: Floats) -> Floats:
    """Draws × factors of the share; spread over all that is possible where nothing tells of it."""
    if state.attention is not None:
        return state.attention.draws
    return np.asarray(np.exp(np.log(0.001) + uniforms() * np.log(600.0)) * np.ones_like(reference))


def drawn_levels(state: State) -> Floats:
    """Draws × factors of the maturity; spread over all levels where nobody answered."""
    known = state.maturity.known
    level = np.where(known, np.nan_to_num(state.maturity.level), 0.0)
    error = np.where(known, np.nan_to_num(state.maturity.error), 0.0)
    draws = np.clip(level + error * normals(seed=20260106), 0.0, 5.0)
    spread = 5.0 * uniforms(seed=20260108)
    return np.where(known, draws, spread)


def usual_level(maturity: Maturity) -> float:
    """About how mature a factor of this organisation is when it is alive.

    An organisation's factors are alike: where all are at 1, one at 0.8 stands out less than where
    the others are at 4. The median, so that those left out do not pull it down.
    """
    known = int(maturity.known.sum())
    if not known:
        return USUAL_LEVEL
    middle = float(np.median(maturity.level[maturity.known]))
    return (USUAL_LEVEL * LEVEL_WORTH + middle * known) / (LEVEL_WORTH + known)


def usual_pair(share: Floats, level: Floats, reference: Floats, alive_at: float) -> Floats:
    """How usual a share and a maturity are together (a density of log-share and level, unscaled).

    Three kinds of factors: alive, about its intended share and some maturity; left out, next to
    nothing of both; and a few of any other kind. See docs/balance.md.
    """
    distance = np.log(np.maximum(share, 1e-6) / reference)
    alive = bell(distance, 0.0, 0.6) * bell(level, alive_at, ALIVE_WIDTH)
    out = np.where(share < OUT_SHARE, 0.5, 0.0) * (level < OUT_LEVEL) / OUT_LEVEL
    other = bell(distance, -0.3, 1.3) * bell(level, 2.2, 1.4)
    return np.asarray((1 - OUT - OTHER) * alive + OUT * out + OTHER * other)


def bell(value: Floats, middle: float, width: float) -> Floats:
    return np.asarray(np.exp(-0.5 * ((value - middle) / width) ** 2) / (2.5066 * width))


@lru_cache(maxsize=4)
def uniforms(seed: int = 20260107) -> Floats:
    """DRAWS × 1 numbers spread evenly over 0-1, in an order of their own."""
    return np.asarray((np.random.default_rng(seed).permutation(DRAWS)[:, None] + 0.5) / DRAWS)


def named_factors(each: Floats, probability: float) -> tuple[Factor, ...]:
    """The factors that are more likely in than not, most likely first; one at least if it is there."""
    order = np.argsort(-each, kind="stable")
    named = [FACTORS[at] for at in order if each[at] >= NAMED]
    if not named and probability >= PRESENT:
        named = [FACTORS[order[0]]]
    return tuple(named)


def missing_sentences(
    state: State, named: tuple[Factor, ...], each: Floats
) -> tuple[Sentence, ...]:
    about = named or (FACTORS[int(np.argmax(each))],)
    sentences = []
    for factor in about:
        at = FACTORS.index(factor)
        if state.attention is not None:
            sentences.append(share_sentence(state.attention, at))
        if state.maturity.known[at]:
            sentences.append(level_sentence(state.maturity, at))
    return tuple(sentences)


def share_sentence(attention: Attention, at: int) -> Sentence:
    low, high = np.quantile(attention.draws[:, at], (0.05, 0.95))
    return Sentence(
        "share_of_factor",
        {
            "factor": FACTORS[at].value,
            "share": round(float(attention.share[at]), 4),
            "low": round(float(low), 4),
            "high": round(float(high), 4),
            "reference": round(float(attention.reference[at]), 4),
            "weeks": attention.weeks,
            "respondents": attention.respondents,
        },
    )


def level_sentence(maturity: Maturity, at: int) -> Sentence:
    level, error = float(maturity.level[at]), float(maturity.error[at])
    return Sentence(
        "maturity_of_factor",
        {
            "factor": FACTORS[at].value,
            "level": round(level, 2),
            "low": round(max(level - 1.645 * error, 0.0), 2),
            "high": round(min(level + 1.645 * error, 5.0), 2),
            "answers": int(maturity.count[at]),
        },
    )


def missing_evidence(state: State) -> list[str]:
    wanted = []
    if state.attention is None or not state.attention.respondents:
        wanted.append("collect_allocations")
    if state.attention is None or not state.attention.weeks:
        wanted.append("collect_effort")
    if not state.knows_maturity:
        wanted.append("collect_answers")
    return wanted or ["collect_more_respondents", "collect_more_weeks"]


def overweight_factor(state: State) -> Block:
    """One factor takes attention at the expense of the others."""
    if state.attention is None:
        return unknown(BlockName.OVERWEIGHT_FACTOR, ["collect_allocations", "collect_effort"])
    attention = state.attention
    r = attention.relative_draws
    ratio, heaviest = heaviness(r)
    near = r * NEARLY >= r.max(axis=1, keepdims=True)
    heavy = near & (heavy_ratios(r) >= HEAVY_RATIO) & (attention.draws >= HEAVY_SHARE)
    each = heavy.mean(axis=0)
    probability = float(heavy.any(axis=1).mean())
    at = int(np.bincount(heaviest, minlength=len(FACTORS)).argmax())
    named = (FACTORS[int(each.argmax())],) if probability >= NAMED else ()
    low, middle, high = np.quantile(ratio, (0.05, 0.5, 0.95))
    evidence = (
        share_sentence(attention, at),
        Sentence(
            "ratio_to_others",
            {
                "factor": FACTORS[at].value,
                "ratio": float(middle),
                "low": float(low),
                "high": float(high),
            },
        ),
    )
    return judged(BlockName.OVERWEIGHT_FACTOR, probability, named, evidence, state)


def heaviness(r: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """For each draw the largest r over the median of the others, and which factor it is."""
    heaviest = r.argmax(axis=1)
    ordered = np.sort(r, axis=1)
    others = np.maximum(np.median(ordered[:, :-1], axis=1), 1e-9)
    return ordered[:, -1] / others, heaviest


def heavy_ratios(r: Floats) -> Floats:
    """Draws × factors: each r over the median of the seven others."""
    ordered = np.sort(r, axis=1)
    others = np.where(r <= ordered[:, 3:4], ordered[:, 4:5], ordered[:, 3:4])
    return np.asarray(r / np.maximum(others, 1e-9))


def one_cycle(state: State) -> Block:
    """The work turns almost only in one of the cycles."""
    if state.attention is None:
        return unknown(BlockName.ONE_CYCLE, ["collect_allocations", "collect_effort"])
    balance = cycle_balance(state.attention.relative_draws)
    inner = float((balance >= np.log(CYCLE_RATIO)).mean())
    outer = float((balance <= -np.log(CYCLE_RATIO)).mean())
    middle = float(np.median(balance))
    figures = {
        "ratio": float(np.exp(abs(middle))),
        "cycle": "inner" if middle >= 0 else "outer",
        "low": float(np.exp(np.quantile(np.abs(balance), 0.05))),
        "high": float(np.exp(np.quantile(np.abs(balance), 0.95))),
    }
    block = judged(
        BlockName.ONE_CYCLE, inner + outer, (), (Sentence("cycles_apart", figures),), state
    )
    if inner + outer < NAMED:
        return block
    return replace(block, cycle="inner" if inner >= outer else "outer")


def cycle_balance(r: Floats) -> Floats:
    """ln(geometric mean of r over the inner cycle / over the outer one), each r floored."""
    logs = np.log(np.maximum(r, FLOOR))
    return np.asarray(logs[..., INNER_AT].mean(axis=-1) - logs[..., OUTER_AT].mean(axis=-1))


def judged(
    name: BlockName,
    probability: float,
    factors: tuple[Factor, ...],
    evidence: tuple[Sentence, ...],
    state: State,
) -> Block:
    verdict = verdict_of(probability)
    collect = missing_evidence(state) if verdict == "unknown" else []
    return Block(
        name,
        verdict,
        tidy(probability),
        factors=factors,
        evidence=evidence,
        collect=tuple(Sentence(key) for key in collect if key != "collect_answers"),
    )


def blocked_flow(state: State) -> Block:
    """What is decided does not reach execution, or what is learned does not reach strategy."""
    known = {
        direction: flow.probability
        for direction, flow in state.flows.items()
        if flow.probability is not None
    }
    if not known:
        return unknown(BlockName.BLOCKED_FLOW, what_flows_lack(state))
    probability = 1 - float(np.prod([1 - chance for chance in known.values()]))
    stopped = tuple(direction for direction in Direction if known.get(direction, 0.0) >= NAMED)
    verdict = verdict_of(probability)
    if verdict == "absent" and len(known) < len(Direction):
        verdict = "unknown"
    worst_first = sorted(known, key=lambda direction: -known[direction])
    evidence = tuple(
        sentence for direction in worst_first for sentence in flow_sentences(state.flows[direction])
    )
    return Block(
        BlockName.BLOCKED_FLOW,
        verdict,
        tidy(probability),
        direction=stopped or None,
        extent=None if not stopped else "fully" if len(stopped) == len(Direction) else "partly",
        evidence=evidence,
        collect=tuple(Sentence(key) for key in what_flows_lack(state))
        if verdict == "unknown"
        else (),
    )


def flow_sentences(reading: FlowReading) -> list[Sentence]:
    """What has reached, and what is too young to tell."""
    share, waiting = reading.flow.share, len(reading.counted.waiting.ages)
    figures = {
        "reached": reading.counted.reached,
        "seen": reading.counted.seen,
        "share": share.value if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
        "days": reading.flow.median_days,
    }
    counted = [Sentence(f"flow_{reading.flow.direction}", figures)] if share else []
    young = Sentence(f"waiting_{reading.flow.direction}", {"waiting": waiting})
    return [*counted, young] if waiting else counted


def what_flows_lack(state: State) -> list[str]:
    return [
        f"collect_{direction}"
        for direction, flow in state.flows.items()
        if flow.probability is None or flow.counted.seen < 3 * FEWEST
    ] or ["collect_more_items"]


def unknown(name: BlockName, collect: list[str]) -> Block:
    """A block that no evidence speaks of."""
    return Block(name, "unknown", None, collect=tuple(Sentence(key) for key in collect))


def tidy(probability: float) -> float:
    """Four decimals, and never quite certain: DRAWS draws cannot tell 0 from 1 in as many."""
    return round(min(max(probability, 1 / DRAWS), 1 - 1 / DRAWS), 4)


BLOCKS: tuple[Callable[[State], Block], ...] = (
    missing_factor,
    overweight_factor,
    one_cycle,
    blocked_flow,
)
