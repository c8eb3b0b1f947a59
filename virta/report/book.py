"""A workbook (XLSX) in which a text stays a text.

Texts are always written as texts, so that nothing a person wrote can become a formula or a link.
A figure that is not known leaves its cell empty.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from virta.report.model import Report
from virta.report.texts import clean
from virta.report.words import say

Cell = str | float | int | date | None
NARROWEST, WIDEST = 9, 60  # letters in a column; longer texts go on over several lines
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
        for column, head in enumerate(heads):
            sheet.set_column(
                column,
                column,
                width(head, [cells[column] for cells in rows if len(cells) > column]),
            )
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


def width(head: str, cells: Sequence[Cell]) -> int:
    """A column's width in letters: as wide as its longest text, within what reads well."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    longest = max((len(text) for text in texts), default=0)
    return min(max(longest, len(head) // 2, NARROWEST) + 2, WIDEST)
