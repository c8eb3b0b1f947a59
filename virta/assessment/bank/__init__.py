"""The item bank: the questionnaire's words, in English and Finnish, one file a version.

Pure data with a small loader. A round names the version that it is answered with, and that file
stays as it is for good; new words come in a new version.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from virta.balance.framework import FACTORS, Factor

CURRENT = "2026.1"
FORMS = ("full", "short")
FOLDER = Path(__file__).parent


class NoSuchVersion(LookupError):
    """A version of the bank that this installation does not have."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    en: str
    fi: str

    def in_(self, language: str) -> str:
        """The words in `language`: Finnish for "fi" and "fi-…", English for all others."""
        return self.fi if language.partition("-")[0] == "fi" else self.en


@dataclass(frozen=True, slots=True)
class Statement:
    """What a respondent rates 0–5; `levels` describes the six, lowest first."""

    id: str
    factor: Factor
    short: bool
    text: Text
    levels: tuple[Text, ...]
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class FactorPart:
    """What is asked about one factor."""

    factor: Factor
    question: Text
    comment: Text
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How the load is borne; level 5 is the good end, where the work is well within strength."""

    text: Text
    levels: tuple[Text, ...]
    hint: Text


@dataclass(frozen=True, slots=True)
class Allocation:
    """The question that splits 100 hours, and a line on what each factor takes in."""

    title: Text
    text: Text
    hint: Text
    lines: Mapping[Factor, Text]


@dataclass(frozen=True, slots=True)
class Bank:
    """One version of the bank. `texts` are keyed "part.name", such as "reminder.subject"."""

    version: str
    level_names: tuple[Text, ...]
    cannot_say: Text
    minutes: Mapping[str, int]
    """What each form takes, by its name; for {minutes} in the texts."""
    factors: tuple[FactorPart, ...]
    load: Load
    allocation: Allocation
    texts: Mapping[str, Text]

    def statements(self, form: str = "full") -> tuple[Statement, ...]:
        """The statements of a form, "full" or "short", in the framework's order.

        Raises ValueError for any other form.
        """
        if form not in FORMS:
            raise ValueError(f"A form is one of {', '.join(FORMS)}; “{form}” is not.")
        return tuple(
            one for part in self.factors for one in part.statements if one.short or form == "full"
        )

    def statement(self, id: str) -> Statement:
        """The statement with this id. Raises KeyError where the version has none."""
        for one in self.statements():
            if one.id == id:
                return one
        raise KeyError(id)

    def factor(self, factor: Factor | str) -> FactorPart:
        """What is asked about a factor. Raises ValueError for what is no factor."""
        return self.factors[FACTORS.index(Factor(factor))]


def versions() -> tuple[str, ...]:
    """The versions that are here, oldest first."""
    found = [path.stem.split("_") for path in FOLDER.glob("*.toml")]
    return tuple(".".join(parts) for parts in sorted(found, key=lambda one: [int(p) for p in one]))


@cache
def load(version: str) -> Bank:
    """The bank of a version, read once. Raises NoSuchVersion where there is none."""
    if version not in versions():
        raise NoSuchVersion(
            f"There is no item bank {version}; there are {', '.join(versions())}. "
            "Update Virta to the version that the round was made with."
        )
    with (FOLDER / f"{version.replace('.', '_')}.toml").open("rb") as file:
        return bank_of(tomllib.load(file))


def bank_of(data: Mapping[str, Any]) -> Bank:
    parts = {one["slug"]: one for one in data["factors"]}
    return Bank(
        version=data["version"],
        level_names=texts_of(data["level_names"]),
        cannot_say=text_of(data["cannot_say"]),
        minutes=MappingProxyType(data["minutes"]),
        factors=tuple(part_of(factor, parts[factor]) for factor in FACTORS),
        load=Load(
            text_of(data["load"]["text"]),
            texts_of(data["load"]["levels"]),
            text_of(data["load"]["hint"]),
        ),
        allocation=allocation_of(data["allocation"]),
        texts=MappingProxyType(
            {
                f"{part}.{name}": text_of(both)
                for part, names in data["texts"].items()
                for name, both in names.items()
            }
        ),
    )


def part_of(factor: Factor, data: Mapping[str, Any]) -> FactorPart:
    return FactorPart(
        factor,
        text_of(data["question"]),
        text_of(data["comment"]),
        tuple(statement_of(factor, one) for one in data["statements"]),
    )


def statement_of(factor: Factor, data: Mapping[str, Any]) -> Statement:
    return Statement(
        id=data["id"],
        factor=factor,
        short=data.get("short", False),
        text=text_of(data["text"]),
        levels=texts_of(data["levels"]),
        hint=text_of(data["hint"]) if "hint" in data else None,
    )


def allocation_of(data: Mapping[str, Any]) -> Allocation:
    return Allocation(
        text_of(data["title"]),
        text_of(data["text"]),
        text_of(data["hint"]),
        MappingProxyType({factor: text_of(data["lines"][factor]) for factor in FACTORS}),
    )


def texts_of(data: list[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(text_of(one) for one in data)


def text_of(data: Mapping[str, str]) -> Text:
    return Text(data["en"].strip(), data["fi"].strip())
