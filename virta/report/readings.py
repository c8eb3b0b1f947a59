"""Factors, cycles and flows as rows ready to be set, and sentences about them."""

import math
from dataclasses import dataclass

from virta.balance import words as said
from virta.balance.findings import Diagnosis, Estimate, FactorReading, Flow, Step
from virta.balance.framework import FACTORS, INNER, OUTER, Direction, Factor
from virta.report import bars, formats
from virta.report.model import Language
from virta.report.texts import Drawing
from virta.report.words import say

FIRST_STEP = {Direction.TO_EXECUTION: "post_activity", Direction.TO_STRATEGY: "insight_decision"}
EVEN = math.log(1.1)  # cycles nearer than a tenth are said to be even


NO_DRAWING = Drawing("")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure to be shown: its text, its range in text, and both drawn; all empty for a gap."""

    value: str = ""
    range: str = ""
    bar: Drawing = NO_DRAWING


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor as a row of the table of eight."""

    number: int
    name: str
    cycle: str
    opens: str  # the cycle's name on its first row, else empty
    share: Shown
    reference: str
    maturity: Shown
    state: str
    tone: str  # the state's key, which picks the mark
    n: str


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One flow, or one step of it, as a row. `is_step` rows stand under their flow."""

    name: str
    what: str  # what is counted; empty for a step, whose name says it
    share: Shown
    n: str
    time: str
    time_note: str  # from what to what, where there is a time
    source: str
    is_step: bool


def factor_lines(diagnosis: Diagnosis, language: Language) -> tuple[FactorLine, ...]:
    readings = [diagnosis.factors[factor] for factor in FACTORS]
    top = bars.share_scale(
        [reading.share for reading in readings], [reading.reference for reading in readings]
    )
    return tuple(factor_line(reading, top, language) for reading in readings)


def factor_line(reading: FactorReading, top: float, language: Language) -> FactorLine:
    factor = reading.factor
    cycle = cycle_of(factor)
    return FactorLine(
        number=FACTORS.index(factor) + 1,
        name=said.factor_name(factor, language),
        cycle=say(cycle, language),
        opens=say(cycle, language) if factor in (INNER[0], OUTER[0], Factor.LEARNING) else "",
        share=shown_share(reading.share, language, top, reading.reference),
        reference=formats.share(reading.reference, language),
        maturity=shown_level(reading.maturity, language),
        state=said.state_name(reading.state, language),
        tone=reading.state,
        n=formats.decimal(reading.maturity.n, 0, language)
        if reading.maturity and reading.maturity.n
        else "",
    )


def cycle_of(factor: Factor) -> str:
    if factor in INNER:
        return "inner"
    return "outer" if factor in OUTER else "link"


def shown_share(
    estimate: Estimate | None, language: Language, top: float = 1.0, reference: float | None = None
) -> Shown:
    if estimate is None:
        return Shown()
    return Shown(
        formats.share(estimate.value, language),
        formats.share_range(estimate.low, estimate.high, language),
        bars.interval(estimate, top, reference),
    )


def shown_level(estimate: Estimate | None, language: Language) -> Shown:
    if estimate is None:
        return Shown()
    return Shown(
        formats.decimal(estimate.value, 1, language),
        formats.level_range(estimate.low, estimate.high, language),
        bars.interval(estimate, 5, ticks=5),
    )


def flow_lines(diagnosis: Diagnosis, language: Language) -> tuple[FlowLine, ...]:
    """The two flows, each followed by the steps that say more than the flow itself."""
    rows: list[FlowLine] = []
    for direction in Direction:
        flow = diagnosis.flow[direction]
        rows.append(flow_line(flow, language))
        rows += [step_line(step, language) for step in flow.steps if says_more(step, flow)]
    return tuple(rows)


def says_more(step: Step, flow: Flow) -> bool:
    """Whether a step is not the flow's own figure once more."""
    return step.share is not None and step.name != FIRST_STEP[flow.direction]


def flow_line(flow: Flow, language: Language) -> FlowLine:
    return FlowLine(
        name=said.direction_name(flow.direction, language),
        what=said.step_name(FIRST_STEP[flow.direction], language),
        share=shown_share(flow.share, language),
        n=formats.decimal(flow.share.n, 0, language) if flow.share and flow.share.n else "",
        time="" if flow.median_days is None else formats.days(flow.median_days, language),
        time_note="" if flow.median_days is None else say(f"time_{flow.direction}", language),
        source="" if flow.source == "none" else say(f"source_{flow.source}", language),
        is_step=False,
    )


def step_line(step: Step, language: Language) -> FlowLine:
    return FlowLine(
        name=said.step_name(step.name, language),
        what="",
        share=shown_share(step.share, language),
        n=formats.decimal(step.share.n, 0, language) if step.share and step.share.n else "",
        time="" if step.median_days is None else formats.days(step.median_days, language),
        time_note="",
        source="",
        is_step=True,
    )


def cycle_sentences(diagnosis: Diagnosis, language: Language) -> tuple[str, ...]:
    """How attention and maturity are split between the cycles."""
    cycles = diagnosis.cycles
    sentences = [balance_sentence(cycles.balance, language)]
    if cycles.maturity_difference is not None:
        sentences.append(maturity_sentence(cycles.maturity_difference.value, language))
    if cycles.spread is not None:
        levels = formats.decimal(cycles.spread.value, 1, language)
        sentences.append(say("spread", language, levels=levels))
    return tuple(sentences)


def balance_sentence(balance: Estimate | None, language: Language) -> str:
    if balance is None:
        return say("cycle_unknown", language)
    if abs(balance.value) < EVEN:
        return say("cycle_even", language)
    heavier = "inner" if balance.value > 0 else "outer"
    sign = 1 if heavier == "inner" else -1
    low, high = sorted((sign * balance.low, sign * balance.high))
    return say(
        f"cycle_more_{heavier}",
        language,
        ratio=formats.decimal(math.exp(abs(balance.value)), 1, language),
        range=formats.level_range(math.exp(low), math.exp(high), language),
    )


def maturity_sentence(difference: float, language: Language) -> str:
    if abs(difference) < 0.05:
        return say("maturity_even", language)
    levels = formats.decimal(abs(difference), 1, language)
    return say(f"maturity_gap_{'inner' if difference > 0 else 'outer'}", language, levels=levels)
