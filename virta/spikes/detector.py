"""Alarms on a series of counts, one row at a time, never looking ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from virta.spikes.expected import DAY, HOUR, Expected
from virta.spikes.joint import Joint

Sensitivity = Literal["low", "default", "high"]
NEEDED: dict[Sensitivity, float] = {"low": 1.3, "default": 1.0, "high": 0.8}
"""The score that makes an alarm."""

LEARNING, LEARNING_ROWS = 3 * DAY, 28  # both must have gone by before the first alarm
SETTLING = DAY  # before that, surprises are of not knowing and teach nothing
DOUBT = 0.3  # share by which the expectation of an hour of the week never seen may be wrong
OPENING = 12  # rows that are learnt as they are
STRANGE = 3.0  # deviations above which a row teaches the level no more
SHORT, LONG = 2, 4  # windows that must be back for an episode to end
CALM, CALM_ROWS = 3 * HOUR, 2  # so long for an episode to end, both
# A new alarm must exceed this part of the last one's height for so long; then that halves.
HOLD, HELD, HALVED = 0.9, DAY, DAY
ADOPTED, ADOPTED_ROWS = DAY, 12  # an episode this long is the new usual, both
PACE = 4.0  # at which that is learnt


@dataclass(frozen=True, slots=True)
class Alarm:
    """The beginning of an episode: the row, what was expected of it, and how far off it is.

    `score` is 1 at the limit of the default sensitivity, whatever sensitivity was asked for.
    """

    at: datetime
    value: float
    expected: float
    score: float

    @property
    def is_rise(self) -> bool:
        return self.value > self.expected

    def to_json(self) -> dict[str, object]:
        value = int(self.value) if self.value == int(self.value) else self.value
        return {"value": value, "expected": round(self.expected, 3), "score": round(self.score, 3)}


@dataclass
class Episode:
    """Whether one is open since `began`, and how many rows have been calm in it."""

    began: int | None = None
    calm: int = 0


@dataclass
class Echo:
    """The height of the last alarm on one side, and when that was."""

    height: float = 0.0
    since: int = 0


@dataclass
class Detector:
    """What a series was so far, and whether its newest figure is out of the usual.

    `step` is the time between rows. `memory.pack` keeps a detector as JSON and `memory.unpack`
    brings it back; both ways it tells the same alarms.
    """

    step: timedelta
    sensitivity: Sensitivity = "default"
    rows: int = 0
    last: int | None = None  # seconds
    episode: Episode = field(default_factory=Episode)
    echoes: tuple[Echo, Echo] = field(default_factory=lambda: (Echo(), Echo()))  # drops, rises

    def __post_init__(self) -> None:
        self.seconds = max(1, round(self.step.total_seconds()))
        self.expected = Expected(self.seconds)
        self.joint = Joint(self.seconds)

    @property
    def has_learnt(self) -> bool:
        """False while too little is known for an alarm."""
        return self._span >= LEARNING and self.rows >= LEARNING_ROWS

    @property
    def _span(self) -> int:
        """Seconds that were observed; gaps teach nothing."""
        return self.rows * self.seconds

    def update(self, at: datetime, value: float | None) -> Alarm | None:
        """Take the next row in; None is a gap. Raises ValueError for what cannot be the next row:
        a time that is not later than the last, or a count below 0 or not finite."""
        now = _seconds(at)
        if self.last is not None and now <= self.last:
            raise ValueError(f"{at} is not later than the row before it.")
        if value is not None and not (0 <= value < math.inf):
            raise ValueError(f"{value} is no count.")
        if self.last is not None:
            self.joint.clear(round((now - self.last) / self.seconds) - 1)
        self.last = now
        if value is None:
            self.joint.push(None)
            return None
        return self._row(at, now, value)

    def _row(self, at: datetime, now: int, value: float) -> Alarm | None:
        expected, visits = self.expected.at(at)
        self.rows += 1
        if self.rows == 1:
            self.expected.learn(at, value)
            return None
        self.joint.push((value, expected))
        self.joint.turn(now)
        doubt = DOUBT**2 / (1 + visits)
        rise, drop = self.joint.judge(doubt, self._span >= SETTLING)
        alarm = None
        if self.episode.began is not None:
            self._wait(now, doubt)
        else:
            alarm = self._alarm(at, now, value, expected, rise if value > expected else drop)
        self._learn(at, now, value, expected)
        return alarm

    def _wait(self, now: int, doubt: float) -> None:
        """An episode is open: see whether it ends. The longer windows still hold a short one; a
        long one is over when the new usual is learnt so well that they would not tell it again."""
        is_back = self.joint.is_back(doubt, LONG if self._is_adopted(now) else SHORT)
        self.episode.calm = self.episode.calm + 1 if is_back else 0
        if self.episode.calm >= max(CALM / self.seconds, CALM_ROWS):
            self.episode.began = None
            for echo in self.echoes:
                echo.since = now
            for window in self.joint.windows:
                window.forget(self.episode.calm)

    def _alarm(
        self, at: datetime, now: int, value: float, expected: float, height: float
    ) -> Alarm | None:
        # News comes in series: what is lower than the last spike is an echo of it for a while.
        side = self.echoes[int(value > expected)]
        echo = HOLD * side.height * 0.5 ** (max(now - side.since - HELD, 0) / HALVED)
        if not self.has_learnt or height < max(NEEDED[self.sensitivity], echo):
            return None
        side.height, side.since = height, now
        self.episode = Episode(began=now)
        return Alarm(at, value, expected, height)

    def _learn(self, at: datetime, now: int, value: float, expected: float) -> None:
        """A spike must not teach that spikes are usual, unless it lasts."""
        if self._is_adopted(now):
            self.expected.learn(at, value, PACE)
            return
        if self.rows > OPENING:
            multiple = self.joint.windows[0].above.multiple
            value = min(value, expected + STRANGE * math.sqrt(expected * multiple) + 1)
        # What an episode teaches of the level, while that follows, would be wrong of the season.
        self.expected.learn(at, value, teach_season=self.episode.began is None)

    def _is_adopted(self, now: int) -> bool:
        began = self.episode.began
        return began is not None and now - began > max(ADOPTED, ADOPTED_ROWS * self.seconds)


def _seconds(at: datetime) -> int:
    """On one time line; a time without a zone is taken as it stands."""
    if at.tzinfo is None:
        return round((at - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - as it stands
    return round(at.timestamp())
