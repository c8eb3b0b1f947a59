"""What a report is made from: a diagnosis, and whatever else is known. Everything else is optional."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from virta.balance.findings import Diagnosis, Estimate
from virta.balance.framework import Factor

Language = Literal["en", "fi"]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How one group of respondents rates each factor, 0-5.

    `mark` is "merged" where small groups were put together and "suppressed" where a group is too
    small to be shown; then `levels` is empty. A factor that nobody rated is None or left out.
    """

    name: str
    n: int  # respondents
    levels: Mapping[Factor, Estimate | None]
    mark: Literal["", "merged", "suppressed"] = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """What an outside assessor saw: the statement it bears on, a level, a note and where it was seen."""

    statement: str
    factor: Factor | None = None
    level: int | None = None  # 0-5
    note: str = ""
    source: str = ""  # an address on the web, or any text


@dataclass(frozen=True, slots=True)
class Report:
    """All that one report says. Figures that are not known are None or empty, never zero."""

    diagnosis: Diagnosis
    language: Language
    organisation: str  # as it should read on the report
    made_on: date | None = None  # None: the report bears no day of its making
    title: str = ""  # empty: the report's usual title
    groups: tuple[GroupRow, ...] = ()
    previous: Diagnosis | None = None
    load: Estimate | None = None  # how the load is borne, 0-5, 5 = well; n = respondents
    comments_count: int | None = None
    observations: tuple[Observation, ...] = ()
    example: bool = False  # a fictional organisation: said on every page
    author: str = ""  # who made the assessment: name, organisation
    method_notes: tuple[str, ...] = ()


def from_diagnosis(diagnosis: Diagnosis, language: Language) -> Report:
    """A report of a diagnosis alone, as `virta diagnose --report` makes it.

    It bears no day of its making, so that the same evidence makes the same file, byte for byte.
    """
    return Report(diagnosis=diagnosis, language=language, organisation=diagnosis.organisation)
