"""A diagnosis in the reader's language, ready for templates. No figures are made here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import get_language

from virta.assessment.models import Round
from virta.balance import words
from virta.balance.findings import Block, Diagnosis, Estimate, FactorReading, Remedy
from virta.balance.framework import FACTORS, INNER, LINK, Direction, Factor
from virta.flows.diagnosing import Current
from virta.pages.answered import load_of
from virta.people.http import Request
from virta.picture import describe, draw
from virta.records.places import places_of
from virta.report.headline import verdict
from virta.report.model import Language

EASIEST = 3  # remedies shown first


@dataclass(frozen=True, slots=True)
class FactorWords:
    """What is always true of a factor."""

    factor: Factor
    number: int
    name: str
    question: str
    cycle: str  # "inner", "outer" or "link"


@dataclass(frozen=True, slots=True)
class FactorShown:
    """How one factor stands, in words and figures."""

    words: FactorWords
    reading: FactorReading
    state: str
    sentence: str
    before: FactorReading | None
    url: str


@dataclass(frozen=True, slots=True)
class RemedyShown:
    """Something to do, how much work it is, and what it would change."""

    remedy: Remedy
    title: str
    how: str
    block: str
    url: str


@dataclass(frozen=True, slots=True)
class BlockShown:
    """One stumbling block in words."""

    block: Block
    name: str
    sureness: str
    explanation: str
    evidence: list[str]
    collect: list[str]
    remedies: list[RemedyShown]


@dataclass(frozen=True, slots=True)
class FlowShown:
    """One direction of the flow between the cycles."""

    name: str
    share: Estimate | None
    median_days: float | None
    steps: list[tuple[str, Estimate | None, float | None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole diagnosis as a page shows it."""

    diagnosis: Diagnosis
    round: Round
    made_at: datetime
    starts_on: date
    ends_on: date
    is_living: bool
    is_fresh: bool
    sentence: str
    factors: list[FactorShown]
    blocks: list[BlockShown]
    easiest: list[RemedyShown]
    flows: list[FlowShown]
    wide: str
    compact: str
    description: str
    before: Current | None
    load: Estimate | None

    @classmethod
    def of(cls, request: Request, current: Current, before: Current | None) -> "Shown":
        language = spoken()
        links, doing = factor_links(request), doing_links(request)
        diagnosis = current.diagnosis
        earlier = before.diagnosis if before else None
        return cls(
            diagnosis=diagnosis,
            round=current.round,
            made_at=current.made_at,
            starts_on=current.starts_on,
            ends_on=current.ends_on,
            is_living=current.is_living,
            is_fresh=current.is_fresh,
            sentence=verdict(diagnosis, language),
            factors=[
                show_factor(diagnosis.factors[factor], earlier, links, language)
                for factor in FACTORS
            ],
            blocks=[show_block(block, doing, language) for block in diagnosis.blocks],
            easiest=[show_remedy(one, doing, language) for one in diagnosis.easiest[:EASIEST]],
            flows=[show_flow(diagnosis, one, language) for one in Direction],
            wide=draw(diagnosis, language=language, links=links, previous=earlier, title_id="wide"),
            compact=draw(
                diagnosis,
                language=language,
                size="compact",
                links=links,
                previous=earlier,
                title_id="compact",
            ),
            description=describe(diagnosis, language),
            before=before,
            load=load_of(current.round),
        )

    def factor(self, factor: Factor) -> FactorShown:
        return self.factors[FACTORS.index(factor)]

    @property
    def balance_words(self) -> str:
        """Which cycle gets more attention, and how many times more."""
        balance = self.diagnosis.cycles.balance
        if balance is None:
            return ""
        return words.balance_words(balance.value, spoken())

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What the diagnosis rests on: names and sizes of the kinds of evidence there are."""
        named = [(words.count_name(key, spoken()), n) for key, n in self.diagnosis.counts.items()]
        return [(name, n) for name, n in named if name and n]

    def remedies_of(self, factor: Factor) -> list[RemedyShown]:
        """The remedies that concern one factor."""
        return [
            one for block in self.blocks for one in block.remedies if one.remedy.factor == factor
        ]

    @property
    def present(self) -> list[BlockShown]:
        return [one for one in self.blocks if one.block.verdict == "present"]

    @property
    def unknown(self) -> list[BlockShown]:
        return [one for one in self.blocks if one.block.verdict == "unknown"]

    @property
    def absent(self) -> list[BlockShown]:
        return [one for one in self.blocks if one.block.verdict == "absent"]


def spoken() -> Language:
    """The language of this request."""
    return cast("Language", get_language() or "en")


def factor_words(factor: Factor) -> FactorWords:
    language = spoken()
    cycle = "inner" if factor in INNER else "link" if factor == LINK else "outer"
    return FactorWords(
        factor,
        FACTORS.index(factor) + 1,
        words.factor_name(factor, language),
        words.factor_question(factor, language),
        cycle,
    )


def factor_links(request: Request) -> dict[Factor, str]:
    slug = request.workspace.slug
    return {factor: reverse("pages:factor", args=[slug, factor.value]) for factor in FACTORS}


def doing_links(request: Request) -> dict[Factor, str]:
    """Where a remedy of each factor is done: its first place of work, else its own page."""
    found = factor_links(request)
    for factor in FACTORS:
        if places := places_of(request.workspace, factor):
            found[factor] = places[0][1]
    return found


def show_factor(
    reading: FactorReading,
    earlier: Diagnosis | None,
    links: Mapping[Factor, str],
    language: str,
) -> FactorShown:
    return FactorShown(
        words=factor_words(reading.factor),
        reading=reading,
        state=words.state_name(reading.state, language),
        sentence=words.factor_sentence(reading, language),
        before=earlier.factors[reading.factor] if earlier else None,
        url=links[reading.factor],
    )


def show_block(block: Block, links: Mapping[Factor, str], language: str) -> BlockShown:
    return BlockShown(
        block=block,
        name=words.block_name(block.block, language),
        sureness=words.sureness(block, language),
        explanation=words.block_explanation(block.block, language),
        evidence=[words.say(one, language) for one in block.evidence],
        collect=[words.say(one, language) for one in block.collect],
        remedies=[show_remedy(one, links, language) for one in block.remedies],
    )


def show_remedy(remedy: Remedy, links: Mapping[Factor, str], language: str) -> RemedyShown:
    return RemedyShown(
        remedy=remedy,
        title=words.remedy_title(remedy, language),
        how=words.remedy_why(remedy, language),
        block=words.block_name(remedy.block, language),
        url=links[remedy.factor or LINK],
    )


def show_flow(diagnosis: Diagnosis, direction: Direction, language: str) -> FlowShown:
    flow = diagnosis.flow[direction]
    steps: list[Any] = [
        (words.step_name(step.name, language), step.share, step.median_days) for step in flow.steps
    ]
    return FlowShown(words.direction_name(direction, language), flow.share, flow.median_days, steps)
