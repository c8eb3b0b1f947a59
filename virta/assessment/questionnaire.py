"""The pages of the questionnaire: in what order they come, what each shows and what it sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from virta.assessment.answering import LONGEST_COMMENT, Given, Sheet, asked
from virta.assessment.bank import load
from virta.assessment.models import Round
from virta.balance import words
from virta.balance.framework import FACTORS, Factor
from virta.kit.sheets import as_number

HOURS, LOAD, REVIEW = "hours", "load", "review"
STEPS: tuple[str, ...] = (*FACTORS, HOURS, LOAD, REVIEW)
CANNOT_SAY = "x"
LEVELS = {str(level): level for level in range(6)}
BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button of a scale."""

    value: str
    mark: str
    title: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A statement, or the question about load, with its scale."""

    name: str
    text: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Part:
    """One page on the list at the end: where it is and how much of it is answered."""

    step: str
    title: str
    done: int
    total: int


def after(step: str) -> str:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: str) -> str | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def title(step: str, language: str) -> str:
    if step in set(Factor):
        return words.factor_name(Factor(step), language)
    return {HOURS: _("A hundred hours"), LOAD: _("The load"), REVIEW: _("Before you go")}[step]


def levels_of(sheet: Sheet) -> dict[str, int | None]:
    if sheet.respondent is None:
        return {}
    return dict(sheet.respondent.answers.values_list("statement", "level"))


def questions(sheet: Sheet, factor: Factor, language: str) -> list[Question]:
    """The statements of one factor as this round asks them, with what was answered."""
    given = levels_of(sheet)
    bank = load(sheet.round.bank_version)
    names = [one.in_(language) for one in bank.level_names]
    return [
        question(
            f"s-{one.id}",
            one.text.in_(language),
            [*zip(names, (level.in_(language) for level in one.levels), strict=True)],
            bank.cannot_say.in_(language),
            value_of(given, one.id),
        )
        for one in asked(sheet.round)
        if one.factor == factor
    ]


def value_of(given: Mapping[str, int | None], statement: str) -> str | None:
    if statement not in given:
        return None
    level = given[statement]
    return CANNOT_SAY if level is None else str(level)


def question(
    name: str, text: str, levels: list[tuple[str, str]], cannot_say: str, chosen: str | None
) -> Question:
    """A scale of six levels, each a name and a description, and "I can't say"."""
    choices = [
        Choice(value, value, *levels[number], value == chosen) for value, number in LEVELS.items()
    ]
    choices.append(Choice(CANNOT_SAY, "?", cannot_say, "", chosen == CANNOT_SAY))
    return Question(name, text, choices)


def load_question(sheet: Sheet, language: str) -> Question:
    """How the load is borne; its levels speak for themselves and have no names."""
    bank = load(sheet.round.bank_version)
    levels = [("", one.in_(language)) for one in bank.load.levels]
    text, cannot_say = bank.load.text.in_(language), bank.cannot_say.in_(language)
    return question("load", text, levels, cannot_say, load_of(sheet))


def load_of(sheet: Sheet) -> str | None:
    if sheet.respondent is None:
        return None
    if sheet.respondent.no_load:
        return CANNOT_SAY
    return None if sheet.respondent.load is None else str(sheet.respondent.load)


def hours(sheet: Sheet, language: str) -> list[dict[str, Any]]:
    """The eight rows of the split, with what was given."""
    lines = load(sheet.round.bank_version).allocation.lines
    given: dict[str, Decimal] = {}
    if sheet.respondent:
        given = dict(sheet.respondent.allocations.values_list("factor", "percent"))
    return [
        {
            "factor": factor,
            "number": number,
            "name": words.factor_name(factor, language),
            "hint": lines[factor].in_(language),
            "value": plain(given.get(factor)),
        }
        for number, factor in enumerate(FACTORS, start=1)
    ]


def plain(number: Decimal | None) -> str:
    """12.50 → "12.5", 20.00 → "20"; a number field takes a point in every language."""
    return "" if number is None else f"{number.normalize():f}"


def comment(sheet: Sheet, factor: Factor) -> str:
    if sheet.respondent is None:
        return ""
    found = sheet.respondent.comments.filter(factor=factor).first()
    return found.text if found else ""


def parts(sheet: Sheet, language: str) -> list[Part]:
    """How much of each page is answered."""
    given = levels_of(sheet)
    by_factor: dict[Factor, list[str]] = {factor: [] for factor in FACTORS}
    for one in asked(sheet.round):
        by_factor[one.factor].append(one.id)
    found = [
        Part(factor, title(factor, language), sum(one in given for one in ids), len(ids))
        for factor, ids in by_factor.items()
    ]
    split = sheet.respondent.allocations.count() == len(FACTORS) if sheet.respondent else False
    says_load = load_of(sheet) is not None
    return [
        *found,
        Part(HOURS, title(HOURS, language), int(split), 1),
        Part(LOAD, title(LOAD, language), int(says_load), 1),
    ]


def first_open(sheet: Sheet, language: str) -> str:
    """The first page that has something unanswered; the last page when there is none."""
    return next((one.step for one in parts(sheet, language) if one.done < one.total), REVIEW)


def read(data: Mapping[str, str], sheet: Sheet, *, whole: bool) -> Given:
    """What a page sent, understood; what makes no sense is as if it had not been sent."""
    bank = load(sheet.round.bank_version)
    return Given(
        levels={
            one.id: LEVELS.get(data[f"s-{one.id}"])
            for one in bank.statements()
            if data.get(f"s-{one.id}") in {*LEVELS, CANNOT_SAY}
        },
        comments={
            factor: data[f"c-{factor}"][:LONGEST_COMMENT]
            for factor in FACTORS
            if f"c-{factor}" in data
        },
        hours=read_hours(data),
        whole=whole,
        load=LEVELS.get(data.get("load", "")),
        no_load=data.get("load") == CANNOT_SAY,
    )


def read_hours(data: Mapping[str, str]) -> dict[Factor, Decimal] | None:
    """The hours of the fields that were filled in; None where the page had no such fields."""
    if not any(f"h-{factor}" in data for factor in FACTORS):
        return None
    found: dict[Factor, Decimal] = {}
    for factor in FACTORS:
        number = as_number(data.get(f"h-{factor}", "").strip() or None)
        if number is not None and 0 <= number < 1_000_000:
            found[factor] = number.quantize(Decimal("0.01"))
    return found


def odd_sum(given: Given) -> Decimal | None:
    """The sum of the hours where it is something other than 100 or nothing."""
    total = sum((given.hours or {}).values(), Decimal(0))
    return total if total not in {Decimal(0), Decimal(100)} else None


def said(round: Round, name: str, language: str, **more: str) -> str:
    """One of the bank's texts about a round, its {braces} filled in."""
    bank = load(round.bank_version)
    text = bank.texts[name].in_(language)
    known = {"organisation": round.workspace.name, "minutes": str(bank.minutes[round.form])}
    return BRACES.sub(lambda found: (known | more)[found[1]], text)
