"""What a diagnosis rests on: answers, allocations, effort, and the trace of items and links.

Everything is held in columns (numpy arrays of one length), so that a million answers stay small.
`virta.balance.reading` makes an `Evidence` from the exchange format `virta-evidence/1`.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from virta.balance.framework import Factor
from virta.balance.trouble import Trouble

Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]

NOBODY_KNOWS = -1
"""The level of an "I can't say", and the factor of an item that has none."""


def no_codes() -> Codes:
    return np.empty(0, dtype=np.int32)


def no_numbers() -> Numbers:
    return np.empty(0, dtype=np.float64)


@dataclass(slots=True)
class Answers:
    """Ratings of statements, one row an answer. `factor` counts from 0 in the order of FACTORS."""

    respondent: Codes = field(default_factory=no_codes)  # index into `respondents`
    group: Codes = field(default_factory=no_codes)  # index into `groups`
    factor: Codes = field(default_factory=no_codes)
    item: Codes = field(default_factory=no_codes)  # index into `items`
    level: Codes = field(default_factory=no_codes)  # 0-5, or NOBODY_KNOWS
    respondents: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.level)


@dataclass(slots=True)
class Allocations:
    """How respondents split 100 hours, one row a respondent and factor; percents as given."""

    respondent: Codes = field(default_factory=no_codes)  # index into `respondents`
    factor: Codes = field(default_factory=no_codes)
    percent: Numbers = field(default_factory=no_numbers)
    respondents: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.percent)


@dataclass(slots=True)
class Effort:
    """Hours per week and factor; several rows for one week and factor add up.

    A week and factor without a row were not recorded; a row of 0 hours says nothing was done.
    """

    week: Codes = field(default_factory=no_codes)  # day as in date.toordinal()
    factor: Codes = field(default_factory=no_codes)
    hours: Numbers = field(default_factory=no_numbers)

    def __len__(self) -> int:
        return len(self.hours)


@dataclass(slots=True)
class Trace:
    """Items of work and the links between them. Times are days since 1970-01-01 in UTC."""

    kind: Codes = field(default_factory=no_codes)  # index into KINDS
    factor: Codes = field(default_factory=no_codes)  # or NOBODY_KNOWS
    at: Numbers = field(default_factory=no_numbers)
    source: Codes = field(default_factory=no_codes)  # of each link, the item it runs from
    target: Codes = field(default_factory=no_codes)  # of each link, the item it runs to
    linked_at: Numbers = field(default_factory=no_numbers)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Sample:
    """An assessor's count: of `seen` posts (or insights and findings), `reached` got there."""

    flow: str  # a Direction
    seen: int
    reached: int


@dataclass(slots=True)
class Evidence:
    """All that is known of one organisation over one period (`end` is its last day)."""

    organisation: str
    start: date
    end: date
    reference: dict[Factor, float] | None = None  # None: the framework's own
    answers: Answers = field(default_factory=Answers)
    allocations: Allocations = field(default_factory=Allocations)
    effort: Effort = field(default_factory=Effort)
    samples: list[Sample] = field(default_factory=list)
    trace: Trace = field(default_factory=Trace)
    covers: frozenset[str] | None = None  # None with items: every kind was looked for
    warnings: list[Trouble | str] = field(default_factory=list)
