"""How surprising a count is, in standard deviations of counts that vary more than by chance.

Mentions come in bursts: one post is answered and shared by several people. Counts of bursts have a
variance that is a multiple of their mean (quasi-Poisson), and 2·√(x + 3/8) then has that multiple
as its variance nearly whatever the mean is (F. J. Anscombe, The transformation of Poisson, binomial
and negative-binomial data, Biometrika 35, 1948). The multiple is learnt for each length of window,
above and below what is expected apart, for bursts only rise; from squares that are capped, so that
spikes do not make spikes look usual (P. J. Huber, Robust Statistics, 1981, proposal 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

PRIOR = 2.0  # the multiple before anything is known
PRIOR_ROWS = 10.0  # that it is worth
LEAST = 1.0  # no count varies less than by chance
MEMORY = 5000.0  # rows
STRANGE = 2.0  # deviations at which a residual stops teaching
KEPT = 0.9205  # of a normal variance, when squares are capped at STRANGE²

Pair = tuple[float, float]
"""What was counted and what was expected."""


@dataclass
class Spread:
    """By what multiple of their means sums vary on one side, learnt from `seen` rows."""

    multiple: float = PRIOR
    seen: float = PRIOR_ROWS

    def learn(self, residual: float) -> None:
        self.seen = min(self.seen + 1, MEMORY)
        square = min(residual**2, STRANGE**2 * self.multiple) / KEPT
        self.multiple += (square - self.multiple) / self.seen


@dataclass
class Window:
    """The sum of the last `length` rows against what was expected of them.

    `rows` are the rows in it, oldest first, None for a gap; `above` and `below` are how far sums lie off on either side of the expected.
    """

    length: int
    rows: list[Pair | None] = field(default_factory=list)
    above: Spread = field(default_factory=Spread)
    below: Spread = field(default_factory=Spread)

    def __post_init__(self) -> None:
        self._sum()

    def push(self, row: Pair | None) -> None:
        self.rows.append(row)
        del self.rows[: -self.length]
        self._sum()

    def forget(self, keep: int) -> None:
        """Make gaps of all rows but the newest `keep`: what was told is not to be told again."""
        old = max(len(self.rows) - keep, 0)
        self.rows[:old] = [None] * old
        self._sum()

    def _sum(self) -> None:
        there = [row for row in self.rows if row is not None]
        # Less than half of it would be another window.
        enough = 2 * len(there) > self.length
        self.counted = sum(row[0] for row in there) if enough else 0.0
        self.expected = sum(row[1] for row in there) if enough else 0.0

    @property
    def residual(self) -> float:
        """0 where rows are missing, for then there is nothing to be surprised at."""
        return 2 * (math.sqrt(self.counted + 0.375) - math.sqrt(self.expected + 0.375))

    def surprise(self, doubt: float) -> float:
        """In standard deviations, above 0 for more than expected.

        `doubt` is by what share of itself, squared, the expectation may be wrong.
        """
        residual = self.residual
        multiple = max(self._side(residual).multiple, LEAST)
        return residual / math.sqrt(multiple + doubt * self.expected)

    def learn(self) -> None:
        """Let the newest sum teach how much sums vary."""
        residual = self.residual
        self._side(residual).learn(residual)

    def _side(self, residual: float) -> Spread:
        return self.above if residual > 0 else self.below
