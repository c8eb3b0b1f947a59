"""Where a key result stands against its straight line, and where it is going.

The forecast is ordinary least squares over the values so far, with the baseline on its first day
as one of them, and Student's prediction interval (Draper and Smith, Applied Regression Analysis,
3rd ed. 1998, § 1.4 and 3.1). It assumes that things go on as they have gone; with fewer than four
values it is not made at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from virta.balance.special import stdtr, stdtrit

FEWEST = 4
"""Values, the baseline among them, from which on there is a forecast."""
SMALLEST_ERROR = 0.02
"""Part of the way from baseline to target below which a residual error is not believed: values
that lie on a line by chance do not make the future certain."""

Point = tuple[date, float | None]


@dataclass(frozen=True, slots=True)
class Aim:
    """From where to where, from when until when."""

    starts_on: date
    due_on: date
    baseline: float
    target: float

    @property
    def way(self) -> float:
        return self.target - self.baseline

    def expected(self, day: date) -> float:
        """The value on the straight line from baseline to target on that day."""
        part = (day - self.starts_on).days / (self.due_on - self.starts_on).days
        return self.baseline + self.way * min(max(part, 0.0), 1.0)

    def progress(self, value: float) -> float:
        """How much of the way is done: 0 at the baseline, 1 at the target, beyond both too."""
        return (value - self.baseline) / self.way

    def score(self, value: float | None) -> float | None:
        """OKR score, 0.0–1.0 with one decimal; None where no value is known."""
        if value is None:
            return None
        return round(min(max(self.progress(value), 0.0), 1.0), 1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The value expected on the last day with its 90 % interval, from `n` values, and the
    probability to reach the target if things go on as they have."""

    value: float
    low: float
    high: float
    probability: float
    n: int


def forecast(aim: Aim, points: Sequence[Point]) -> Forecast | None:
    """Where the values lead; None with too few of them, or of one day only."""
    known = [(day, value) for day, value in points if value is not None]
    if not any(day == aim.starts_on for day, _value in known):
        known = [(aim.starts_on, aim.baseline), *known]
    if len(known) < FEWEST:
        return None
    x = [float((day - aim.starts_on).days) for day, _value in known]
    y = [value for _day, value in known]
    line = fitted(x, y, SMALLEST_ERROR * abs(aim.way))
    return None if line is None else line.at(float((aim.due_on - aim.starts_on).days), aim)


@dataclass(frozen=True, slots=True)
class Line:
    """A fitted line with what its prediction needs."""

    slope: float
    mean_x: float
    mean_y: float
    spread: float  # sum of squares of x about its mean
    error: float  # standard deviation of the residuals
    n: int

    def at(self, x: float, aim: Aim) -> Forecast:
        value = self.mean_y + self.slope * (x - self.mean_x)
        error = self.error * sqrt(1 + 1 / self.n + (x - self.mean_x) ** 2 / self.spread)
        reach = float(stdtrit(self.n - 2, 0.95)) * error
        ahead = (value - aim.target) / error * (1 if aim.way > 0 else -1)
        return Forecast(
            value, value - reach, value + reach, float(stdtr(self.n - 2, ahead)), self.n
        )


def fitted(x: Sequence[float], y: Sequence[float], smallest: float) -> Line | None:
    """Least squares; None where all values are of one day."""
    n = len(x)
    mean_x, mean_y = sum(x) / n, sum(y) / n
    spread = sum((one - mean_x) ** 2 for one in x)
    if spread == 0:
        return None
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
    rest = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True))
    return Line(slope, mean_x, mean_y, spread, max(sqrt(rest / (n - 2)), smallest), n)
