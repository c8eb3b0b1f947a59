"""How right sentiment is on the lines of XED that were held back, and how fast it is.

    python -m bench.sentiment FOLDER

Ends with status 1 where a language's macro recall of what it is sure of is under 0.60, or it is
sure of less than 70 %.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.sentiment.data import Part, lines
from virta.sentiment.labels import LANGUAGES, Label
from virta.sentiment.model import judge, label

ASKED, COVERED = 0.60, 0.70
BINS = 10


@dataclass(frozen=True)
class Measured:
    """The held-back part of one language: recall by label, all and sure, rows right, columns told."""

    number: int
    recall: float
    coverage: float
    recall_sure: float
    error: float
    told: NDArray[np.int64]

    @property
    def enough(self) -> bool:
        """Whether the language reaches what is asked."""
        return self.recall_sure >= ASKED and self.coverage >= COVERED


def macro_recall(right: NDArray[np.int64], told: NDArray[np.int64]) -> float:
    """The mean, over the labels there are, of how many of a label's lines got it."""
    return float(np.mean([(told[right == one] == one).mean() for one in np.unique(right)]))


def calibration_error(probabilities: NDArray[np.float64], right: NDArray[np.int64]) -> float:
    """Expected calibration error of the likeliest label in BINS equal bins (Naeini et al. 2015)."""
    top, hit = probabilities.max(axis=1), probabilities.argmax(axis=1) == right
    bins = np.minimum((top * BINS).astype(int), BINS - 1)
    gaps = [(bins == b).mean() * abs(top[bins == b].mean() - hit[bins == b].mean())
            for b in np.unique(bins)]  # fmt: skip
    return float(sum(gaps))


def measure(folder: Path, language: str) -> Measured:
    """Judges the held-back lines of one language."""
    held = [line for line in lines(folder, language) if line.part is Part.TEST]
    right = np.array([line.label for line in held])
    codes = [language] * len(held)
    told = judge([line.text for line in held], codes)
    labels = np.array([len(Label) if one is None else one for one in label(told, codes)])
    sure = labels < len(Label)
    table = np.zeros((len(Label), len(Label) + 1), np.int64)
    np.add.at(table, (right, labels), 1)
    return Measured(
        len(held),
        macro_recall(right, told.argmax(axis=1)),
        float(sure.mean()),
        macro_recall(right[sure], labels[sure]),
        calibration_error(told, right),
        table,
    )


def speed(folder: Path) -> float:
    """Texts a second, over Finnish lines, the best of three."""
    texts = [line.text for line in lines(folder, "fi")]
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        judge(texts, ["fi"] * len(texts))
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def main(folder: Path) -> int:
    """Prints the tables; 1 where a language falls short."""
    short = 0
    for language in LANGUAGES:
        got = measure(folder, language)
        print(f"{language}: {got.number} lines, macro recall {got.recall:.3f}; sure of {got.coverage:.1%}, "
              f"macro recall of those {got.recall_sure:.3f}; ECE {got.error:.3f}")  # fmt: skip
        print(f"  {'right':10}{'negative':>10}{'neutral':>10}{'positive':>10}{'not sure':>10}")
        for one in Label:
            print(f"  {one.name.lower():10}" + "".join(f"{n:10}" for n in got.told[one]))
        short |= not got.enough
    print(f"{speed(folder):,.0f} lines a second")
    return int(short)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where XED is: python -m bench.sentiment FOLDER")
    sys.exit(main(Path(sys.argv[1])))
