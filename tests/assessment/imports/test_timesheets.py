"""Time sheets, as a list or with a column a factor."""

from datetime import date
from decimal import Decimal

import pytest

from virta.assessment.imports import timesheets
from virta.balance.framework import Factor
from virta.kit.sheets import read_table


def preview(content):
    table = read_table("x.csv", content.encode())
    mapping = timesheets.suggest(table)
    assert timesheets.trouble_with(mapping) == ""
    return timesheets.preview(table, mapping)


@pytest.mark.parametrize(
    "written", ["2026-03-04", "4.3.2026", "2026-W10", "vko 10/2026", "10/2026", "2026-03-02T08:00"]
)
def test_any_way_of_writing_a_week_gives_its_monday(written):
    found = preview(f"Viikko;Tekijä;Tunnit\n{written};Kuunteleminen;4,5\n")
    assert [(one.week, one.factor, one.hours) for one in found.hours] == [
        (date(2026, 3, 2), Factor.LISTENING, Decimal("4.5"))
    ]


def test_a_spreadsheets_day_number_is_a_day():
    assert timesheets.week_of(46083.0) == date(2026, 3, 2)


def test_a_column_a_factor():
    found = preview("week,Listening,Objectives\n2026-03-02,3,\n2026-03-09,0,1.5\n")
    assert [(one.factor.value, float(one.hours)) for one in found.hours] == [
        ("listening", 3.0),
        ("listening", 0.0),
        ("objectives", 1.5),
    ]
    assert (found.weeks, found.total) == (2, Decimal("4.5"))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("eilen;Kuunteleminen;4", "Viikko"),
        ("2026-03-02;Onni;4", "Tekijä"),
        ("2026-03-02;Kuunteleminen;-4", "Tunnit"),
        ("2026-03-02;Kuunteleminen;paljon", "Tunnit"),
        ("2026-13-02;Kuunteleminen;4", "Viikko"),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column(row, column):
    found = preview(f"Viikko;Tekijä;Tunnit\n2026-03-02;Kuunteleminen;1\n{row}\n")
    assert [(bad.row, bad.column) for bad in found.bad] == [(3, column)]
    assert len(found.hours) == 1


def test_a_sheet_without_weeks_or_hours_says_what_is_missing():
    assert "week" in timesheets.trouble_with({0: "hours"})
    assert "hours" in timesheets.trouble_with({0: "week", 1: "factor"})
