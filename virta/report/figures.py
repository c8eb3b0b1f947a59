"""Every figure of the report as rows: for the PDF's appendix and for the workbook.

A figure that is not known is None, here and everywhere after: never 0.
"""

from dataclasses import dataclass

from virta.balance import words as said
from virta.balance.findings import Diagnosis, Estimate
from virta.balance.framework import FACTORS, Direction
from virta.report import formats
from virta.report.model import Language, Report
from virta.report.words import say


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, the estimate, its 90 % range and the cases it rests on."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that belong together, under one heading, as texts ready to be set."""

    title: str
    rows: tuple[tuple[str, str, str, str, str], ...]  # name, value, low, high, n


def row(name: str, estimate: Estimate | None, digits: int, scale: float = 1.0) -> Row:
    if estimate is None:
        return Row(name, None)
    value, low, high = (each * scale for each in (estimate.value, estimate.low, estimate.high))
    return Row(name, value, low, high, estimate.n or None, digits)


def factor_rows(diagnosis: Diagnosis, language: Language) -> list[tuple[str, list[Row]]]:
    """The figures of each factor, under its name."""
    groups = []
    for factor in FACTORS:
        reading = diagnosis.factors[factor]
        rows = [
            row(say("share_of", language), reading.share, 1, scale=100),
            Row(say("reference_of", language), reading.reference * 100, digits=1),
            row(say("relative", language), reading.relative, 2),
            row(say("maturity_of", language), reading.maturity, 2),
            Row(say("spread_short", language), reading.spread),
        ]
        groups.append((said.factor_name(factor, language), rows))
    return groups


def cycle_rows(diagnosis: Diagnosis, language: Language) -> list[Row]:
    cycles = diagnosis.cycles
    return [
        row(say("balance", language), cycles.balance, 2),
        row(say("maturity_difference", language), cycles.maturity_difference, 2),
        row(say("maturity_spread", language), cycles.spread, 2),
    ]


def flow_rows(diagnosis: Diagnosis, language: Language) -> list[tuple[str, list[Row]]]:
    """The figures of each flow and of its steps, under the flow's name."""
    groups = []
    for direction in Direction:
        flow = diagnosis.flow[direction]
        rows = [
            row(say("share_there", language), flow.share, 1, scale=100),
            Row(say("median_of", language), flow.median_days, digits=1),
        ]
        for step in flow.steps:
            name = said.step_name(step.name, language)
            rows.append(row(f"{name} (%)", step.share, 1, scale=100))
            if step.median_days is not None:
                name = f"{name}: {say('median_of', language)}"
                rows.append(Row(name, step.median_days, digits=1))
        groups.append((said.direction_name(direction, language), rows))
    return groups


def block_rows(diagnosis: Diagnosis, language: Language) -> list[Row]:
    percent = [
        None if block.probability is None else block.probability * 100 for block in diagnosis.blocks
    ]
    names = [said.block_name(block.block, language) for block in diagnosis.blocks]
    return [Row(name, value, digits=1) for name, value in zip(names, percent, strict=True)]


def figures(report: Report) -> tuple[FigureGroup, ...]:
    """All figures in the appendix's order, as texts."""
    diagnosis, language = report.diagnosis, report.language
    groups = [
        *factor_rows(diagnosis, language),
        (say("flows", language), cycle_rows(diagnosis, language)),
        *flow_rows(diagnosis, language),
        (
            f"{say('blocks', language)}: {say('probability', language)}",
            block_rows(diagnosis, language),
        ),
    ]
    if report.load:
        groups.append((say("load", language), [row(say("load_of", language), report.load, 2)]))
    groups.append((say("counts", language), count_rows(diagnosis, language)))
    return tuple(
        FigureGroup(title, tuple(texts(each, language) for each in rows)) for title, rows in groups
    )


def count_rows(diagnosis: Diagnosis, language: Language) -> list[Row]:
    """The sizes that people are told of; the others have no name."""
    return [
        Row(name, count, digits=0)
        for key, count in diagnosis.counts.items()
        if (name := said.count_name(key, language))
    ]


def texts(figure: Row, language: Language) -> tuple[str, str, str, str, str]:
    def text(value: float | None, digits: int) -> str:
        return "" if value is None else formats.decimal(value, digits, language)

    return (
        figure.name,
        text(figure.value, figure.digits),
        text(figure.low, figure.digits),
        text(figure.high, figure.digits),
        text(figure.n, 0),
    )
