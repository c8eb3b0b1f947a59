"""Diagnoses to draw: sound, sick in each way, hardly known, and as wide or thin as figures go."""

from collections.abc import Mapping

from virta.balance.findings import (
    Block,
    Cycles,
    Diagnosis,
    Estimate,
    FactorReading,
    Flow,
    State,
)
from virta.balance.framework import FACTORS, INNER, REFERENCE, BlockName, Direction, Factor

TO_EXECUTION, TO_STRATEGY = Direction.TO_EXECUTION, Direction.TO_STRATEGY


def about(value: float, room: float, top: float, n: int = 40) -> Estimate:
    """A figure with so much room on both sides, within 0 and `top`."""
    return Estimate(value, max(0.0, value - room), min(top, value + room), n)


def reading(
    factor: Factor,
    times: float | None = 1.0,
    level: float | None = 3.2,
    state: State = "in balance",
    room: float = 0.2,
) -> FactorReading:
    """A factor with its relative attention and its maturity, either of which may be unknown."""
    return FactorReading(
        factor=factor,
        share=None if times is None else about(times * REFERENCE[factor], room * 0.1, 1.0),
        relative=None if times is None else about(times, room, 20.0),
        maturity=None if level is None else about(level, 2 * room, 5.0),
        state=state,
        reference=REFERENCE[factor],
    )


def diagnosis(
    readings: Mapping[Factor, FactorReading],
    flows: Mapping[Direction, float | None],
    stopped: tuple[Direction, ...] = (),
    name: str = "Example Oy",
) -> Diagnosis:
    """A diagnosis of these readings; every other factor is as it should be."""
    blocked = Block(
        BlockName.BLOCKED_FLOW,
        "present" if stopped else "absent",
        0.95 if stopped else 0.05,
        direction=stopped or None,
        extent=("fully" if len(stopped) == len(Direction) else "partly") if stopped else None,
    )
    others = tuple(Block(one, "unknown", None) for one in BlockName if one != blocked.block)
    return Diagnosis(
        organisation=name,
        start="2026-01-05",
        end="2026-07-06",
        factors={factor: readings.get(factor, reading(factor)) for factor in FACTORS},
        cycles=Cycles(None, None),
        flow={
            one: Flow(one, None if share is None else about(share, 0.1, 1.0), None)
            for one, share in flows.items()
        },
        blocks=(*others, blocked),
        counts={"respondents": 12},
    )


def of(*readings: FactorReading) -> dict[Factor, FactorReading]:
    return {one.factor: one for one in readings}


OPEN = {TO_EXECUTION: 0.82, TO_STRATEGY: 0.57}
UNKNOWN = {TO_EXECUTION: None, TO_STRATEGY: None}

SAMPLES: dict[str, Diagnosis] = {
    "sound": diagnosis({}, OPEN),
    "learning_missing": diagnosis(
        of(reading(Factor.LEARNING, 0.06, 0.4, "missing")),
        {TO_EXECUTION: 0.7, TO_STRATEGY: 0.04},
        (TO_STRATEGY,),
    ),
    "engagement_overweight": diagnosis(
        of(
            reading(Factor.ENGAGEMENT, 3.6, 3.9, "overweight"),
            *(reading(one, 0.55, 2.4) for one in FACTORS if one != Factor.ENGAGEMENT),
        ),
        OPEN,
    ),
    "inner_only": diagnosis(
        of(
            *(
                reading(one, 2.0 if one in INNER else 0.2, 3.6 if one in INNER else 1.4)
                for one in FACTORS
            )
        ),
        {TO_EXECUTION: 0.12, TO_STRATEGY: 0.5},
        (TO_EXECUTION,),
    ),
    "both_blocked": diagnosis({}, {TO_EXECUTION: 0.0, TO_STRATEGY: 0.0}, tuple(Direction)),
    "nothing_known": diagnosis(
        of(*(reading(one, None, None, "unknown") for one in FACTORS)), UNKNOWN
    ),
    "answers_only": diagnosis(
        of(*(reading(one, None, 2.6, "unknown") for one in FACTORS)), UNKNOWN
    ),
    "effort_only": diagnosis(of(*(reading(one, 1.0, None) for one in FACTORS)), OPEN),
    "one_respondent": diagnosis(of(*(reading(one, 1.0, 2.5, room=0.9) for one in FACTORS)), OPEN),
    "extreme": diagnosis(
        of(
            *(
                reading(one, 9.0, 5.0, "overweight") if n % 2 else reading(one, 0.0, 0.0, "missing")
                for n, one in enumerate(FACTORS)
            )
        ),
        OPEN,
    ),
    "all_wide": diagnosis(of(*(reading(one, 3.0, 5.0, room=0.5) for one in FACTORS)), OPEN),
    "all_missing": diagnosis(of(*(reading(one, 0.0, 0.0, "missing") for one in FACTORS)), UNKNOWN),
}
