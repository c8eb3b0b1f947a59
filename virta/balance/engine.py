"""Weigh the eight factors against each other: from evidence to a diagnosis."""

from dataclasses import replace

import numpy as np

from virta.balance.attention import Attention, read_attention, reference_of
from virta.balance.blocks import BLOCKS, MISSING_LEVEL, MISSING_SHARE, State, cycle_balance
from virta.balance.evidence import Evidence
from virta.balance.findings import Cycles, Diagnosis, Estimate, FactorReading
from virta.balance.findings import State as FactorState
from virta.balance.flow import read_flows
from virta.balance.framework import FACTORS, INNER, KINDS, OUTER, BlockName, Factor
from virta.balance.maturity import Maturity, read_maturity
from virta.balance.whatif import remedies_for

INTERVAL = (0.05, 0.95)
Z90 = 1.645
STARVED, OVERWEIGHT = 1 / 3, 2.2  # of relative attention


def diagnose(evidence: Evidence, *, remedies: bool = True) -> Diagnosis:
    """Everything that this evidence says. With `remedies`, what would help and by how much."""
    state = State(
        attention=read_attention(evidence),
        maturity=read_maturity(evidence.answers),
        flows=read_flows(evidence),
        has_items=bool(len(evidence.trace)),
    )
    blocks = tuple(judge(state) for judge in BLOCKS)
    overweight = {
        factor
        for block in blocks
        if block.block == BlockName.OVERWEIGHT_FACTOR
        for factor in block.factors
    }
    diagnosis = Diagnosis(
        organisation=evidence.organisation,
        start=evidence.start.isoformat(),
        end=evidence.end.isoformat(),
        factors={
            factor: factor_reading(factor, state, evidence, factor in overweight)
            for factor in FACTORS
        },
        cycles=cycles(state),
        flow={direction: reading.flow for direction, reading in state.flows.items()},
        blocks=blocks,
        counts=counts(evidence),
        warnings=tuple(evidence.warnings),
    )
    if not remedies:
        return diagnosis
    return replace(
        diagnosis,
        blocks=tuple(
            replace(block, remedies=remedies_for(block, state, evidence)) for block in blocks
        ),
    )


def factor_reading(
    factor: Factor, state: State, evidence: Evidence, is_overweight: bool
) -> FactorReading:
    at = FACTORS.index(factor)
    share = relative = None
    if state.attention is not None:
        share = estimate(
            float(state.attention.share[at]), state.attention.draws[:, at], cases(state.attention)
        )
        r = state.attention.relative_draws[:, at]
        relative = estimate(float(np.median(r)), r, cases(state.attention))
    spread = float(state.maturity.spread[at])
    return FactorReading(
        factor=factor,
        share=share,
        relative=relative,
        maturity=maturity_estimate(state.maturity, at),
        state=factor_state(share, relative, maturity_estimate(state.maturity, at), is_overweight),
        spread=None if np.isnan(spread) else round(spread, 2),
        reference=float(reference_of(evidence)[at]),
    )


def cases(attention: Attention) -> int:
    """On how many respondents and weeks together the shares rest."""
    return attention.respondents + attention.weeks


def estimate(value: float, draws: np.ndarray, n: int) -> Estimate:
    low, high = np.quantile(draws, INTERVAL)
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4), n)


def maturity_estimate(maturity: Maturity, at: int) -> Estimate | None:
    if not maturity.known[at]:
        return None
    level, error = float(maturity.level[at]), float(maturity.error[at])
    low, high = max(level - Z90 * error, 0.0), min(level + Z90 * error, 5.0)
    return Estimate(round(level, 2), round(low, 2), round(high, 2), int(maturity.count[at]))


def factor_state(
    share: Estimate | None,
    relative: Estimate | None,
    maturity: Estimate | None,
    is_overweight: bool,
) -> FactorState:
    """The factor in one word: what its estimates say, not how sure they are."""
    low_share = share is not None and share.value <= MISSING_SHARE
    low_level = maturity is not None and maturity.value <= MISSING_LEVEL
    if share is None or relative is None:
        return "missing" if low_level else "unknown"
    if low_share and (low_level or maturity is None):
        return "missing"
    if is_overweight:
        return "overweight"
    if relative.value <= STARVED:
        return "starved"
    return "overweight" if relative.value >= OVERWEIGHT else "in balance"


def cycles(state: State) -> Cycles:
    balance = None
    if state.attention is not None:
        draws = cycle_balance(state.attention.relative_draws)
        balance = estimate(float(np.median(draws)), draws, cases(state.attention))
    return Cycles(balance, maturity_difference(state.maturity), maturity_spread(state.maturity))


def maturity_difference(maturity: Maturity) -> Estimate | None:
    """Mean maturity of the inner cycle minus that of the outer one, in levels."""
    sides = []
    for cycle in (INNER, OUTER):
        at = [FACTORS.index(factor) for factor in cycle if maturity.known[FACTORS.index(factor)]]
        if not at:
            return None
        sides.append((maturity.level[at].mean(), (maturity.error[at] ** 2).sum() / len(at) ** 2))
    value = float(sides[0][0] - sides[1][0])
    error = float(np.sqrt(sides[0][1] + sides[1][1]))
    n = int(maturity.count[:7].sum())
    return Estimate(
        round(value, 2), round(value - Z90 * error, 2), round(value + Z90 * error, 2), n
    )


def maturity_spread(maturity: Maturity) -> Estimate | None:
    """How far the factors' maturities are from side by side: their standard deviation, in levels."""
    level = maturity.level[maturity.known]
    if len(level) < 2:
        return None
    noise = float((maturity.error[maturity.known] ** 2).mean())
    seen = float(level.var(ddof=1))
    value = float(np.sqrt(max(seen - noise, 0.0)))
    error = float(np.sqrt(noise / len(level)))
    return Estimate(
        round(value, 2),
        round(max(value - Z90 * error, 0.0), 2),
        round(value + Z90 * error, 2),
        int(maturity.count.sum()),
    )


def counts(evidence: Evidence) -> dict[str, int]:
    """The sizes of the evidence."""
    kinds = np.bincount(evidence.trace.kind, minlength=len(KINDS)) if len(evidence.trace) else ()
    return {
        "respondents": len(np.unique(evidence.answers.respondent)),
        "answers": int((evidence.answers.level >= 0).sum()),
        "allocations": len(np.unique(evidence.allocations.respondent)),
        "weeks": len(np.unique(evidence.effort.week)),
        "samples": sum(sample.seen for sample in evidence.samples),
        "items": len(evidence.trace),
        "links": len(evidence.trace.source),
        **{f"{kind}_items": int(count) for kind, count in zip(KINDS, kinds, strict=False) if count},
    }
