"""A documented simulator of organisations, written from the framework's definitions.

A true state is drawn first (shares, maturities, flows), then what people and systems would record
of it, with the noise the framework names: respondents differ by about half a level and each has
their own leniency, weekly hours vary by a factor of two, some weeks go unrecorded, a recent
insight has not had time to be decided on. The tests, the accuracy benchmark and the demo use it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from virta.balance.framework import FACTORS, REFERENCE, BlockName, Direction, Factor

Floats = NDArray[np.float64]
Label = Literal["there", "not there", "grey"]
SIZE = len(FACTORS)
SHARES = np.array([REFERENCE[factor] for factor in FACTORS])
INNER, OUTER = slice(0, 4), slice(4, 7)


@dataclass(frozen=True, slots=True)
class Noise:
    """How much of the state is recorded, and how well."""

    respondents: int = 20
    statements: int = 4  # a factor
    answer: float = 0.5  # levels: how answers scatter
    leniency: float = 0.35  # levels: how respondents differ as persons
    difficulty: float = 0.15  # levels: how statements of one factor differ
    cannot_say: float = 0.05  # share of answers that are "I can't say"
    unanswered: float = 0.0  # share of answers that are not there
    allocation: float = 0.45  # of the logarithm, for one respondent's split
    weeks: int = 26
    hours: float = 40.0  # a week, all factors together
    hours_scatter: float = 0.69  # of the logarithm: a factor of two
    season: float = 0.25  # of the logarithm, common to a week's factors
    unrecorded: float = 0.1  # share of weeks
    unrecorded_cells: float = 0.0  # share of single week-and-factor cells
    posts: int = 120
    insights: int = 40
    activities: int = 12
    delay: float = 9.0  # median days from an insight to its decision


@dataclass(frozen=True, slots=True)
class Truth:
    """An organisation's true state."""

    shares: Floats
    maturity: Floats
    to_execution: float
    to_strategy: float

    @property
    def r(self) -> Floats:
        ratio = self.shares / SHARES
        return np.asarray(ratio / ratio.mean())

    @property
    def heaviness(self) -> float:
        ordered = np.sort(self.r)
        return float(ordered[-1] / np.median(ordered[:-1]))

    @property
    def cycle_ratio(self) -> float:
        """Geometric mean of r in the inner cycle over that in the outer one, r floored at 0.1."""
        logs = np.log(np.maximum(self.r, 0.1))
        return float(np.exp(logs[INNER].mean() - logs[OUTER].mean()))

    def labels(self) -> dict[BlockName, Label]:
        """Which blocks are really there, really not, or in the grey zone (framework)."""
        apart = max(self.cycle_ratio, 1 / self.cycle_ratio)
        heaviest = self.shares[int(np.argmax(self.r))]
        return {
            BlockName.MISSING_FACTOR: label(
                bool(((self.shares <= 0.012) & (self.maturity <= 0.8)).any()),
                bool(((self.shares > 0.02) & (self.maturity > 1.2)).all()),
            ),
            BlockName.OVERWEIGHT_FACTOR: label(
                self.heaviness >= 4.5 and heaviest >= 0.35, self.heaviness <= 2.2
            ),
            BlockName.ONE_CYCLE: label(apart >= 4, apart <= 1.7),
            BlockName.BLOCKED_FLOW: label(
                self.to_execution <= 0.25 or self.to_strategy <= 0.10,
                self.to_execution >= 0.65 and self.to_strategy >= 0.45,
            ),
        }

    def beyond(self) -> dict[BlockName, bool]:
        """Which blocks lie beyond the middle of the grey zone."""
        apart = max(self.cycle_ratio, 1 / self.cycle_ratio)
        heaviest = self.shares[int(np.argmax(self.r))]
        return {
            BlockName.MISSING_FACTOR: bool(
                ((self.shares <= 0.0155) & (self.maturity <= 1.0)).any()
            ),
            BlockName.OVERWEIGHT_FACTOR: self.heaviness >= 3.15 and heaviest >= 0.28,
            BlockName.ONE_CYCLE: apart >= 2.6,
            BlockName.BLOCKED_FLOW: self.to_execution <= 0.40 or self.to_strategy <= 0.21,
        }

    @property
    def missing(self) -> set[Factor]:
        low = (self.shares <= 0.0155) & (self.maturity <= 1.0)
        return {factor for factor, is_low in zip(FACTORS, low, strict=True) if is_low}

    @property
    def heaviest(self) -> Factor:
        return FACTORS[int(np.argmax(self.r))]

    @property
    def cycle(self) -> str:
        return "inner" if self.cycle_ratio >= 1 else "outer"

    @property
    def stopped(self) -> set[Direction]:
        flows = {
            Direction.TO_EXECUTION: self.to_execution <= 0.40,
            Direction.TO_STRATEGY: self.to_strategy <= 0.21,
        }
        return {direction for direction, is_stopped in flows.items() if is_stopped}


