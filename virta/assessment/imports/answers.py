"""Answers made with a form tool: columns find their statements, cells their levels."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from virta.assessment.bank import Bank
from virta.assessment.imports.rows import BadCell
from virta.balance import words
from virta.balance.framework import FACTORS, Factor
from virta.kit.sheets import Cell, Table, as_number, as_text

CANNOT_SAY = {
    "",
    "-",
    "–",
    "?",
    "eos",
    "n/a",
    "na",
    "null",
    "i can't say",
    "i can’t say",
    "i cannot say",
    "don't know",
    "en osaa sanoa",
    "en tiedä",
}
ALIKE = 0.82  # how like a statement a heading must be, 0–1 (difflib's ratio)
LONGEST_COMMENT = 4000

# What a column can be: "", "group", "load", "statement:<id>", "hours:<factor>", "comment:<factor>"
Mapping_ = Mapping[int, str]


@dataclass(slots=True)
class ImportedRespondent:
    """One row of the file, understood."""

    row: int
    group: str
    levels: dict[str, int | None] = field(default_factory=dict)
    hours: dict[Factor, Decimal] = field(default_factory=dict)
    comments: dict[Factor, str] = field(default_factory=dict)
    load: int | None = None


@dataclass(slots=True)
class Preview:
    """What an import would bring, and every cell that stands in its way."""

    respondents: list[ImportedRespondent] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)

    @property
    def bad_rows(self) -> list[int]:
        return sorted({cell.row for cell in self.bad})

    @property
    def answers(self) -> int:
        return sum(len(one.levels) for one in self.respondents)


def suggest(table: Table, bank: Bank) -> dict[int, str]:
    """For each column what it most likely is; "" where nothing fits. No target is given twice."""
    targets = known_targets(bank)
    suggested: dict[int, str] = {}
    for column, heading in enumerate(table.header):
        target = best_target(heading, targets)
        suggested[column] = "" if target in suggested.values() else target
    return suggested


def known_targets(bank: Bank) -> dict[str, str]:
    """Lower-case words that a heading may have → what its column then is."""
    found: dict[str, str] = {}
    for statement in bank.statements():
        target = f"statement:{statement.id}"
        found |= {
            plain(one): target for one in (statement.id, statement.text.en, statement.text.fi)
        }
    for factor in FACTORS:
        names = {factor.value, words.factor_name(factor, "en"), words.factor_name(factor, "fi")}
        found |= {plain(name): f"hours:{factor}" for name in names}
        for name in names:
            for word in ("comment", "comments", "kommentti", "kommentit"):
                found[plain(f"{word} {name}")] = found[plain(f"{name} {word}")] = (
                    f"comment:{factor}"
                )
    for name in ("group", "ryhmä", "role", "rooli", "respondent group", "vastaajaryhmä"):
        found[name] = "group"
    for name in ("load", "kuormitus", plain(bank.load.text.en), plain(bank.load.text.fi)):
        found[name] = "load"
    return found


def best_target(heading: str, targets: Mapping[str, str]) -> str:
    """The target of a heading: the same words, the words within brackets, or nearly the same."""
    inside = re.findall(r"\[(.+?)\]", heading)  # form tools write "Question [Statement]"
    for candidate in (*map(plain, inside), plain(heading)):
        if candidate in targets:
            return targets[candidate]
    wanted = plain(inside[-1] if inside else heading)
    if len(wanted) < 12:
        return ""
    ratio, nearest = max((SequenceMatcher(None, wanted, known).ratio(), known) for known in targets)
    return targets[nearest] if ratio >= ALIKE else ""


def plain(text: str) -> str:
    """Lower case, single spaces, no leading number and no full stop: how headings are compared."""
    text = re.sub(r"\s+", " ", text.casefold()).strip(" .:;?!\"'”“")
    return re.sub(r"^\d+[.)]\s+", "", text)


def preview(
    table: Table,
    bank: Bank,
    mapping: Mapping_,
    *,
    groups: Mapping[str, str],
    default_group: str,
    lowest: int = 0,
) -> Preview:
    """Read every row by the mapping.

    `groups` maps values of the group column (plain) to keys of the round's groups, `default_group`
    stands where there is no such column or value; `lowest` is the level the file calls its
    lowest (a form with 1–6 has 1).
    """
    reader = Reader(bank, mapping, table.header, groups, default_group, lowest)
    outcome = Preview()
    for number, row in enumerate(table.rows, start=table.first_row):
        if not any(cell is not None for cell in row):
            continue
        respondent, bad = reader.read(number, row)
        outcome.bad += bad
        if not bad:
            outcome.respondents.append(respondent)
    return outcome


@dataclass(slots=True)
class Reader:
    """Reads one row after another by one mapping."""

    bank: Bank
    mapping: Mapping_
    header: list[str]
    groups: Mapping[str, str]
    default_group: str
    lowest: int

    def read(self, number: int, row: list[Cell]) -> tuple[ImportedRespondent, list[BadCell]]:
        one = ImportedRespondent(number, self.default_group)
        bad: list[BadCell] = []
        for column, target in self.mapping.items():
            if not target or column >= len(row):
                continue
            why = self.take(one, target, row[column])
            if why:
                bad.append(BadCell(number, self.header[column] or f"#{column + 1}", why))
        bad += self.check(one)
        return one, bad

    def take(self, one: ImportedRespondent, target: str, cell: Cell) -> str:
        """Put a cell where it belongs; returns why it cannot be taken, or nothing."""
        kind, _sep, about = target.partition(":")
        if kind == "statement":
            return self.take_level(one, about, cell)
        if kind == "hours":
            return self.take_hours(one, Factor(about), cell)
        if kind == "comment" and as_text(cell):
            return self.take_comment(one, Factor(about), as_text(cell))
        if kind == "load":
            one.load, why = level_of(cell, self.lowest, self.bank.load.levels)
            return why
        if kind == "group":
            return self.take_group(one, as_text(cell))
        return ""

    def take_level(self, one: ImportedRespondent, statement: str, cell: Cell) -> str:
        if cell is None:
            return ""  # an empty cell is a statement passed over, not an "I can't say"
        level, why = level_of(cell, self.lowest, self.bank.statement(statement).levels)
        if not why:
            one.levels[statement] = level
        return why

    def take_hours(self, one: ImportedRespondent, factor: Factor, cell: Cell) -> str:
        if cell is None:
            return ""
        number = as_number(cell)
        if number is None:
            return _("“%(cell)s” is not a number.") % {"cell": as_text(cell)[:40]}
        if number < 0:
            return _("%(cell)s is below zero. Hours start from 0.") % {"cell": as_text(cell)}
        if number > 100_000:
            return _("%(cell)s is too large for a share of hours.") % {"cell": as_text(cell)[:40]}
        one.hours[factor] = number
        return ""

    def take_comment(self, one: ImportedRespondent, factor: Factor, text: str) -> str:
        if len(text) > LONGEST_COMMENT:
            return _("The comment is longer than %(most)s characters.") % {"most": LONGEST_COMMENT}
        one.comments[factor] = text
        return ""

    def take_group(self, one: ImportedRespondent, value: str) -> str:
        key = self.groups.get(plain(value)) if value else self.default_group
        if not key:
            return _("The group “%(value)s” is none of this round's.") % {"value": value[:40]}
        one.group = key
        return ""

    def check(self, one: ImportedRespondent) -> list[BadCell]:
        if one.hours and not sum(one.hours.values()):
            why = _("The hours are all zero. Leave them empty where they were not given.")
            return [BadCell(one.row, _("hours"), why)]
        if not (one.levels or one.hours or one.comments or one.load is not None):
            return [
                BadCell(one.row, _("the whole row"), _("No column that was chosen has a value."))
            ]
        return []


def level_of(cell: Cell, lowest: int, levels: Iterable[object]) -> tuple[int | None, str]:
    """The level of a cell (None: "I can't say"), and why it is none."""
    text = as_text(cell)
    if plain(text) in CANNOT_SAY:
        return None, ""
    number = as_number(cell)
    if number is None:
        described = described_level(text, levels)
        if described is not None:
            return described, ""
        number = leading_number(text)
    if number is None:
        return None, _("“%(cell)s” is neither a level nor “I can't say”.") % {"cell": text[:60]}
    level = number - lowest
    if level != int(level) or not 0 <= level <= 5:
        why = _("%(cell)s is not a level. Levels are whole numbers from %(low)s to %(high)s.")
        return None, why % {"cell": text[:40], "low": lowest, "high": lowest + 5}
    return int(level), ""


def leading_number(text: str) -> Decimal | None:
    """The number that an answer such as "3 – regular" or "3: säännöllistä" begins with."""
    found = re.match(r"^\s*(\d)\s*[-–—:.)=]\s*\S", text) or re.match(r"^\s*(\d)\s+\D", text)
    return Decimal(found.group(1)) if found else None


def described_level(text: str, levels: Iterable[object]) -> int | None:
    """The level whose description this is, in either language."""
    wanted = plain(text)
    for number, level in enumerate(levels):
        if wanted in {plain(getattr(level, "en", "")), plain(getattr(level, "fi", ""))}:
            return number
    return None
