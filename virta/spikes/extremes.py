"""How surprising a day's most surprising moment usually is, and what limit follows for an alarm.

The largest figures of days follow nearly a Fréchet law where the tail is heavy, so that their
logarithms follow a Gumbel law (S. Coles, An Introduction to Statistical Modeling of Extreme Values,
2001, chapter 3). Its mean and deviation are learnt from the days so far, leaning on a prior while
these are few; the limit is what such a law exceeds once in so many days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MEMORY = 28.0  # days
STRANGE = 2.5  # deviations at which a day stops teaching
LEAST_DEVIATION = 0.2
LEAST = 0.3  # a calmer day counts as this calm
EULER = 0.5772156649


@dataclass
class Extremes:
    """The largest figures of days: mean and variance of their logarithms, learnt from `days`."""

    mean: float
    variance: float
    days: float
    highest: float = 0.0

    def see(self, figure: float) -> None:
        self.highest = max(self.highest, figure)

    def close(self) -> None:
        """The day is over: learn from its largest figure, and no more than a day may teach."""
        most = STRANGE * math.sqrt(self.variance)
        off = math.log(max(self.highest, LEAST)) - self.mean
        off = min(max(off, -most), most)
        self.days = min(self.days + 1, MEMORY)
        self.mean += off / self.days
        self.variance = (1 - 1 / self.days) * (self.variance + off**2 / self.days)
        self.highest = 0.0

    @property
    def usual(self) -> float:
        """What the largest figure of a day usually is."""
        return math.exp(self.mean)

    def limit(self, days: float) -> float:
        """What the largest figure of a day exceeds once in `days` days."""
        scale = max(math.sqrt(self.variance), LEAST_DEVIATION) * math.sqrt(6) / math.pi
        return math.exp(self.mean + scale * (math.log(days) - EULER))
