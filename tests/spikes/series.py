"""Series made by hand: counts with a day and a week in them, and what was put into them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from virta.spikes.detector import Alarm, Detector

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - series may have no zone
FIVE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Rows = list[tuple[datetime, float | None]]


def usual(times: list[datetime], level: float) -> np.ndarray:
    """Busy in the afternoon, calm at night and on weekends."""
    hours = np.array([at.hour + at.minute / 60 for at in times])
    weekend = np.array([at.weekday() >= 5 for at in times])
    return level * np.exp(0.8 * np.sin((hours - 9) / 12 * np.pi)) * np.where(weekend, 0.6, 1)


def counts(
    level: float, seed: int, *, days: int = 28, step: timedelta = FIVE, spread: float = 0.0
) -> Rows:
    """Poisson counts of `level` a row on average; with `spread`, negative binomial ones."""
    rng = np.random.default_rng(seed)
    times = [MONDAY + step * number for number in range(int(timedelta(days=days) / step))]
    mean = usual(times, level)
    if spread:
        mean = mean * rng.gamma(1 / spread, spread, len(times))
    return list(zip(times, rng.poisson(mean).astype(float).tolist(), strict=True))


def changed(rows: Rows, begin: datetime, end: datetime, factor: float) -> Rows:
    """The rows of [begin, end) times `factor`."""
    return [
        (at, value * factor if value is not None and begin <= at < end else value)
        for at, value in rows
    ]


def alarms(rows: Iterable[tuple[datetime, float | None]], step: timedelta = FIVE) -> list[Alarm]:
    detector = Detector(step)
    told = [detector.update(at, value) for at, value in rows]
    return [alarm for alarm in told if alarm is not None]