def label(there: bool, not_there: bool) -> Label:
    return "there" if there else "not there" if not_there else "grey"


def draw_truth(rng: np.random.Generator, blocks: frozenset[BlockName] = frozenset()) -> Truth:
    """A state in which these blocks are meant to be there, and the others are left to chance near soundness."""
    logs = np.log(SHARES) + rng.normal(0, rng.uniform(0.1, 0.4), SIZE)
    maturity = np.clip(rng.normal(rng.uniform(1.8, 3.8), 0.6, SIZE), 0.1, 4.9)
    to_execution, to_strategy = rng.uniform(0.6, 0.95), rng.uniform(0.4, 0.85)
    if BlockName.ONE_CYCLE in blocks:
        push = np.log(rng.uniform(2.0, 8.0)) * rng.choice([-1, 1])
        logs[INNER] += push / 2
        logs[OUTER] -= push / 2
    if BlockName.OVERWEIGHT_FACTOR in blocks:
        heavy = rng.choice(SIZE, p=SHARES / SHARES.sum())
        logs[heavy] = max(logs[heavy], np.log(SHARES[heavy])) + np.log(rng.uniform(2.5, 9.0))
    if BlockName.BLOCKED_FLOW in blocks:
        which = rng.integers(3)
        to_execution = rng.uniform(0.0, 0.4) if which != 1 else to_execution
        to_strategy = rng.uniform(0.0, 0.2) if which != 0 else to_strategy
    shares = np.exp(logs) / np.exp(logs).sum()
    if BlockName.MISSING_FACTOR in blocks:
        for gone in rng.choice(SIZE, rng.choice([1, 1, 2]), replace=False):
            shares[gone] = rng.uniform(0.0, 0.018)
            maturity[gone] = rng.uniform(0.0, 1.1)
        shares = shares / shares.sum()
    return Truth(shares, maturity, float(to_execution), float(to_strategy))


def simulate(
    seed: int,
    *,
    blocks: frozenset[BlockName] = frozenset(),
    noise: Noise | None = None,
    truth: Truth | None = None,
    kinds: frozenset[str] = frozenset({"answers", "allocations", "effort", "items"}),
    start: date = date(2026, 1, 5),
) -> tuple[dict[str, Any], Truth]:
    """One organisation: its evidence bundle (virta-evidence/1) and its true state."""
    rng = np.random.default_rng(seed)
    truth = truth or draw_truth(rng, blocks)
    noise = noise or Noise()
    end = start + timedelta(weeks=noise.weeks) - timedelta(days=1)
    bundle: dict[str, Any] = {
        "format": "virta-evidence/1",
        "organisation": f"Organisation {seed}",
        "period": {"start": start.isoformat(), "end": end.isoformat()},
    }
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "answers": lambda: {"answers": answers(rng, truth, noise)},
        "allocations": lambda: {"allocations": allocations(rng, truth, noise)},
        "effort": lambda: {"effort": effort(rng, truth, noise, start)},
        "items": lambda: Trace(rng, truth, noise, start, end).bundle(),
        "samples": lambda: {"samples": samples(rng, truth, noise)},
    }
    for kind, make in makers.items():
        if kind in kinds:
            bundle |= make()
    return bundle, truth


