"""How much of one cycle's work reaches the other, from the trace of work and from samples.

An item counts in the share shown once it has had 30 days to get somewhere before the period's end;
a younger one counts only if it has arrived. Counting only those that arrived would flatter, so for
the probability and the interval a younger one that has not counts by the chance that it would have
by now (`virta.balance.arriving`).
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from virta.balance.arriving import DAYS_TO_ARRIVE, Waiting, share_of, up_to, worth
from virta.balance.evidence import Evidence, Trace
from virta.balance.findings import Estimate, Flow, Step
from virta.balance.framework import KINDS, Direction
from virta.balance.special import betaincinv

Source = Literal["trace", "samples", "both", "none"]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

FEWEST = 5  # items of a direction, or what is worth as many, below which it cannot be judged
EPOCH = 719_163  # date(1970, 1, 1).toordinal()
CODE = {kind: code for code, kind in enumerate(KINDS)}
MIDDLE = {Direction.TO_EXECUTION: 0.40, Direction.TO_STRATEGY: 0.21}
SOURCES = {
    Direction.TO_EXECUTION: ("post", "reply"),
    Direction.TO_STRATEGY: ("insight", "finding"),
}
NEXT = {Direction.TO_EXECUTION: ("activity",), Direction.TO_STRATEGY: ("decision",)}


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the items that can be shown, how many reached; and what became of all there are."""

    seen: int = 0
    reached: int = 0
    waiting: Waiting = field(default_factory=Waiting)

    def with_samples(self, seen: int, reached: int) -> "Counted":
        """These and what an assessor counted."""
        waiting = replace(
            self.waiting,
            arrived=self.waiting.arrived + reached,
            stuck=self.waiting.stuck + seen - reached,
        )
        return Counted(self.seen + seen, self.reached + reached, waiting)


@dataclass(frozen=True, slots=True)
class FlowReading:
    """One direction: what is shown, and the probability that it is blocked (None: cannot be judged)."""

    flow: Flow
    probability: float | None
    counted: Counted
    covered: bool


def read_flows(evidence: Evidence) -> dict[Direction, FlowReading]:
    """Both directions."""
    arrived = Arrivals.of(evidence) if len(evidence.trace) else None
    return {direction: read_flow(evidence, direction, arrived) for direction in Direction}


def read_flow(evidence: Evidence, direction: Direction, arrivals: "Arrivals | None") -> FlowReading:
    covered = arrivals is not None and is_covered(evidence, direction)
    traced = arrivals.counted(*SOURCES[direction]) if arrivals and covered else Counted()
    samples = [one for one in evidence.samples if one.flow == direction]
    seen = sum(one.seen for one in samples)
    total = traced.with_samples(seen, sum(one.reached for one in samples))
    steps, days = (
        (arrivals.steps(direction), arrivals.median_days(direction))
        if arrivals and covered
        else ((), None)
    )
    source: Source = (
        "both"
        if traced.seen and seen
        else "trace"
        if traced.seen
        else "samples"
        if seen
        else "none"
    )
    flow = Flow(direction, shown(total, direction), days, steps, source)
    return FlowReading(flow, blocked(total, direction), total, covered)


def is_covered(evidence: Evidence, direction: Direction) -> bool:
    """Whether the kinds that this flow needs were looked for."""
    if evidence.covers is None:
        return True
    return {*SOURCES[direction], *NEXT[direction]} <= evidence.covers


def blocked(counted: Counted, direction: Direction) -> float | None:
    """P(true share ≤ middle) under a flat prior; None where the items are worth under FEWEST."""
    if worth(counted.waiting, direction) < FEWEST:
        return None
    return up_to(counted.waiting, direction, MIDDLE[direction])


def shown(counted: Counted, direction: Direction) -> Estimate | None:
    """The share of those that count, with an interval that knows of those that wait."""
    plain = proportion(counted.reached, counted.seen)
    if plain is None or not len(counted.waiting.ages):
        return plain
    share = share_of(counted.waiting, direction)
    low, high = min(share.at(0.05), plain.value), max(share.at(0.95), plain.value)
    return replace(plain, low=low, high=high)


def proportion(reached: int, seen: int) -> Estimate | None:
    """A share with its 90 % interval (Jeffreys; Brown, Cai and DasGupta 2001)."""
    if not seen:
        return None
    low = float(betaincinv(reached + 0.5, seen - reached + 0.5, 0.05)) if reached else 0.0
    high = float(betaincinv(reached + 0.5, seen - reached + 0.5, 0.95)) if reached < seen else 1.0
    return Estimate(reached / seen, low, high, seen)


