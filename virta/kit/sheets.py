"""Tables that people bring and take away: CSV and XLSX, as their programs really write them.

Reading knows semicolons, tabs, byte order marks, Windows' old letters and spreadsheet dates.
Writing leaves every text a text: no spreadsheet takes `=HYPERLINK(…)` for a formula.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from virta.kit.problems import Problem

Cell = str | int | float | bool | date | datetime | None

MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_UNPACKED = 500 * 1024 * 1024  # bytes of a workbook when unzipped
DELIMITERS = (";", ",", "\t")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; `first_row` is the number the file's own program gives row 0."""

    header: list[str]
    rows: list[list[Cell]]
    first_row: int = 2
    remarks: list[str] = field(default_factory=list)


def read_table(name: str, content: bytes) -> Table:
    """The first sheet with anything on it, or the CSV. Raises a Problem that says what to do."""
    if not content.strip():
        raise Problem(_("The file is empty. Export it again and choose the new file."))
    if content[:4] == b"PK\x03\x04":
        return tidy(workbook_rows(content), [])
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Problem(
            _(
                "This is an old or password-protected Excel file. Save it as .xlsx without a password."
            )
        )
    text, remarks = decoded(content)
    return tidy(csv_rows(text), remarks)


def workbook_rows(content: bytes) -> list[list[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Problem(_("This workbook is too large to read. Split it into smaller files."))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in workbook.sheet_names:
            page = workbook.get_sheet_by_name(sheet)
            rows = page.to_python(skip_empty_area=False)
            spread(rows, page.merged_cell_ranges or [])
            if any(cell not in ("", None) for row in rows for cell in row):
                return [[plain_cell(cell) for cell in row] for row in rows]
    except (CalamineError, zipfile.BadZipFile, OSError) as problem:
        raise Problem(
            _("The file looks like a workbook but cannot be read. Save it again as .xlsx or CSV.")
        ) from problem
    raise Problem(_("The workbook has no filled cells. Choose the file that has the rows."))


def spread(rows: list[list[Any]], merged: Sequence[Any]) -> None:
    """Give every row the value of a cell that was merged downwards over several rows.

    A date that stands once beside its five posts is the date of all five. What was merged to the
    side is a heading and stays where it stands.
    """
    for (top, left), (bottom, right) in merged:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]


def plain_cell(cell: Any) -> Cell:
    """A cell as the rest of Virta knows it: no empty text, and no bare time of day or length."""
    if cell == "":
        return None
    return cell if isinstance(cell, str | int | float | bool | date) else str(cell)


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and a remark where its letters had to be guessed."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace"), []
    if b"\0" in content:
        raise Problem(_("This is not a table of text. Save it as CSV or .xlsx and try again."))
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as problem:
        remark = _(
            "The file is not UTF-8 (byte %(byte)s); it was read as Windows text. "
            "Check the letters ä, ö and å below."
        ) % {"byte": problem.start}
        return content.decode("cp1252", errors="replace"), [remark]


def csv_rows(text: str) -> list[list[Cell]]:
    csv.field_size_limit(1_000_000)
    delimiter = guessed_delimiter(text)
    try:
        return [
            [cell.strip() or None for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as problem:
        raise Problem(
            _("The CSV cannot be read: %(why)s. Save it again as CSV or .xlsx.") % {"why": problem}
        ) from problem


def guessed_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most columns of one and the same number."""
    sample = text[:20_000]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            ]
        except csv.Error:
            return (0, 0)
        first = widths[0] if widths else 0
        return (sum(width == first for width in widths) if first > 1 else 0, first)

    return max(DELIMITERS, key=score)


def tidy(rows: list[list[Cell]], remarks: list[str]) -> Table:
    """Drop empty rows above the header and below the data; fill short rows up."""
    start = next((n for n, row in enumerate(rows) if any(cell is not None for cell in row)), None)
    if start is None:
        raise Problem(_("The file has no filled cells. Choose the file that has the rows."))
    width = max(
        (n for row in rows for n, cell in enumerate(row, start=1) if cell is not None), default=0
    )
    if width > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise Problem(
            _("The table has more than %(rows)s rows or %(columns)s columns. Split it.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    header = [as_text(cell) for cell in rows[start][:width]]
    header += [""] * (width - len(header))
    body = [row[:width] + [None] * (width - len(row)) for row in rows[start + 1 :]]
    while body and not any(cell is not None for cell in body[-1]):
        body.pop()
    if not body:
        raise Problem(_("The file has a header but no rows below it."))
    return Table(header, body, first_row=start + 2, remarks=remarks)


def as_text(cell: Cell) -> str:
    """A cell as a person reads it; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def as_number(cell: Cell) -> Decimal | None:
    """A number as people write it: 1,5 · 1.5 · "15 %" · "1 200,5"; None where it is none."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    text = as_text(cell).replace("\xa0", "").replace("\u202f", "").replace(" ", "")
    text = text.removesuffix("%").removesuffix("h").replace("−", "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that spreadsheets open as it is meant: UTF-8 with a mark, and no text is a formula."""
    return codecs.BOM_UTF8 + csv_rows_file([header]) + csv_rows_file(rows)


def csv_rows_file(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows of such a CSV without its head, to be written one part after another."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def harmless(cell: Any) -> Any:
    """A text that would begin a formula gets an apostrophe before it (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def xlsx_file(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of (name, header, rows); None is an empty cell, every text stays a text."""
    import xlsxwriter  # noqa: PLC0415 - 12 MB, and only whoever takes a workbook away needs it

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, "remove_timezone": True, **options}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    write_cell(sheet, number, column, cell, day)
    return out.getvalue()


def write_cell(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool | str):
        sheet.write_string(row, column, str(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    else:
        sheet.write_number(row, column, cell)
