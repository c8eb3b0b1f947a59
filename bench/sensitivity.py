"""How the accuracy changes when the noise does, one kind of noise at a time.

    python -m bench.sensitivity [organisations a setting]

Prints F1 and ECE of each block, for the default noise and for each change of it.
"""

import sys
from dataclasses import replace

from bench.accuracy import ALL, BLOCKS, Scenario, run
from virta.balance.simulation import Noise

SETTINGS: dict[str, Noise] = {
    "as it is": Noise(),
    "answer noise 1.0 level": Noise(answer=1.0),
    "leniency 0.7 level": Noise(leniency=0.7),
    "allocation noise 0.9": Noise(allocation=0.9),
    "hours scatter 1.2": Noise(hours_scatter=1.2),
    "half the weeks unrecorded": Noise(unrecorded=0.5),
    "3 respondents": Noise(respondents=3),
    "100 respondents": Noise(respondents=100),
    "10 insights": Noise(insights=10),
    "all of these worse at once": replace(
        Noise(answer=1.0, leniency=0.7, allocation=0.9, hours_scatter=1.2),
        unrecorded=0.5,
        respondents=3,
        insights=10,
    ),
}


def main(organisations: int) -> None:
    print("| setting | " + " | ".join(f"{block} F1 / ECE" for block in BLOCKS) + " |")
    print("|---|" + "---|" * len(BLOCKS))
    for name, noise in SETTINGS.items():
        tallies = run(Scenario(name, ALL, noise), organisations)
        cells = (f"{tallies[block].f1:.2f} / {tallies[block].ece:.3f}" for block in BLOCKS)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