GROUPS = ("leaders", "team", "team", "staff", "staff", "staff", "outside")


def answers(rng: np.random.Generator, truth: Truth, noise: Noise) -> list[dict[str, Any]]:
    """Levels 0-5 for every statement, from people who differ."""
    difficulty = rng.normal(0, noise.difficulty, (SIZE, noise.statements))
    rows = []
    for who in range(noise.respondents):
        lenient = rng.normal(0, noise.leniency)
        seen = truth.maturity[:, None] + difficulty + lenient
        seen = seen + rng.normal(0, noise.answer, seen.shape)
        for at, factor in enumerate(FACTORS):
            for statement in range(noise.statements):
                if rng.random() < noise.unanswered:
                    continue
                cannot = rng.random() < noise.cannot_say
                level = int(np.clip(np.rint(seen[at, statement]), 0, 5))
                rows.append(
                    {
                        "respondent": f"r{who:04d}",
                        "group": GROUPS[who % len(GROUPS)],
                        "factor": factor.value,
                        "item": f"{factor}.{statement + 1}",
                        "level": None if cannot else level,
                    }
                )
    return rows


def allocations(rng: np.random.Generator, truth: Truth, noise: Noise) -> list[dict[str, Any]]:
    """How each respondent splits 100 hours, in whole percents."""
    rows = []
    for who in range(noise.respondents):
        guess = truth.shares * np.exp(rng.normal(0, noise.allocation, SIZE))
        percents = np.rint(100 * guess / guess.sum())
        rows += [
            {"respondent": f"r{who:04d}", "factor": factor.value, "percent": float(percent)}
            for factor, percent in zip(FACTORS, percents, strict=True)
        ]
    return rows


def effort(
    rng: np.random.Generator, truth: Truth, noise: Noise, start: date
) -> list[dict[str, Any]]:
    """Hours a week and factor, in quarters; unrecorded weeks and cells have no row."""
    rows = []
    for week in range(noise.weeks):
        if rng.random() < noise.unrecorded:
            continue
        total = noise.hours * np.exp(rng.normal(0, noise.season))
        hours = total * truth.shares * np.exp(rng.normal(0, noise.hours_scatter, SIZE))
        rows += [
            {
                "week": (start + timedelta(weeks=week)).isoformat(),
                "factor": factor.value,
                "hours": float(np.rint(4 * hour) / 4),
            }
            for factor, hour in zip(FACTORS, hours, strict=True)
            if rng.random() >= noise.unrecorded_cells
        ]
    return rows


