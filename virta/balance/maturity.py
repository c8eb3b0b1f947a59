"""How mature each factor is, from people's answers, with their own leniency taken out.

An answer is modelled as the factor's maturity + the respondent's leniency + how this respondent
sees this factor + the statement's own difficulty + noise, rounded to a level and cut at 0 and 5. The variances are
estimated from the answers themselves, each drawn towards what is usual (a scaled inverse
chi-square prior), so that three answers do not pretend to know their own noise. See docs/balance.md.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from virta.balance.evidence import NOBODY_KNOWS, Answers
from virta.balance.framework import FACTORS
from virta.balance.special import ndtr

Floats = NDArray[np.float64]
SIZE = len(FACTORS)


@dataclass(frozen=True, slots=True)
class Prior:
    """A variance as it usually is, worth so many observations."""

    variance: float
    worth: float

    def blend(self, total: float, count: float) -> float:
        """The variance given a sum of squares over `count` observations."""
        return float((self.variance * self.worth + total) / (self.worth + count))


NOISE = Prior(0.30, 12.0)  # half a level, squared, and the rounding to whole levels
VIEW = Prior(0.06, 8.0)  # how differently one respondent sees one factor
LENIENCY = Prior(0.16, 6.0)
DIFFICULTY = Prior(0.03, 10.0)  # of single statements
ROUNDING = 1 / 12  # the variance that rounding to whole levels adds
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Maturity:
    """Eight maturities (0-5, NaN where nobody answered), their standard errors, counts and spread."""

    level: Floats
    error: Floats
    count: NDArray[np.int64]
    spread: Floats  # standard deviation of the answers, in levels

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.count > 0


def read_maturity(answers: Answers) -> Maturity:
    """Estimate the eight maturities. Takes a million answers in about a second."""
    said = answers.level != NOBODY_KNOWS
    factor, level = answers.factor[said], answers.level[said].astype(np.float64)
    count = np.bincount(factor, minlength=SIZE)
    if not len(level):
        nothing = np.full(SIZE, np.nan)
        return Maturity(nothing, nothing, count, nothing)
    respondent = np.unique(answers.respondent[said], return_inverse=True)[1]
    people = int(respondent.max()) + 1
    cell = respondent * SIZE + factor
    cells = np.bincount(cell, minlength=people * SIZE).reshape(people, SIZE).astype(np.float64)
    sums = np.bincount(cell, level, minlength=people * SIZE).reshape(people, SIZE)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(cells > 0, sums / cells, 0.0)
    squares = float(np.sum((level - means[respondent, factor]) ** 2))
    noise = NOISE.blend(squares, float(np.sum(np.maximum(cells - 1, 0))))
    fitted = Fit.of(means, cells, noise)
    difficulty, statements = of_statements(answers, said, noise)
    return finished(fitted, noise, difficulty, statements, count, spread_of(factor, level, count))


@dataclass(slots=True)
class Fit:
    """Maturity and leniency by turns, until neither moves (empirical Bayes)."""

    level: Floats
    error2: Floats  # of the level, squared, leniency included
    view: float
    leniency: float

    @classmethod
    def of(cls, means: Floats, cells: Floats, noise: float) -> "Fit":
        there = cells > 0
        people = there.sum(axis=0)
        level = np.where(people > 0, means.sum(axis=0) / np.maximum(people, 1), np.nan)
        lenient = np.zeros(len(means))
        view, leniency = VIEW.variance, LENIENCY.variance
        filled = np.nan_to_num(level)
        weight = there / (view + noise / np.maximum(cells, 1))
        for _ in range(ROUNDS):
            precision = weight.sum(axis=1) + 1 / leniency
            lenient = (weight * (means - filled)).sum(axis=1) / precision
            filled = np.where(
                people > 0,
                (weight * (means - lenient[:, None])).sum(axis=0)
                / np.maximum(weight.sum(axis=0), 1e-12),
                0.0,
            )
            leniency = LENIENCY.blend(float(np.sum(lenient**2 + 1 / precision)), len(lenient))
            rest = np.where(there, means - filled - lenient[:, None], 0.0)
            surplus = float(np.sum(there * (rest**2 - noise / np.maximum(cells, 1))))
            view = max(VIEW.blend(surplus, 0.7 * float(there.sum())), 0.005)
            weight = there / (view + noise / np.maximum(cells, 1))
        error2 = 1 / np.maximum(weight.sum(axis=0), 1e-12) + leniency / np.maximum(people, 1)
        return cls(np.where(people > 0, filled, np.nan), error2, view, leniency)


def of_statements(
    answers: Answers, said: NDArray[np.bool_], noise: float
) -> tuple[float, NDArray[np.int64]]:
    """How much statements of one factor differ in difficulty (variance), and how many there are."""
    item = np.unique(answers.item[said], return_inverse=True)[1]
    level = answers.level[said].astype(np.float64)
    counts = np.bincount(item)
    means = np.bincount(item, level) / counts
    home = np.zeros(len(counts), dtype=np.int64)
    home[item] = answers.factor[said]
    per_factor = np.bincount(home, minlength=SIZE)
    centre = np.bincount(home, means, minlength=SIZE) / np.maximum(per_factor, 1)
    surplus = float(np.sum((means - centre[home]) ** 2 - noise / counts))
    freedom = float(np.sum(np.maximum(per_factor - 1, 0)))
    return max(DIFFICULTY.blend(surplus, freedom), 0.002), per_factor


def spread_of(factor: NDArray[np.int32], level: Floats, count: NDArray[np.int64]) -> Floats:
    mean = np.bincount(factor, level, minlength=SIZE) / np.maximum(count, 1)
    squares = np.bincount(factor, (level - mean[factor]) ** 2, minlength=SIZE)
    return np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)


def finished(
    fit: Fit,
    noise: float,
    difficulty: float,
    statements: NDArray[np.int64],
    count: NDArray[np.int64],
    spread: Floats,
) -> Maturity:
    """Undo what the ends of the scale do to a mean, and put the errors together."""
    width = float(np.sqrt(max(noise - ROUNDING, 0.05) + fit.view + fit.leniency + difficulty))
    error = np.sqrt(fit.error2 + difficulty / np.maximum(statements, 1))
    grid, expected = expected_level(round(width, 1))
    level = np.interp(np.nan_to_num(fit.level), expected, grid)
    slope = np.interp(level, grid, np.gradient(expected, grid))
    level = np.where(count > 0, np.clip(level, 0.0, 5.0), np.nan)
    return Maturity(
        level, np.where(count > 0, error / np.maximum(slope, 0.35), np.nan), count, spread
    )


@lru_cache(maxsize=32)
def expected_level(width: float) -> tuple[Floats, Floats]:
    """The mean answer at each true maturity, when answers scatter by `width` levels around it.

    Near 0 and 5 answers cannot scatter outwards, so that their mean leans inwards.
    """
    grid = np.linspace(-0.6, 5.6, 249)
    cuts = np.arange(0.5, 5.0)
    above = ndtr((grid[:, None] - cuts[None, :]) / width)
    return grid, above.sum(axis=1)
