"""What is expected of a row: a slowly moving level times a season of the hour and the weekday.

The season is learnt with shrinkage: an hour of the week leans on the hour of any day times the
weekday, and these lean on the level, until they have been seen often enough to speak for
themselves (Gamma-Poisson shrinkage; A. Gelman et al., Bayesian Data Analysis, 2013, section 2.6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

HOUR = 3600
DAY = 24 * HOUR
HOURS, DAYS, WEEK = 24, 7, 168
LEVEL_DAYS, LEVEL_ROWS = 4.0, 14.0  # half-life of the level, the longer of both
SEASON_DAYS = 28.0  # half-life of the season
LEAN_HOUR, LEAN_DAY, LEAN_WEEK = 1.0, 12.0, 2.0  # hours' worth of rows that the prior is worth
FEW = 0.5  # counts that it is worth even on a silent series
LOWEST, HIGHEST = 0.05, 20.0  # of the season


@dataclass
class Cells:
    """Counts seen and counts that the rest of the model let expect, by hour, weekday or both.

    A cell forgets at its own visits, so that `keep` is of what lies between two weeks.
    """

    seen: list[float]
    usual: list[float]

    @classmethod
    def new(cls, count: int) -> Cells:
        return cls([0.0] * count, [0.0] * count)

    def learn(self, cell: int, value: float, usual: float, keep: float) -> None:
        self.seen[cell] = self.seen[cell] * keep + value
        self.usual[cell] = self.usual[cell] * keep + usual

    def factor(self, cell: int, lean: float, prior: float = 1.0) -> float:
        """How many times the usual the cell has, leaning on `prior` by `lean` counts."""
        return (self.seen[cell] + lean * prior) / (self.usual[cell] + lean)


@dataclass
class Expected:
    """The level (counts a row) and the season of one series of rows `step` seconds apart."""

    step: int
    total: float = 0.0
    weight: float = 0.0
    hours: Cells = field(default_factory=lambda: Cells.new(HOURS))
    days: Cells = field(default_factory=lambda: Cells.new(DAYS))
    week: Cells = field(default_factory=lambda: Cells.new(WEEK))
    visits: list[int] = field(default_factory=lambda: [0] * WEEK)

    def __post_init__(self) -> None:
        self.per_hour = max(1.0, HOUR / self.step)
        self.per_day = max(1.0, DAY / self.step)
        self.keep_level = 0.5 ** (self.step / max(LEVEL_DAYS * DAY, LEVEL_ROWS * self.step))
        weeks = SEASON_DAYS / DAYS
        # By visit: an hour has 7 times, a weekday 24 times as many in a week as an hour of it.
        self.keep_hour = 0.5 ** (1 / weeks / DAYS / self.per_hour)
        self.keep_day = 0.5 ** (1 / weeks / self.per_day)
        self.keep_week = 0.5 ** (1 / weeks / self.per_hour)

    @property
    def level(self) -> float:
        return self.total / self.weight if self.weight else 0.0

    def at(self, at: datetime) -> tuple[float, float]:
        """What is expected of the row at `at`, and how often its hour of the week was seen."""
        hour = int(_hour_of_week(at))
        return self.level * self._season(at), self.visits[hour] / self.per_hour

    def learn(
        self, at: datetime, value: float, pace: float = 1.0, *, teach_season: bool = True
    ) -> None:
        """Take a row in; `pace` above 1 makes the level follow faster."""
        cell = int(_hour_of_week(at))
        level = self.level or value
        season = self._season(at)
        keep = self.keep_level**pace
        self.total = self.total * keep + value / season * (1 - keep)
        self.weight = self.weight * keep + 1 - keep
        if teach_season:
            self._learn_season(cell, value, level)

    def _learn_season(self, cell: int, value: float, level: float) -> None:
        day, hour = divmod(cell, HOURS)
        self.hours.learn(hour, value, level, self.keep_hour)
        of_hour = self.hours.factor(hour, FEW)
        self.days.learn(day, value, level * _bounded(of_hour), self.keep_day)
        self.week.learn(cell, value, level, self.keep_week)
        self.visits[cell] += 1

    def _season(self, at: datetime) -> float:
        """Changing smoothly from the middle of an hour to the next, where rows are that close."""
        place = _hour_of_week(at)
        cell = int(place)
        if self.step >= HOUR:
            return self._of_cell(cell)
        off = place - cell - 0.5
        other = (cell + (1 if off > 0 else -1)) % WEEK
        return self._of_cell(cell) * (1 - abs(off)) + self._of_cell(other) * abs(off)

    def _of_cell(self, cell: int) -> float:
        day, hour = divmod(cell, HOURS)
        usual = self.level * self.per_hour
        of_hour = self.hours.factor(hour, LEAN_HOUR * usual + FEW)
        of_day = self.days.factor(day, LEAN_DAY * usual + FEW)
        return _bounded(self.week.factor(cell, LEAN_WEEK * usual + FEW, of_hour * of_day))


def _bounded(factor: float) -> float:
    return min(max(factor, LOWEST), HIGHEST)


def _hour_of_week(at: datetime) -> float:
    return at.weekday() * HOURS + at.hour + at.minute / 60 + at.second / 3600
