"""Diagnoses to make reports from: a sound one, a troubled one, one that knows nothing, odd names."""

from dataclasses import replace
from datetime import date

from virta.balance.findings import (
    Block,
    Cycles,
    Diagnosis,
    Estimate,
    FactorReading,
    Flow,
    Remedy,
    Sentence,
    State,
    Step,
)
from virta.balance.framework import FACTORS, REFERENCE, BlockName, Direction, Factor
from virta.report import GroupRow, Observation, Report

SOUND_SHARES = (0.07, 0.09, 0.17, 0.06, 0.15, 0.25, 0.12, 0.09)
SOUND_LEVELS = (3.4, 3.1, 3.6, 2.9, 3.2, 3.3, 2.8, 3.0)
TROUBLED_SHARES = (0.05, 0.06, 0.24, 0.05, 0.13, 0.35, 0.11, 0.008)
TROUBLED_LEVELS = (2.8, 2.4, 3.5, 2.1, 1.9, 3.2, 2.2, 0.5)


def around(value: float, half: float, n: int = 0, top: float = 1.0) -> Estimate:
    return Estimate(value, max(value - half, 0.0), min(value + half, top), n)


def reading(factor: Factor, share: float, level: float, state: State) -> FactorReading:
    return FactorReading(
        factor=factor,
        share=around(share, 0.15 * share + 0.01, 24),
        relative=around(share / REFERENCE[factor], 0.2, 24, 9),
        maturity=around(level, 0.35, 48, 5),
        state=state,
        spread=0.8,
        reference=REFERENCE[factor],
    )


def nothing_read(factor: Factor) -> FactorReading:
    return FactorReading(factor, None, None, None, "unknown", None, REFERENCE[factor])


def flow(direction: Direction, share: float, days: float) -> Flow:
    names = {
        Direction.TO_EXECUTION: ("post_activity", "activity_objective"),
        Direction.TO_STRATEGY: ("insight_decision", "decision_change"),
    }[direction]
    first = around(share, 0.06, 214)
    return Flow(
        direction,
        first,
        days,
        (Step(names[0], first, days), Step(names[1], around(0.7, 0.1, 31), 12.0)),
        "trace",
    )


COUNTS = {
    "respondents": 12,
    "answers": 368,
    "allocations": 11,
    "weeks": 24,
    "items": 402,
    "links": 351,
}


def sound() -> Diagnosis:
    rows = zip(FACTORS, SOUND_SHARES, SOUND_LEVELS, strict=True)
    return Diagnosis(
        organisation="Järvi Oy",
        start="2026-01-05",
        end="2026-07-06",
        factors={
            factor: reading(factor, share, level, "in balance") for factor, share, level in rows
        },
        cycles=Cycles(Estimate(0.06, -0.1, 0.21, 24), around(0.2, 0.1, 24), around(0.3, 0.1, 24)),
        flow={
            Direction.TO_EXECUTION: flow(Direction.TO_EXECUTION, 0.82, 6.0),
            Direction.TO_STRATEGY: flow(Direction.TO_STRATEGY, 0.61, 11.5),
        },
        blocks=tuple(
            Block(name, "absent", probability)
            for name, probability in zip(BlockName, (0.004, 0.02, 0.03, 0.06), strict=True)
        ),
        counts=COUNTS,
    )