def samples(rng: np.random.Generator, truth: Truth, noise: Noise) -> list[dict[str, Any]]:
    """An assessor's counts."""
    posts, insights = max(noise.posts // 3, 1), max(noise.insights, 1)
    return [
        {
            "flow": "to_execution",
            "seen": posts,
            "reached": int(rng.binomial(posts, truth.to_execution)),
        },
        {
            "flow": "to_strategy",
            "seen": insights,
            "reached": int(rng.binomial(insights, truth.to_strategy)),
        },
    ]


@dataclass(slots=True)
class Trace:
    """The trace of work: items over the period, and the links that the flows let arise."""

    rng: np.random.Generator
    truth: Truth
    noise: Noise
    start: date
    end: date
    items: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    def bundle(self) -> dict[str, Any]:
        objectives = [self.item("objective", "objectives", 0.0) for _ in range(3)]
        channels = [self.item("channel", "audiences", 0.0) for _ in range(3)]
        begun = np.sort(self.rng.uniform(0, 0.7, self.noise.activities)) * self.days
        activities = [self.item("activity", "activities", float(day)) for day in begun]
        for number, activity in enumerate(activities):
            self.link(activity, objectives[number % len(objectives)], float(begun[number]))
        self.assign(activities)
        self.write_posts(activities, begun)
        self.hear()
        return {"items": self.items, "links": self.links} if channels else {}

    @property
    def days(self) -> float:
        return float((self.end - self.start).days + 1)

    def when(self, day: float) -> str:
        begin = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC)
        return (begin + timedelta(days=day)).isoformat(timespec="seconds").replace("+00:00", "Z")

    def item(self, kind: str, factor: str, day: float) -> str:
        name = f"{kind}-{len(self.items) + 1}"
        self.items.append({"id": name, "kind": kind, "factor": factor, "at": self.when(day)})
        return name

    def link(self, source: str, target: str, day: float) -> None:
        self.links.append({"from": source, "to": target, "at": self.when(day)})

    def assign(self, activities: list[str]) -> None:
        for _ in activities[::2]:
            self.item("assignment", "ownership", float(self.rng.uniform(0, self.days / 2)))

    def write_posts(self, activities: list[str], begun: Floats) -> None:
        """Posts and replies; those that trace belong to an activity that has begun."""
        for day in np.sort(self.rng.uniform(0, self.days, self.noise.posts)):
            post = self.item(
                "post" if self.rng.random() < 0.7 else "reply", "engagement", float(day)
            )
            running = np.flatnonzero(begun <= day)
            if self.rng.random() < self.truth.to_execution and len(activities):
                at = int(self.rng.choice(running)) if len(running) else 0
                self.link(post, activities[at], float(day))

    def hear(self) -> None:
        """Insights and findings; those that reach a decision do so after a delay, if there is time."""
        for day in np.sort(self.rng.uniform(0, self.days, self.noise.insights)):
            kind, factor = (
                ("insight", "listening") if self.rng.random() < 0.6 else ("finding", "measurement")
            )
            heard = self.item(kind, factor, float(day))
            decided = float(day + self.noise.delay * np.exp(self.rng.normal(0, 0.5)))
            if self.rng.random() >= self.truth.to_strategy or decided >= self.days:
                continue
            decision = self.item("decision", "learning", decided)
            self.link(heard, decision, decided)
            if self.rng.random() < 0.7:
                changed = min(decided + float(self.rng.exponential(6)), self.days - 0.01)
                change = self.item("change", "activities", changed)
                self.link(decision, change, changed)


SPARSE = Noise(respondents=4, unanswered=1 / 3, unrecorded=0.5, posts=40, insights=12, activities=6)
"""Few people, a third of answers missing, half of the weeks unrecorded, a dozen insights."""


def story(seed: int = 2, *, start: date = date(2026, 1, 5)) -> dict[str, Any]:
    """The half-year of the demo's organisation: it listens and answers much, and learns little.

    Seed 1 is the half-year before; in between it got better at ownership and no better at learning.
    """
    first = Truth(
        shares=np.array([0.05, 0.07, 0.15, 0.03, 0.21, 0.37, 0.11, 0.01]),
        maturity=np.array([2.6, 2.9, 3.3, 1.4, 3.4, 3.8, 2.9, 0.6]),
        to_execution=0.70,
        to_strategy=0.05,
    )
    second = replace(
        first,
        shares=np.array([0.05, 0.07, 0.16, 0.05, 0.20, 0.35, 0.11, 0.01]),
        maturity=np.array([3.0, 3.0, 3.5, 2.3, 3.5, 4.0, 3.0, 0.7]),
        to_execution=0.81,
        to_strategy=0.07,
    )
    noise = Noise(respondents=23, posts=150, insights=46, statements=4)
    bundle, _ = simulate(
        1000 + seed, truth=first if seed == 1 else second, noise=noise, start=start
    )
    return bundle | {"organisation": "Saarivirran luontomuseo"}
