"""How right the diagnosis is where organisations are recorded otherwise than the model assumes.

    python -m bench.otherwise [organisations [first seed]]

The same true states as in `bench.accuracy`, but people's splits scatter as a Dirichlet, hours as a
gamma with a fifth of zeros, there are eight statements a factor, and decisions take 15 days.
Nothing in the model was set on these.
"""

import sys
from collections import defaultdict
from typing import Any

import numpy as np

from bench.accuracy import ALL, ATTENTION, HEAD, Scenario, Tally, mix
from virta.balance.engine import diagnose
from virta.balance.framework import FACTORS, BlockName
from virta.balance.reading import from_dict
from virta.balance.simulation import Noise, Truth, simulate

PEOPLE = 15
FIRMNESS = 25.0  # of a Dirichlet: how alike people's splits are
SHAPE, NOTHING = 1.2, 0.2  # of a gamma; and the part of a week's cells in which nothing was done
OTHERWISE = Noise(statements=8, respondents=PEOPLE, delay=15.0)
SCENARIOS = [
    Scenario("all evidence", ALL, OTHERWISE),
    Scenario("allocations alone", frozenset({"allocations"}), OTHERWISE, carries=ATTENTION),
    Scenario("effort alone", frozenset({"effort"}), OTHERWISE, carries=ATTENTION),
    Scenario(
        "answers alone",
        frozenset({"answers"}),
        OTHERWISE,
        carries=frozenset({BlockName.MISSING_FACTOR}),
    ),
]


def recorded(seed: int, scenario: Scenario) -> tuple[dict[str, Any], Truth]:
    """One organisation's evidence and its true state."""
    bundle, truth = simulate(seed, blocks=mix(seed), noise=scenario.noise, kinds=scenario.kinds)
    rng = np.random.default_rng(seed + 9_000_000)
    if "allocations" in bundle:
        splits = rng.dirichlet(np.maximum(truth.shares, 1e-4) * FIRMNESS, PEOPLE)
        bundle["allocations"] = [
            {"respondent": f"r{who}", "factor": factor.value, "percent": round(100 * float(part))}
            for who, split in enumerate(splits)
            for factor, part in zip(FACTORS, split, strict=True)
        ]
    for row in bundle.get("effort", ()):
        usual = scenario.noise.hours * truth.shares[FACTORS.index(row["factor"])]
        worked = rng.random() >= NOTHING
        row["hours"] = round(4 * rng.gamma(SHAPE, usual / SHAPE)) / 4 if worked else 0.0
    return bundle, truth


def main(organisations: int, first: int) -> None:
    print(HEAD)
    for scenario in SCENARIOS:
        tallies: dict[BlockName, Tally] = defaultdict(Tally)
        for seed in range(first, first + organisations):
            bundle, truth = recorded(seed, scenario)
            for block in diagnose(from_dict(bundle), remedies=False).blocks:
                tallies[block.block].add(seed, block, truth)
        for name in scenario.carries:
            print(tallies[name].row(scenario.name, name), flush=True)


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:3]]
    main(*[*asked, *(400, 0)[len(asked) :]])
