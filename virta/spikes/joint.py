"""The surprises of windows of several lengths in one figure, set against the series' own past.

A single row shows a sharp spike best and some hours a broad one. Each window's surprise is taken
relative to the largest of a usual day, and the figure is the root of their mean square.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from virta.spikes.expected import DAY, HOUR
from virta.spikes.extremes import Extremes
from virta.spikes.surprise import Pair, Window

LENGTHS = (0, HOUR // 2, 2 * HOUR, 6 * HOUR)  # seconds; 0 is a single row
ROWS_OF_A_DAY = 7  # at least; of daily rows, the "day" of the extremes is a week
RARITY = 16.0  # days; a surprise this rare is at the limit
LEAST_LIMIT = 1.8  # however calm the series is
LEAST_SURPRISE = 4.0  # deviations of one window at least, at the limit
LEAST_USUAL = 0.6  # of what chance alone would make usual
WINDOW_PRIOR = (0.3**2, 3.0)  # variance of logarithms, and days that the prior is worth
JOINT_PRIOR = (0.0, 0.25**2, 3.0)


@dataclass
class Side:
    """Rises or drops: the extremes of each window and of the joint figure."""

    windows: list[Extremes]
    joint: Extremes

    @classmethod
    def new(cls, usual: list[float]) -> Side:
        """`usual` is each window's largest surprise of a day, as chance alone would make it."""
        windows = [Extremes(math.log(one), *WINDOW_PRIOR) for one in usual]
        return cls(windows, Extremes(*JOINT_PRIOR))

    def close(self) -> None:
        for extremes in (*self.windows, self.joint):
            extremes.close()


class Joint:
    """Windows over one series of rows `step` seconds apart, and what their surprises usually are."""

    def __init__(self, step: int) -> None:
        lengths = sorted({max(1, round(seconds / step)) for seconds in LENGTHS})
        self.day = max(DAY, ROWS_OF_A_DAY * step)
        # The largest of n normal figures is about √(2 ln n).
        self.usual = [math.sqrt(2 * math.log(1 + self.day / step / one)) for one in lengths]
        self.windows = [Window(length) for length in lengths]
        self.sides = (Side.new(self.usual), Side.new(self.usual))
        self.began: int | None = None

    def push(self, row: Pair | None) -> None:
        for window in self.windows:
            window.push(row)

    def clear(self, rows: int) -> None:
        """Rows are missing: as many gaps."""
        for _ in range(min(rows, self.windows[-1].length)):
            self.push(None)

    def turn(self, seconds: int) -> None:
        """Close the day where it is over."""
        if self.began is None or seconds - self.began >= self.day:
            if self.began is not None:
                for side in self.sides:
                    side.close()
            self.began = seconds

    def is_back(self, doubt: float, windows: int) -> bool:
        """Whether the shortest `windows` are no more off than on a usual day."""
        return all(
            abs(surprise) < max(side.windows[index].usual, LEAST_USUAL * self.usual[index])
            for index, window in enumerate(self.windows[:windows])
            for surprise in [window.surprise(doubt)]
            for side in [self.sides[int(surprise < 0)]]
        )

    def judge(self, doubt: float, teach: bool) -> tuple[float, float]:
        """How near the rise and the drop are to the limit, which is 1; `teach` to learn as well."""
        surprises = [window.surprise(doubt) for window in self.windows]
        if teach:
            for window in self.windows:
                window.learn()
        rise = self._judge(self.sides[0], [max(one, 0.0) for one in surprises], teach)
        drop = self._judge(self.sides[1], [max(-one, 0.0) for one in surprises], teach)
        return rise, drop

    def _judge(self, side: Side, surprises: list[float], teach: bool) -> float:
        square = 0.0
        for surprise, extremes, chance in zip(surprises, side.windows, self.usual, strict=True):
            square += (surprise / max(extremes.usual, LEAST_USUAL * chance)) ** 2
        joint = math.sqrt(square / len(surprises))
        limit = max(LEAST_LIMIT, side.joint.limit(RARITY))
        if teach:
            side.joint.see(joint)
            for surprise, extremes in zip(surprises, side.windows, strict=True):
                extremes.see(surprise)
        return min(joint / limit, max(surprises) / LEAST_SURPRISE)
