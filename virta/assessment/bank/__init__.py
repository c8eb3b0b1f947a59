"""The item bank: what the questionnaire says, in every version that a round may have been asked with.

One folder is one version and is never edited after a round has used it: answers are only
comparable while the words stay the same. A change of words is a new folder and a new `CURRENT`.
Each folder holds one TOML per factor and `common.toml`. Plain Python, without Django.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from virta.balance.framework import FACTORS, Factor

CURRENT = "2026.1"
"""The version that new rounds are asked with."""

FORMS = ("full", "short")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    en: str
    fi: str

    def in_(self, language: str) -> str:
        """The words in `language` ("fi", "fi-FI", "en", ...); English where there is no Finnish."""
        return self.fi if language.lower().split("-")[0] == "fi" else self.en


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about a factor; `levels[n]` describes level n, from 0 to 5."""

    id: str
    factor: Factor
    short: bool
    text: Text
    levels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A factor's page: its question, its line in the split of 100 hours, and its statements."""

    factor: Factor
    lead: Text
    about: Text
    comment: Text
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How the work is borne; `levels[n]` describes n, 0 unbearable to 5 borne well."""

    text: Text
    levels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """One version of the questionnaire, its sections in the framework's order."""

    version: str
    sections: tuple[Section, ...]
    load: Load
    texts: Mapping[str, Text]

    def statements(self, form: str = "full") -> tuple[Statement, ...]:
        """The statements of a form, "full" or "short"; ValueError for any other."""
        if form not in FORMS:
            raise ValueError(f"There is no form “{form}”. The forms are: {', '.join(FORMS)}.")
        every = (statement for section in self.sections for statement in section.statements)
        return tuple(statement for statement in every if form == "full" or statement.short)

    def statement(self, id: str) -> Statement:
        """The statement with this id, such as "listening.2"; KeyError where there is none."""
        for statement in self.statements():
            if statement.id == id:
                return statement
        raise KeyError(f"Version {self.version} of the questionnaire has no statement “{id}”.")

    def section(self, factor: Factor) -> Section:
        """The section of a factor."""
        return self.sections[FACTORS.index(factor)]


@lru_cache(maxsize=8)
def load(version: str) -> Bank:
    """The bank of a version; ValueError, with the versions there are, for an unknown one."""
    if version not in versions():
        known = ", ".join(versions())
        raise ValueError(
            f"There is no version “{version}” of the questionnaire. The versions are: {known}."
        )
    folder = _HERE / _folder(version)
    common = _toml(folder / "common.toml")
    return Bank(
        version=version,
        sections=tuple(_section(factor, _toml(folder / f"{factor}.toml")) for factor in FACTORS),
        load=Load(_text(common["load"]["text"]), _levels(common["load"]["levels"])),
        texts=MappingProxyType({key: _text(raw) for key, raw in common["texts"].items()}),
    )


def versions() -> tuple[str, ...]:
    """The versions in the bank, oldest first."""
    numbers = (path.name[1:].split("_") for path in _HERE.glob("v*_*") if path.is_dir())
    ordered = sorted((int(year), int(number)) for year, number in numbers)
    return tuple(f"{year}.{number}" for year, number in ordered)


def _folder(version: str) -> str:
    return "v" + version.replace(".", "_")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _text(raw: dict[str, str]) -> Text:
    return Text(en=raw["en"].strip(), fi=raw["fi"].strip())


def _levels(raw: dict[str, list[str]]) -> tuple[Text, ...]:
    return tuple(Text(en=en, fi=fi) for en, fi in zip(raw["en"], raw["fi"], strict=True))


def _section(factor: Factor, raw: dict[str, Any]) -> Section:
    return Section(
        factor=factor,
        lead=_text(raw["lead"]),
        about=_text(raw["about"]),
        comment=_text(raw["comment"]),
        statements=tuple(_statement(factor, one) for one in raw["statements"]),
    )


def _statement(factor: Factor, raw: dict[str, Any]) -> Statement:
    return Statement(
        id=raw["id"],
        factor=factor,
        short=raw["short"],
        text=_text(raw["text"]),
        levels=_levels(raw["levels"]),
    )
