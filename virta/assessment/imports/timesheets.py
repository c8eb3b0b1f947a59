"""Time sheets: hours per week and factor, as a long list or with a column a factor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from virta.assessment.imports.answers import plain
from virta.assessment.imports.rows import BadCell, BadCells
from virta.balance import words
from virta.balance.framework import FACTORS, Factor
from virta.kit.sheets import Cell, Table, as_number, as_text

MOST_HOURS = 10_000  # a week of a whole organisation; more is a slip of the finger
DAY_NAMES = {"week", "viikko", "date", "päivä", "pvm", "päivämäärä", "monday", "maanantai"}
FACTOR_NAMES = {"factor", "tekijä", "menestystekijä", "activity", "tehtävä", "osa-alue"}
HOURS_NAMES = {"hours", "tunnit", "tunti", "h", "time", "aika", "työtunnit"}

# What a column can be: "", "week", "factor", "hours", "hours:<factor>"


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one week (its Monday) on one factor."""

    row: int
    week: date
    factor: Factor
    hours: Decimal


@dataclass(slots=True)
class Preview:
    """What a time sheet would bring, and every cell that stands in its way."""

    hours: list[Hours] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)

    @property
    def bad_rows(self) -> list[int]:
        return sorted({cell.row for cell in self.bad})

    @property
    def weeks(self) -> int:
        return len({one.week for one in self.hours})

    @property
    def total(self) -> Decimal:
        return sum((one.hours for one in self.hours), Decimal(0))


def factor_names() -> dict[str, Factor]:
    """Every name of a factor → the factor: slug, English, Finnish, number."""
    names: dict[str, Factor] = {}
    for number, factor in enumerate(FACTORS, start=1):
        spoken = {words.factor_name(factor, "en"), words.factor_name(factor, "fi")}
        names |= {plain(name): factor for name in (factor.value, str(number), *spoken)}
        names |= {plain(f"{number} {name}"): factor for name in spoken}
    return names


def suggest(table: Table) -> dict[int, str]:
    """For each column what it most likely is."""
    names = factor_names()
    suggested: dict[int, str] = {}
    for column, heading in enumerate(table.header):
        word = plain(heading)
        target = ""
        if word in DAY_NAMES:
            target = "week"
        elif word in FACTOR_NAMES:
            target = "factor"
        elif word in HOURS_NAMES:
            target = "hours"
        elif word in names:
            target = f"hours:{names[word]}"
        suggested[column] = "" if target in suggested.values() else target
    return suggested


def trouble_with(mapping: Mapping[int, str]) -> str:
    """Why no row can be read by this mapping, or nothing."""
    chosen = set(mapping.values())
    if "week" not in chosen:
        return _("Choose the column that says the week or the day.")
    long_form = {"factor", "hours"} <= chosen
    wide_form = any(target.startswith("hours:") for target in chosen)
    if not long_form and not wide_form:
        return _("Choose the columns of the factor and the hours, or a column for each factor.")
    return ""


def preview(table: Table, mapping: Mapping[int, str]) -> Preview:
    """Read every row by the mapping."""
    outcome = Preview()
    names = factor_names()
    for number, row in enumerate(table.rows, start=table.first_row):
        if not any(cell is not None for cell in row):
            continue
        try:
            outcome.hours += row_hours(number, row, table.header, mapping, names)
        except BadCells as problem:
            outcome.bad += problem.cells
    return outcome


def row_hours(
    number: int,
    row: list[Cell],
    header: list[str],
    mapping: Mapping[int, str],
    names: Mapping[str, Factor],
) -> list[Hours]:
    """The hours of one row. Raises BadCells with all that is wrong in it."""
    cells = {target: (header[column], row[column]) for column, target in mapping.items() if target}
    bad: list[BadCell] = []
    week = week_of(cells["week"][1])
    if week is None:
        why = _("“%(cell)s” is not a day. Write 2026-03-02, 2.3.2026 or 2026-W10.")
        bad.append(
            BadCell(number, cells["week"][0], why % {"cell": as_text(cells["week"][1])[:40]})
        )
    found: list[tuple[Factor, Decimal]] = []
    for target, (heading, cell) in cells.items():
        if not target.startswith("hours"):
            continue
        factor = factor_of(target, cells, names)
        if factor is None:
            title, said = cells["factor"]
            why = _("“%(cell)s” is none of the eight factors.") % {"cell": as_text(said)[:40]}
            bad.append(BadCell(number, title, why))
        elif why := trouble_with_hours(cell):
            bad.append(BadCell(number, heading, why))
        elif (hours := as_number(cell)) is not None:
            found.append((factor, hours))
    if bad or week is None:
        raise BadCells(bad)
    return [Hours(number, week, factor, hours) for factor, hours in found]


def factor_of(
    target: str, cells: Mapping[str, tuple[str, Cell]], names: Mapping[str, Factor]
) -> Factor | None:
    _kind, _sep, about = target.partition(":")
    if about:
        return Factor(about)
    return names.get(plain(as_text(cells["factor"][1]))) if "factor" in cells else None


def trouble_with_hours(cell: Cell) -> str:
    """Why a cell is no number of hours, or nothing; an empty one is "not recorded"."""
    if cell is None:
        return ""
    number = as_number(cell)
    if number is None:
        return _("“%(cell)s” is not a number of hours.") % {"cell": as_text(cell)[:40]}
    if number < 0:
        return _("%(cell)s is below zero. Hours start from 0.") % {"cell": as_text(cell)}
    if number > MOST_HOURS:
        return _("%(cell)s hours in a week are too many to be right.") % {"cell": as_text(cell)}
    return ""


def week_of(cell: Cell) -> date | None:
    """The Monday of the week that a cell names, however its program wrote it."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = serial_day(cell)
    day = cell if isinstance(cell, date) else written_day(as_text(cell))
    return day - timedelta(days=day.weekday()) if day else None


def serial_day(number: float) -> date | None:
    """A spreadsheet's day number (days since 1899-12-30), where it is a day of our time."""
    return date(1899, 12, 30) + timedelta(days=int(number)) if 20_000 < number < 80_000 else None


def written_day(text: str) -> date | None:
    """2026-03-02 (with a time or without), 2.3.2026, 2026-W10, 10/2026 or vko 10/2026."""
    for pattern, make in WRITTEN:
        found = pattern.match(text)
        if found:
            try:
                return make(*map(int, found.groups()))
            except ValueError:
                return None
    return None


WRITTEN = (
    (re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$"), date),
    (
        re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$"),
        lambda day, month, year: date(year, month, day),
    ),
    (
        re.compile(r"^(\d{4})-?W(\d{1,2})$", re.I),
        lambda year, week: date.fromisocalendar(year, week, 1),
    ),
    (
        re.compile(r"^(?:vko|viikko|week|vk|w)?\.?\s*(\d{1,2})\s*/\s*(\d{4})$", re.I),
        lambda week, year: date.fromisocalendar(year, week, 1),
    ),
)