@dataclass(slots=True)
class Arrivals:
    """For every item of the trace, when it first went on to each kind that follows it."""

    trace: Trace
    start: float
    end: float  # the first moment after the period
    inside: Flags

    @classmethod
    def of(cls, evidence: Evidence) -> "Arrivals":
        start = float(evidence.start.toordinal() - EPOCH)
        end = float(evidence.end.toordinal() - EPOCH + 1)
        at = evidence.trace.at
        return cls(evidence.trace, start, end, (at >= start) & (at < end))

    def first_link(self, kinds: tuple[str, ...], onto: str) -> Floats:
        """For every item, the time of its first link to a thing of that kind before the end; else inf."""
        trace = self.trace
        codes = [CODE[kind] for kind in kinds]
        fitting = (
            np.isin(trace.kind[trace.source], codes)
            & (trace.kind[trace.target] == CODE[onto])
            & (trace.linked_at < self.end)
        )
        first = np.full(len(trace), np.inf)
        np.minimum.at(first, trace.source[fitting], trace.linked_at[fitting])
        return first

    def of_kinds(self, kinds: tuple[str, ...]) -> Flags:
        return np.isin(self.trace.kind, [CODE[kind] for kind in kinds]) & self.inside

    def counted(self, *kinds: str, onto: str | None = None) -> Counted:
        """Items of these kinds: judged and reached, with the younger ones and without."""
        target = onto or ("activity" if "post" in kinds else "decision")
        first = self.first_link(kinds, target)
        reached = np.isfinite(first)
        mine = self.of_kinds(kinds)
        old = mine & (self.trace.at <= self.end - DAYS_TO_ARRIVE)
        arrived, young = mine & reached, mine & ~old & ~reached
        waiting = Waiting(
            int(arrived.sum()),
            int((old & ~reached).sum()),
            (first - self.trace.at)[arrived],
            (self.end - self.trace.at)[young],
        )
        return Counted(int((old | arrived).sum()), waiting.arrived, waiting)

    def steps(self, direction: Direction) -> tuple[Step, ...]:
        """Each step of the flow with its share and its usual time."""
        if direction == Direction.TO_EXECUTION:
            return (
                self.step("post_activity", ("post", "reply"), "activity"),
                self.through(),
                self.step("activity_objective", ("activity",), "objective"),
            )
        return (
            self.step("insight_decision", ("insight", "finding"), "decision"),
            self.step("decision_change", ("decision",), "change"),
        )

    def step(self, name: str, kinds: tuple[str, ...], onto: str) -> Step:
        counted = self.counted(*kinds, onto=onto)
        return Step(name, proportion(counted.reached, counted.seen), self.days(kinds, onto))

    def through(self) -> Step:
        """Posts and replies that trace on, by way of an activity, to an objective."""
        trace = self.trace
        served = np.isfinite(self.first_link(("activity",), "objective"))
        posts = np.isin(trace.kind[trace.source], [CODE["post"], CODE["reply"]])
        good = posts & served[trace.target] & (trace.linked_at < self.end)
        reached = np.zeros(len(trace), dtype=bool)
        reached[trace.source[good]] = True
        mine = self.of_kinds(("post", "reply"))
        judged = mine & ((trace.at <= self.end - DAYS_TO_ARRIVE) | reached)
        return Step(
            "post_objective", proportion(int((judged & reached).sum()), int(judged.sum())), None
        )

    def days(self, kinds: tuple[str, ...], onto: str) -> float | None:
        """The median days from an item to its link, over those that arrived."""
        first = self.first_link(kinds, onto)
        arrived = self.of_kinds(kinds) & np.isfinite(first)
        if not arrived.any():
            return None
        return round(float(np.median(np.maximum(first[arrived] - self.trace.at[arrived], 0))), 1)

    def median_days(self, direction: Direction) -> float | None:
        if direction == Direction.TO_STRATEGY:
            return self.days(("insight", "finding"), "decision")
        return self.days_to_first_post()

    def days_to_first_post(self) -> float | None:
        """From an activity's start to the first post or reply that traces to it."""
        trace = self.trace
        posts = np.isin(trace.kind[trace.source], [CODE["post"], CODE["reply"]])
        fitting = posts & (trace.kind[trace.target] == CODE["activity"])
        fitting &= self.inside[trace.target]
        first = np.full(len(trace), np.inf)
        np.minimum.at(first, trace.target[fitting], trace.at[trace.source[fitting]])
        begun = np.isfinite(first)
        if not begun.any():
            return None
        return round(float(np.median(np.maximum(first[begun] - trace.at[begun], 0))), 1)
