"""How right the diagnosis is, on simulated organisations whose true state is known.

    python -m bench.accuracy [organisations a scenario [first seed]] [--bins]

Prints a table: for each scenario and block: F1 outside the grey zone, how often a sound organisation is
told that something is there, how often nothing can be told, how often the named factor, cycle or
direction is right, and the calibration error (ECE, ten bins) over all cases, grey ones included.
Ends with status 1 where a scenario with a target misses it. With --bins prints only how often what
is given a probability is real, in ten bins, over all blocks of the scenarios that have a target.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from virta.balance.engine import diagnose
from virta.balance.findings import Block
from virta.balance.framework import BlockName, Direction
from virta.balance.reading import from_dict
from virta.balance.simulation import SPARSE, Noise, Truth, simulate

ALL = frozenset({"answers", "allocations", "effort", "items"})
BLOCKS = list(BlockName)


@dataclass(frozen=True)
class Scenario:
    """What is recorded, how well, and what is asked of the outcome."""

    name: str
    kinds: frozenset[str]
    noise: Noise = field(default_factory=Noise)
    f1: float | None = None
    unknown: float | None = None
    carries: frozenset[BlockName] = frozenset(BlockName)


ATTENTION = frozenset({BlockName.MISSING_FACTOR, BlockName.OVERWEIGHT_FACTOR, BlockName.ONE_CYCLE})
SCENARIOS = [
    Scenario("all evidence", ALL, f1=0.97, unknown=0.05),
    Scenario("all, few people", ALL, Noise(respondents=8), f1=0.97, unknown=0.05),
    Scenario(
        "all, rough",
        ALL,
        Noise(answer=0.7, leniency=0.5, allocation=0.6, hours_scatter=0.9),
        f1=0.97,
        unknown=0.05,
    ),
    Scenario(
        "all, biased load",
        ALL | {"samples"},
        Noise(difficulty=0.3, unrecorded_cells=0.2),
        f1=0.97,
        unknown=0.05,
    ),
    Scenario("sparse weeks", ALL, SPARSE, f1=0.95, unknown=0.10),
    Scenario(
        "sparse cells",
        ALL,
        Noise(
            respondents=3,
            unanswered=1 / 3,
            unrecorded=0.0,
            unrecorded_cells=0.5,
            posts=40,
            insights=12,
        ),
        f1=0.95,
        unknown=0.10,
    ),
    Scenario(
        "answers alone", frozenset({"answers"}), carries=frozenset({BlockName.MISSING_FACTOR})
    ),
    Scenario("allocations alone", frozenset({"allocations"}), carries=ATTENTION),
    Scenario("effort alone", frozenset({"effort"}), carries=ATTENTION),
    Scenario("items alone", frozenset({"items"}), carries=frozenset({BlockName.BLOCKED_FLOW})),
    Scenario("samples alone", frozenset({"samples"}), carries=frozenset({BlockName.BLOCKED_FLOW})),
]


@dataclass
class Tally:
    """Outcomes of one block in one scenario."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    clear: int = 0
    unknown: int = 0
    sound: int = 0
    sound_accused: int = 0
    named: int = 0
    named_right: int = 0
    wrong: list[int] = field(default_factory=list)
    chances: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, seed: int, block: Block, truth: Truth) -> None:
        there = truth.labels()[block.block]
        if block.probability is not None:
            self.chances.append((block.probability, truth.beyond()[block.block]))
        if there == "grey":
            return
        self.clear += 1
        self.unknown += block.verdict == "unknown"
        if there == "there":
            self.hits += block.verdict == "present"
            self.misses += block.verdict != "present"
        else:
            self.sound += 1
            self.sound_accused += block.verdict == "present"
            self.false += block.verdict == "present"
        if (there == "there") != (block.verdict == "present"):
            self.wrong.append(seed)
        if there == "there" and block.verdict == "present":
            self.named += 1
            self.named_right += names_rightly(block, truth)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + self.misses + self.false, 1)

    @property
    def ece(self) -> float:
        if not self.chances:
            return float("nan")
        chance, real = (np.array(one, dtype=float) for one in zip(*self.chances, strict=True))
        bins = np.minimum((chance * 10).astype(int), 9)
        return float(
            sum(
                (bins == one).mean() * abs(chance[bins == one].mean() - real[bins == one].mean())
                for one in np.unique(bins)
            )
        )

    @property
    def rates(self) -> tuple[float, float, float]:
        """Sound ones accused, clear ones not told, and of those found the part named rightly."""
        return (
            self.sound_accused / max(self.sound, 1),
            self.unknown / max(self.clear, 1),
            self.named_right / max(self.named, 1),
        )

    def row(self, scenario: str, block: str) -> str:
        figures = (self.f1, *self.rates, self.ece)
        cells = " | ".join(f"{figure:.3f}" for figure in figures)
        return f"| {scenario} | {block} | {cells} | {self.hits + self.misses} / {self.clear} |"

    def misses_target(self, f1: float, most_unknown: float) -> bool:
        accused, unknown, named = self.rates
        well = self.f1 >= f1 and unknown <= most_unknown
        return not (well and accused <= 0.02 and named >= 0.97 and self.ece <= 0.05)


