"""What a diagnosis says. `Diagnosis.to_dict` is the contract of `virta diagnose --json`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from virta.balance.framework import BlockName, Direction, Factor
from virta.balance.trouble import Trouble

Verdict = Literal["present", "absent", "unknown"]
State = Literal["missing", "starved", "in balance", "overweight", "unknown"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 90 % interval and the number of cases it rests on."""

    value: float
    low: float
    high: float
    n: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement in words, kept as a key and its figures so that it can be said in any language.

    `virta.balance.words.say(sentence, language)` makes the text.
    """

    key: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactorReading:
    """How one factor stands. None where there is no evidence."""

    factor: Factor
    share: Estimate | None  # of the effort, 0-1
    relative: Estimate | None  # share / reference, the eight averaging 1
    maturity: Estimate | None  # 0-5
    state: State
    spread: float | None = None  # standard deviation of answers, in levels
    reference: float = 0.125  # the share a balanced organisation of this kind would give it


@dataclass(frozen=True, slots=True)
class Cycles:
    """The two cycles against each other; positive when the strategy cycle has more."""

    balance: Estimate | None  # natural log of the ratio of geometric means
    maturity_difference: Estimate | None  # inner minus outer, in levels
    spread: Estimate | None = None  # of the eight maturities: how far from side by side, in levels


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow: how many go on, and how long it usually takes."""

    name: str  # "post_activity", "activity_objective", "insight_decision", "decision_change", ...
    share: Estimate | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """How much of one cycle's work reaches the other."""

    direction: Direction
    share: Estimate | None
    median_days: float | None
    steps: tuple[Step, ...] = ()
    source: Literal["trace", "samples", "both", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to do about a block, with what doing it would change.

    `before` and `after` are the block's probability now and in a diagnosis of the evidence as it
    would be; `effect` is their difference (positive is better); `gain_per_hour` ranks remedies.
    """

    key: str  # in the catalogue of virta.balance.remedies
    block: BlockName
    factor: Factor | None
    effort_hours: float
    before: float
    after: float
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def effect(self) -> float:
        return self.before - self.after

    @property
    def gain_per_hour(self) -> float:
        return self.effect / self.effort_hours


@dataclass(frozen=True, slots=True)
class Block:
    """One stumbling block: is it there, how sure is that, and why."""

    block: BlockName
    verdict: Verdict
    probability: float | None  # None only where there is no evidence at all
    factors: tuple[Factor, ...] = ()
    cycle: Literal["inner", "outer"] | None = None
    direction: tuple[Direction, ...] | None = None
    extent: Literal["partly", "fully"] | None = None
    evidence: tuple[Sentence, ...] = ()
    collect: tuple[Sentence, ...] = ()  # what evidence would settle an "unknown"
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that the evidence of one organisation says about its balance."""

    organisation: str
    start: str  # ISO dates
    end: str
    factors: Mapping[Factor, FactorReading]
    cycles: Cycles
    flow: Mapping[Direction, Flow]
    blocks: tuple[Block, ...]  # always the four, in the framework's order
    counts: Mapping[str, int]  # sizes of the evidence: respondents, answers, weeks, posts, ...
    warnings: tuple[Trouble | str, ...] = ()  # `virta.balance.trouble.warning_text` says them

    def block(self, name: BlockName) -> Block:
        return next(block for block in self.blocks if block.block == name)

    @property
    def easiest(self) -> tuple[Remedy, ...]:
        """The remedies of every present block, most gain per hour first, one of a kind."""
        ranked = sorted(
            (
                remedy
                for block in self.blocks
                for remedy in block.remedies
                if block.verdict != "absent"
            ),
            key=lambda remedy: remedy.gain_per_hour,
            reverse=True,
        )
        first: dict[str, Remedy] = {}
        for remedy in ranked:
            first.setdefault(remedy.key, remedy)
        return tuple(first.values())
