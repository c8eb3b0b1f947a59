"""Tables as people's programs write them."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from virta.kit.problems import Problem
from virta.kit.sheets import as_number, csv_file, read_table, xlsx_file

SPECTRUM = Path(__file__).parents[3] / "shared" / "data" / "csv-spectrum"


@pytest.mark.parametrize(
    ("story", "content", "header", "first"),
    [
        ("commas", b"a,b\n1,2\n", ["a", "b"], ["1", "2"]),
        ("semicolons and a mark", b"\xef\xbb\xbfa;b\r\n1,5;2\r\n", ["a", "b"], ["1,5", "2"]),
        ("tabs", b"a\tb\n1\t2\n", ["a", "b"], ["1", "2"]),
        ("a comma inside quotes", b'a;b\n"x, y";2\n', ["a", "b"], ["x, y", "2"]),
        ("a line break inside quotes", b'a,b\n"x\ny",2\n', ["a", "b"], ["x\ny", "2"]),
        ("UTF-16", "ä;b\n1;2\n".encode("utf-16"), ["ä", "b"], ["1", "2"]),
        ("empty lines above", b"\n\n;;\na;b\n1;2\n", ["a", "b"], ["1", "2"]),
        ("a short row", b"a,b,c\n1\n", ["a", "b", "c"], ["1", None, None]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_csv_is_read_as_it_was_meant(story, content, header, first):
    table = read_table("x.csv", content)
    assert (table.header, table.rows[0]) == (header, first)


def test_windows_letters_are_read_with_a_remark():
    table = read_table("x.csv", "ryhmä;arvo\njohto;3\n".encode("cp1252"))
    assert table.header[0] == "ryhmä"
    assert "not UTF-8" in table.remarks[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"a,b\n", "no rows"),
        (b"\x00\x01\x02", "not a table"),
        (b"PK\x03\x04 not really", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or password-protected"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(Problem, match=words):
        read_table("x", content)


def test_rows_keep_the_numbers_that_the_file_gives_them():
    assert read_table("x.csv", b"\n\na;b\n1;2\n").first_row == 4


def test_a_workbook_with_merged_cells_formulas_and_dates_as_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["week", "hours", "sum"])
    sheet.append([46084, 1.5, "=B2*2"])
    sheet.append([datetime(2026, 3, 2), 2, None])  # noqa: DTZ001 - spreadsheets know no zone
    sheet.merge_cells("A4:B4")
    sheet["A4"] = "merged"
    out = io.BytesIO()
    book.save(out)

    table = read_table("x.xlsx", out.getvalue())

    assert table.header == ["week", "hours", "sum"]
    assert table.rows[0][:2] == [46084, 1.5]
    assert table.rows[1][0] == date(2026, 3, 2)
    assert table.rows[2] == ["merged", None, None]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("15 %", "15"),
        ("1\xa0200,5", "1200.5"),
        ("−2", "-2"),
        ("NaN", None),
        ("Infinity", None),
        ("=1+1", None),
        ("", None),
        (True, None),
        (3.0, "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(written, number):
    assert as_number(written) == (None if number is None else Decimal(number))


DANGEROUS = ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1", "<b>bold</b>", "'=1"]


def test_no_text_becomes_a_formula_in_a_workbook():
    content = xlsx_file(
        [("texts", ["text", "gap", "number"], [[text, None, 1.5] for text in DANGEROUS])]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in cells] == DANGEROUS
    assert {row[0].data_type for row in cells} == {"s"}
    assert {row[1].value for row in cells} == {None}


def test_no_text_becomes_a_formula_in_a_csv():
    text = csv_file(["text"], [[text] for text in DANGEROUS]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.shared
def test_hostile_csv_is_read_whole():
    if not SPECTRUM.exists():
        pytest.skip("The team's shared data is not here; it has csv-spectrum.")
    for path in sorted((SPECTRUM / "csvs").glob("*.csv")):
        expected = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text())
        table = read_table(path.name, path.read_bytes())
        got = [
            {
                name: (cell or "").replace("\r\n", "\n")
                for name, cell in zip(table.header, row, strict=True)
            }
            for row in table.rows
        ]
        trimmed = [
            {key.strip(): str(value).strip().replace("\r\n", "\n") for key, value in row.items()}
            for row in expected
        ]
        assert got == trimmed, path.name