def names_rightly(block: Block, truth: Truth) -> bool:
    if block.block == BlockName.MISSING_FACTOR:
        clear = {
            factor
            for factor, share, level in zip(
                type(truth.heaviest), truth.shares, truth.maturity, strict=True
            )
            if share <= 0.012 and level <= 0.8
        }
        sound = {
            factor
            for factor, share, level in zip(
                type(truth.heaviest), truth.shares, truth.maturity, strict=True
            )
            if share > 0.02 or level > 1.2
        }
        return clear <= set(block.factors) and not sound & set(block.factors)
    if block.block == BlockName.OVERWEIGHT_FACTOR:
        return block.factors[:1] == (truth.heaviest,)
    if block.block == BlockName.ONE_CYCLE:
        return block.cycle == truth.cycle
    sure = {
        Direction.TO_EXECUTION: truth.to_execution <= 0.25,
        Direction.TO_STRATEGY: truth.to_strategy <= 0.10,
    }
    well = {
        Direction.TO_EXECUTION: truth.to_execution >= 0.65,
        Direction.TO_STRATEGY: truth.to_strategy >= 0.45,
    }
    named = set(block.direction or ())
    return {d for d in Direction if sure[d]} <= named and not {
        d for d in Direction if well[d]
    } & named


def mix(seed: int) -> frozenset[BlockName]:
    """Which blocks an organisation is meant to have: none, one, or two."""
    rng = np.random.default_rng(seed + 7_000_000)
    count = rng.choice([0, 1, 1, 2])
    return frozenset(BLOCKS[at] for at in rng.choice(4, count, replace=False))


def run(scenario: Scenario, organisations: int, first: int = 0) -> dict[BlockName, Tally]:
    tallies: dict[BlockName, Tally] = defaultdict(Tally)
    for seed in range(first, first + organisations):
        bundle, truth = simulate(seed, blocks=mix(seed), noise=scenario.noise, kinds=scenario.kinds)
        for block in diagnose(from_dict(bundle), remedies=False).blocks:
            tallies[block.block].add(seed, block, truth)
    return tallies


HEAD = """\
| evidence | block | F1 | accused | unknown | named rightly | ECE | there / clear |
|---|---|---|---|---|---|---|---|"""


def main(organisations: int, first: int = 0) -> int:
    failed = 0
    print(HEAD)
    for scenario in SCENARIOS:
        for name, tally in run(scenario, organisations, first).items():
            if name not in scenario.carries:
                failed += tally.clear > tally.unknown  # judged although it cannot be carried
                continue
            print(tally.row(scenario.name, name), flush=True)
            if scenario.f1 and scenario.unknown:
                failed += tally.misses_target(scenario.f1, scenario.unknown)
    return 1 if failed else 0


def print_bins(organisations: int, first: int = 0) -> int:
    chances = [
        pair
        for scenario in SCENARIOS
        if scenario.f1
        for tally in run(scenario, organisations, first).values()
        for pair in tally.chances
    ]
    chance, real = (np.array(one, dtype=float) for one in zip(*chances, strict=True))
    bins = np.minimum((chance * 10).astype(int), 9)
    print("| probability | cases | mean probability | really there |\n|---|---|---|---|")
    for one in range(10):
        mine = bins == one
        figures = f"{chance[mine].mean():.3f} | {real[mine].mean():.3f}" if mine.any() else "– | –"
        print(f"| {one / 10:.1f}–{(one + 1) / 10:.1f} | {mine.sum()} | {figures} |")
    return 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word != "--bins"]
    asked, first = [*numbers, *(400, 0)[len(numbers) :]][:2]
    sys.exit(print_bins(asked, first) if "--bins" in sys.argv else main(asked, first))
