"""Answers as files, for owners: one row a respondent, with ids of chance and no comments."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from virta.assessment import evidence
from virta.assessment.bank import load
from virta.assessment.models import Round
from virta.assessment.results import MERGED
from virta.balance import words
from virta.balance.framework import FACTORS
from virta.kit.problems import Problem
from virta.kit.sheets import csv_file, xlsx_file

Row = list[str | int | float | None]


def require_answers(round: Round) -> None:
    """Answers leave Virta only of a closed round in which at least three people answered."""
    if not evidence.may_show_answers(round):
        raise Problem(
            _(
                "Answers can be taken out once the round has closed and at least three people "
                "have answered."
            )
        )


def table(round: Round, language: str) -> tuple[list[str], list[Row]]:
    """A header and a row a respondent: levels 0-5, "x" for "I can't say", hours in percent."""
    rated, split = evidence.answers(round)
    statements = list(load(round.bank_version).statements())
    header = [_("Respondent"), _("Group")]
    header += [one.text.in_(language) for one in statements]
    header += [
        _("Hours of 100: %(factor)s") % {"factor": words.factor_name(factor, language)}
        for factor in FACTORS
    ]
    levels: dict[str, dict[str, Any]] = {}
    group_of: dict[str, str] = {}
    for row in rated:
        levels.setdefault(row["respondent"], {})[row["item"]] = row["level"]
        group_of[row["respondent"]] = row["group"]
    hours: dict[str, dict[str, float]] = {}
    for row in split:
        hours.setdefault(row["respondent"], {})[row["factor"]] = row["percent"]
    names = group_names(round)
    rows: list[Row] = [
        [
            one,
            names.get(group_of.get(one, ""), ""),
            *(cell(levels.get(one, {}), statement.id) for statement in statements),
            *(hours.get(one, {}).get(factor) for factor in FACTORS),
        ]
        for one in dict.fromkeys([*levels, *hours])
    ]
    return header, rows


def cell(levels: Mapping[str, int | None], statement: str) -> str | int | None:
    """The level; "x" where the respondent could not say; nothing where they did not answer."""
    if statement not in levels:
        return None
    level = levels[statement]
    return "x" if level is None else level


def group_names(round: Round) -> dict[str, str]:
    names = dict(round.groups.values_list("key", "name"))
    return names | {MERGED: _("Small groups together")}


def as_csv(round: Round, language: str) -> bytes:
    header, rows = table(round, language)
    return csv_file(header, rows)


def as_xlsx(round: Round, language: str) -> bytes:
    header, rows = table(round, language)
    return xlsx_file([(_("Answers"), header, rows)])
