import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.report import samples
from virta.balance.framework import FACTORS
from virta.report import GroupRow, Observation, from_diagnosis, sheet

BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "blns" / "blns.json"


def opened(report):
    return openpyxl.load_workbook(io.BytesIO(sheet.make(report)))


def cells(book):
    return [cell for table in book for line in table.iter_rows() for cell in line]


def rows(table):
    return [
        dict(zip([cell.value for cell in table[1]], line, strict=True))
        for line in table.iter_rows(min_row=2, values_only=True)
    ]


def test_every_figure_has_its_interval_and_its_sample():
    found = rows(opened(samples.full("en"))["Factors"])
    shares = [row for row in found if row["Figure"] == "share of attention (%)"]
    assert len(shares) == len(FACTORS)
    assert shares[2] == {
        "Factor": "Activities",
        "No.": 3,
        "Cycle": "Strategy cycle",
        "State": "in balance",
        "Figure": "share of attention (%)",
        "Estimate": 24,
        "Low": 19.4,
        "High": 28.6,
        "n": 24,
        "Example": None,
    }


def test_a_figure_that_is_not_known_is_an_empty_cell():
    found = rows(opened(from_diagnosis(samples.unknown(), "en"))["Factors"])
    unknown = [row for row in found if row["Figure"] != "reference share (%)"]
    assert {row["Estimate"] for row in unknown} == {None}
    assert {row["Low"] for row in unknown} == {None}


def test_nothing_that_people_wrote_becomes_a_formula_or_a_link():
    evil = '=HYPERLINK("http://example.org","here")'
    report = replace(
        samples.full("fi", replace(samples.troubled(), warnings=(evil,))),
        organisation=evil,
        author=evil,
        groups=(GroupRow(evil, 3, {}),),
        observations=(Observation(evil, note="@SUM(A1)", source="http://example.org/"),),
    )
    book = opened(report)
    assert not [cell for cell in cells(book) if cell.data_type == "f" or cell.hyperlink]
    assert sum(cell.value == evil for cell in cells(book)) >= 4


def test_days_are_days_and_names_are_finnish():
    book = opened(samples.full("fi"))
    assert book.sheetnames[:3] == ["Yhteenveto", "Tekijät", "Kompastuskivet"]
    assert book["Yhteenveto"]["B3"].value.date() == date(2026, 1, 5)


def test_a_change_is_known_only_where_both_rounds_know_the_figure():
    earlier = replace(samples.unknown(), start="2025-07-07", end="2026-01-04")
    book = opened(replace(samples.full("en"), previous=earlier))
    assert {
        row["Change"] for row in rows(book["Changes"]) if row["Figure"] == "maturity (0–5)"
    } == {None}


def test_a_group_that_is_too_small_bears_no_figures():
    found = [
        row for row in rows(opened(samples.full("en"))["Groups"]) if row["Group"] == "Kumppanit"
    ]
    assert [(row["Mean"], row["n"]) for row in found] == [(None, None)]


@pytest.mark.shared
@pytest.mark.skipif(
    not BLNS.exists(), reason="the list of naughty strings is not beside this checkout"
)
def test_naughty_strings_are_texts():
    naughty = json.loads(BLNS.read_text(encoding="utf-8"))
    seen = tuple(Observation(text, note=text, source=text) for text in naughty)
    book = opened(replace(samples.full("en"), observations=seen))
    assert not [cell for cell in cells(book) if cell.data_type in {"f", "e"} or cell.hyperlink]
    kept = {cell.value for cell in cells(book)}
    assert [
        text
        for text in naughty
        if text.isascii() and text.isprintable() and text and text not in kept
    ] == []