def troubled() -> Diagnosis:
    """Learning is missing and nothing reaches strategy; one block cannot be judged."""
    states: dict[Factor, State] = {Factor.LEARNING: "missing", Factor.LISTENING: "starved"}
    rows = zip(FACTORS, TROUBLED_SHARES, TROUBLED_LEVELS, strict=True)
    missing = Block(
        BlockName.MISSING_FACTOR,
        "present",
        0.97,
        (Factor.LEARNING,),
        evidence=(
            Sentence(
                "share_of_factor",
                {
                    "factor": "learning",
                    "share": 0.008,
                    "low": 0.004,
                    "high": 0.013,
                    "reference": 0.08,
                    "respondents": 11,
                    "weeks": 24,
                },
            ),
        ),
        remedies=(
            Remedy("learning_hour", BlockName.MISSING_FACTOR, Factor.LEARNING, 2, 0.97, 0.31),
            Remedy("one_small_habit", BlockName.MISSING_FACTOR, Factor.LEARNING, 6, 0.97, 0.12),
        ),
    )
    blocked = Block(
        BlockName.BLOCKED_FLOW,
        "present",
        0.93,
        direction=(Direction.TO_STRATEGY,),
        extent="partly",
        remedies=(Remedy("decide_monthly", BlockName.BLOCKED_FLOW, None, 4, 0.93, 0.22),),
    )
    return replace(
        sound(),
        organisation="Koskenrannan kaupunki",
        factors={
            factor: reading(factor, share, level, states.get(factor, "in balance"))
            for factor, share, level in rows
        },
        cycles=Cycles(Estimate(-0.4, -0.62, -0.19, 24), around(0.3, 0.1, 24), around(0.9, 0.1, 24)),
        flow={
            Direction.TO_EXECUTION: flow(Direction.TO_EXECUTION, 0.71, 7.5),
            Direction.TO_STRATEGY: flow(Direction.TO_STRATEGY, 0.08, 41.0),
        },
        blocks=(
            missing,
            Block(BlockName.OVERWEIGHT_FACTOR, "absent", 0.08),
            Block(BlockName.ONE_CYCLE, "unknown", 0.42, collect=(Sentence("collect_more_weeks"),)),
            blocked,
        ),
        warnings=("effort[3].week: 2025-12-29 lies outside the period.",),
    )


def worst() -> Diagnosis:
    """All four blocks, each with as many words as it can have."""
    diagnosis = troubled()
    missing, _, _, blocked = diagnosis.blocks
    return replace(
        diagnosis,
        organisation="Pohjois-Pohjanmaan hyvinvointialueen osallisuus- ja yhteisökehittämispalvelujen "
        "järjestämislautakunnan viestinnän yhteinen sosiaalisen median koordinaatioryhmä",
        blocks=(
            replace(missing, factors=(Factor.LEARNING, Factor.MEASUREMENT, Factor.OWNERSHIP)),
            Block(BlockName.OVERWEIGHT_FACTOR, "present", 0.999, (Factor.ENGAGEMENT,)),
            Block(BlockName.ONE_CYCLE, "present", 0.91, cycle="outer"),
            replace(blocked, direction=tuple(Direction), extent="fully"),
        ),
    )


def unknown() -> Diagnosis:
    return replace(
        sound(),
        organisation="Uusi yhdistys ry",
        factors={factor: nothing_read(factor) for factor in FACTORS},
        cycles=Cycles(None, None),
        flow={direction: Flow(direction, None, None) for direction in Direction},
        blocks=tuple(
            Block(name, "unknown", None, collect=(Sentence("collect_answers"),))
            for name in BlockName
        ),
        counts={},
    )


GROUPS = (
    GroupRow(
        "Johto",
        4,
        {
            factor: around(level + 0.9, 0.4, 4, 5)
            for factor, level in zip(FACTORS, TROUBLED_LEVELS, strict=True)
        },
    ),
    GroupRow(
        "Sometiimi",
        5,
        {
            factor: around(level, 0.3, 5, 5)
            for factor, level in zip(FACTORS, TROUBLED_LEVELS, strict=True)
        },
    ),
    GroupRow("Muu henkilöstö", 3, {Factor.LISTENING: around(2.4, 0.9, 3, 5)}, "merged"),
    GroupRow("Kumppanit", 2, {}, "suppressed"),
)

OBSERVATIONS = (
    Observation(
        "Questions are answered within a working day.",
        Factor.LISTENING,
        2,
        "Four of ten had no answer after a week.",
        "https://example.org/koskenranta/questions",
    ),
    Observation(
        "Posts name what they are for.", Factor.OBJECTIVES, None, "", "the team's plan, page 4"
    ),
)


def full(language: str = "en", diagnosis: Diagnosis | None = None) -> Report:
    """A report with everything that a report can hold."""
    diagnosis = diagnosis or troubled()
    return Report(
        diagnosis=diagnosis,
        language=language,
        organisation=diagnosis.organisation,
        made_on=date(2026, 7, 14),
        groups=GROUPS,
        previous=replace(sound(), start="2025-07-07", end="2026-01-04"),
        load=Estimate(2.1, 1.6, 2.6, 12),
        comments_count=23,
        observations=OBSERVATIONS,
        example=True,
        author="Aino Virtanen, Rantaviestintä",
        method_notes=("Hours were recorded from February on.",),
    )
