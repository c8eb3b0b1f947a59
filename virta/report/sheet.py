"""The report's figures as a workbook (XLSX), a sheet a subject.

Texts are always written as texts, so that nothing a person wrote can become a formula or a link.
A figure that is not known leaves its cell empty.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from virta.balance import words as said
from virta.balance.framework import FACTORS
from virta.report import formats, headline
from virta.report.figures import Row, count_rows, cycle_rows, factor_rows, flow_rows, row
from virta.report.model import GroupRow, Report
from virta.report.readings import cycle_of
from virta.report.texts import clean
from virta.report.words import say

Cell = str | float | int | date | None
LONGEST_TEXT = 32_767  # what a cell of a workbook can hold


class Book:
    """A workbook that takes tables of cells."""

    def __init__(self, report: Report) -> None:
        self.file = BytesIO()
        self.book = xlsxwriter.Workbook(
            self.file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        day = report.made_on or date.fromisoformat(report.diagnosis.end)
        self.book.set_properties(
            {
                "title": clean(f"{report.organisation} – {say('title', report.language)}")[:255],
                "created": datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            }
        )
        self.head = self.book.add_format(
            {
                "bold": True,
                "font_color": "#1d3640",
                "bottom": 1,
                "text_wrap": True,
                "valign": "bottom",
            }
        )
        self.text = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.book.add_format(
            {
                "num_format": "d.m.yyyy" if report.language == "fi" else "d mmmm yyyy",
                "valign": "top",
                "align": "left",
            }
        )
        self.figures = {
            digits: self.book.add_format(
                {"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0", "valign": "top"}
            )
            for digits in range(4)
        }

        self.note = say("example", report.language) if report.example else ""

    def table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """One sheet: a row of heads that stays in sight, then the rows."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, max(len(heads) - 1, 1), 18)
        for column, head in enumerate([*heads, self.note] if self.note else heads):
            sheet.write_string(0, column, head, self.head)
        for at, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                self.put(sheet, at, column, cell)

    def put(self, sheet: Worksheet, at: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(at, column, clean(cell)[:LONGEST_TEXT], self.text)
        elif isinstance(cell, date):
            sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001 - a day has no zone
        else:
            sheet.write_number(at, column, round(cell, 6), self.figure_format(cell))

    def figure_format(self, value: float) -> Format:
        """Counts as whole numbers; measured figures with two decimals, small ones with three."""
        if isinstance(value, int):
            return self.figures[0]
        return self.figures[3 if 0 < abs(value) < 0.1 else 2]

    def done(self) -> bytes:
        self.book.close()
        return self.file.getvalue()


def make(report: Report) -> bytes:
    """The workbook as a file."""
    book = Book(report)
    for add in (summary, factors, blocks, flows, remedies, groups, changes, observations, evidence):
        add(book, report)
    return book.done()


def heads(report: Report, *keys: str) -> list[str]:
    return [say(key, report.language) for key in keys]


def figure_cells(figure: Row) -> list[Cell]:
    return [figure.name, figure.value, figure.low, figure.high, figure.n]


def summary(book: Book, report: Report) -> None:
    diagnosis, language = report.diagnosis, report.language
    rows: list[list[Cell]] = [
        [say("starts", language), date.fromisoformat(diagnosis.start)],
        [say("ends", language), date.fromisoformat(diagnosis.end)],
        [say("verdict", language), headline.verdict(diagnosis, language)],
        [say("sheet_evidence", language), headline.basis(diagnosis, language)],
    ]
    if report.author:
        rows.append(["", say("made_by", language, author=report.author)])
    if report.made_on:
        day = formats.day(report.made_on, language)
        rows.append(["", say("made_on", language, day=day)])
    if report.example:
        rows.insert(0, [say("example", language), say("example_note", language)])
    heading = [say("organisation", language), clean(report.organisation)[:LONGEST_TEXT]]
    book.table(say("sheet_summary", language), heading, rows)


def factors(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = []
    for factor, (name, figures) in zip(
        FACTORS, factor_rows(report.diagnosis, language), strict=True
    ):
        state = said.state_name(report.diagnosis.factors[factor].state, language)
        number, cycle = FACTORS.index(factor) + 1, say(cycle_of(factor), language)
        rows += [[name, number, cycle, state, *figure_cells(figure)] for figure in figures]
    columns = ("factor", "factor_number", "cycle", "state", "figure", "value", "low", "high", "n")
    book.table(say("sheet_factors", language), heads(report, *columns), rows)


def blocks(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = []
    for block in report.diagnosis.blocks:
        percent = None if block.probability is None else block.probability * 100
        detail = headline.clause(block, language) if block.verdict == "present" else None
        evidence = [said.say(sentence, language) for sentence in block.evidence]
        collect = [said.say(sentence, language) for sentence in block.collect]
        rows.append(
            [
                said.block_name(block.block, language),
                say(block.verdict, language),
                percent,
                formats.capital(detail) if detail else None,
                "\n".join(evidence),
                "\n".join(collect),
            ]
        )
    columns = ("block", "verdict", "probability", "remark", "why", "collect")
    book.table(say("sheet_blocks", language), heads(report, *columns), rows)


def flows(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = [
        [say("sheet_flows", language), *figure_cells(figure)]
        for figure in cycle_rows(report.diagnosis, language)
    ]
    for name, figures in flow_rows(report.diagnosis, language):
        rows += [[name, *figure_cells(figure)] for figure in figures]
    columns = ("flow", "figure", "value", "low", "high", "n")
    book.table(say("sheet_flows", language), heads(report, *columns), rows)


def remedies(book: Book, report: Report) -> None:
    """Every remedy, not only the three of the pages, easiest first."""
    language = report.language
    rows: list[list[Cell]] = [
        [
            said.remedy_title(remedy, language),
            said.block_name(remedy.block, language),
            float(remedy.effort_hours),
            remedy.before * 100,
            remedy.after * 100,
            remedy.gain_per_hour * 100,
        ]
        for remedy in report.diagnosis.easiest
    ]
    if not rows:
        return
    percent = say("probability", language)
    columns = heads(report, "remedy", "block", "hours_of")
    columns += [f"{say(key, language)}: {percent}" for key in ("before", "after")]
    book.table(say("sheet_remedies", language), [*columns, say("gain", language)], rows)


def groups(book: Book, report: Report) -> None:
    language = report.language
    rows = [cells for group in report.groups for cells in group_cells(group, report)]
    if not rows:
        return
    columns = ("group", "remark", "factor", "mean", "low", "high", "n")
    book.table(say("sheet_groups", language), heads(report, *columns), rows)


def group_cells(group: GroupRow, report: Report) -> list[list[Cell]]:
    remark = say(group.mark, report.language) if group.mark else None
    if group.mark == "suppressed":
        return [[group.name, remark]]
    named = [
        row(said.factor_name(factor, report.language), group.levels.get(factor), 2)
        for factor in FACTORS
    ]
    return [[group.name, remark, *figure_cells(figure)] for figure in named]


def changes(book: Book, report: Report) -> None:
    """Attention and maturity of each factor in the earlier round and in this one."""
    if report.previous is None:
        return
    language = report.language
    pairs = zip(
        factor_rows(report.previous, language), factor_rows(report.diagnosis, language), strict=True
    )
    rows: list[list[Cell]] = []
    for (name, before), (_, after) in pairs:
        for then, now in zip(before, after, strict=True):
            known = then.value is not None and now.value is not None
            change = now.value - then.value if known else None  # type: ignore[operator]
            rows.append([name, now.name, then.value, now.value, change])
    columns = ("factor", "figure", "then", "now", "change")
    book.table(say("sheet_changes", language), heads(report, *columns), rows)


def observations(book: Book, report: Report) -> None:
    language = report.language
    rows: list[list[Cell]] = [
        [
            each.statement,
            said.factor_name(each.factor, language) if each.factor else None,
            each.level,
            each.note,
            each.source,
        ]
        for each in report.observations
    ]
    if rows:
        columns = ("statement", "factor", "level", "note", "source")
        book.table(say("sheet_observations", language), heads(report, *columns), rows)


def evidence(book: Book, report: Report) -> None:
    """How large the evidence is, how the load is borne, and what was remarked on."""
    language = report.language
    rows = [figure_cells(figure) for figure in count_rows(report.diagnosis, language)]
    if report.load:
        rows.append(figure_cells(row(say("load_of", language), report.load, 2)))
    rows += [[warning] for warning in report.diagnosis.warnings]
    columns = ("figure", "value", "low", "high", "n")
    book.table(say("sheet_evidence", language), heads(report, *columns), rows)
