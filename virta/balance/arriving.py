"""How large a share of things arrives, when the youngest have not had the time to.

Right-censored, with a cure fraction (Boag 1949; Maller and Zhou, *Survival Analysis with Long-Term
Survivors*, 1996): a thing arrives with chance `share`; one that does arrives at once or after a
lognormal delay, within `DAYS_TO_ARRIVE`. One that arrived speaks by its delay too; one that has
had the whole time and did not, by 1 - share; a younger one that has not arrived yet, by
1 - share × (chance of having arrived by its age). The share is flat beforehand, and the delay, of
which little is known, is summed out over a small grid.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from virta.balance.framework import Direction
from virta.balance.special import betainc, betaincinv, ndtr

Floats = NDArray[np.float64]

DAYS_TO_ARRIVE = 30.0
AT_ONCE = 1.0  # days: what arrives sooner came together with what it arrived at
CELLS = 96  # of the share, when it is summed numerically
BEYOND = 1e-7  # of the share's probability, left out at either end
EDGES = np.array([0, 1, 2, 3, 5, 7, 10, 14, 18, 22, 26, DAYS_TO_ARRIVE])  # days of age

PART_AT_ONCE = np.array([0.05, 0.35, 0.7, 0.95])
USUALLY_AT_ONCE = {
    Direction.TO_EXECUTION: np.array([0.05, 0.10, 0.20, 0.65]),  # posts are made for an activity
    Direction.TO_STRATEGY: np.array([0.76, 0.14, 0.07, 0.03]),  # insights wait to be decided on
}
MEDIAN = np.array([2.0, 4.0, 7.0, 11.0, 17.0, 26.0])  # days, of those that do not arrive at once
USUAL_MEDIAN = np.array([0.06, 0.12, 0.20, 0.24, 0.22, 0.16])
SLOW_MEDIAN = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 0.0])  # what few young things are judged by
SPREAD = 0.7  # of the delay's logarithm: half are between 0.6 and 1.6 times the median


@dataclass(frozen=True, slots=True)
class Waiting:
    """What became of things: how many arrived and how many did not, and how long they took.

    `delays` are days, of those that arrived and are known to have taken so long; `ages` are days,
    of those younger than DAYS_TO_ARRIVE that have not arrived.
    """

    arrived: int = 0
    stuck: int = 0
    delays: Floats = field(default_factory=lambda: np.empty(0))
    ages: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def known(self) -> int:
        """How many have an outcome."""
        return self.arrived + self.stuck


@dataclass(frozen=True, slots=True)
class Share:
    """What is known of the share: cells of it from 0 to 1, and the probability below each edge."""

    edges: Floats
    below: Floats

    def up_to(self, middle: float) -> float:
        """P(share ≤ middle)."""
        return float(np.interp(middle, self.edges, self.below))

    def at(self, part: float) -> float:
        """The share below which so large a part of the probability lies."""
        return float(np.interp(part, self.below, self.edges))


def up_to(waiting: Waiting, direction: Direction, middle: float) -> float:
    """P(true share ≤ middle): exact where nothing waits, else summed over shares and delays."""
    if not len(waiting.ages):
        return float(betainc(1 + waiting.arrived, 1 + waiting.stuck, middle))
    return share_of(waiting, direction, middle).up_to(middle)


def worth(waiting: Waiting, direction: Direction) -> float:
    """How many things with an outcome this evidence is worth, at the least.

    One that waits counts by the chance that it would have arrived by now, were delays long: where
    nothing but a guess at the delay could tell, nothing is told.
    """
    if not len(waiting.ages):
        return float(waiting.known)
    usual = np.outer(USUALLY_AT_ONCE[direction], SLOW_MEDIAN).ravel()
    age, count = by_age(waiting.ages)
    return waiting.known + float(count @ (arrived_by(age) @ usual))


def share_of(waiting: Waiting, direction: Direction, middle: float = 0.5) -> Share:
    """The share's distribution, on cells that have an edge at `middle`."""
    edges = cells(waiting, middle)
    share = (edges[1:] + edges[:-1]) / 2
    age, count = by_age(waiting.ages)
    gone = arrived_by(age)  # ages × delays
    logs = (waiting.arrived * np.log(share) + waiting.stuck * np.log1p(-share))[:, None]
    logs = logs + np.einsum("a,sad->sd", count, np.log1p(-share[:, None, None] * gone))
    logs = logs + delay_logs(waiting.delays, direction)
    weight = np.exp(logs - logs.max()).sum(axis=1) * np.diff(edges)
    below = np.concatenate([[0.0], np.cumsum(weight) / weight.sum()])
    return Share(np.concatenate([[0.0], edges, [1.0]]), np.concatenate([[0.0], below, [1.0]]))


def cells(waiting: Waiting, middle: float) -> Floats:
    """Edges between the lowest the share can be (had all that waits been lost) and the highest
    (did it tell nothing), so that they are fine enough for any number of things."""
    lost = waiting.stuck + len(waiting.ages)
    low = float(betaincinv(1 + waiting.arrived, 1 + lost, BEYOND))
    high = 1 - float(betaincinv(1 + waiting.stuck, 1 + waiting.arrived, BEYOND))
    edges = np.linspace(low, high, CELLS + 1)
    return np.unique(np.append(edges, middle)) if low < middle < high else edges


def by_age(ages: Floats) -> tuple[Floats, Floats]:
    """The ages in a few classes: the mean of each class, and how many are in it."""
    home = np.clip(np.searchsorted(EDGES, ages, side="right") - 1, 0, len(EDGES) - 2)
    count = np.bincount(home, minlength=len(EDGES) - 1).astype(np.float64)
    total = np.bincount(home, np.maximum(ages, 0.0), minlength=len(EDGES) - 1)
    there = count > 0
    return total[there] / count[there], count[there]


def arrived_by(age: Floats) -> Floats:
    """Ages × delays of the grid: the chance that what arrives has done so by this age."""
    late = ndtr(np.log(np.maximum(age, 1e-3)[:, None] / MEDIAN) / SPREAD) / in_time()
    part = PART_AT_ONCE[:, None]
    both = part + (1 - part) * np.minimum(late, 1.0)[:, None, :]
    return np.asarray(both.reshape(len(age), -1))


def in_time() -> Floats:
    return np.asarray(ndtr(np.log(DAYS_TO_ARRIVE / MEDIAN) / SPREAD))


def delay_logs(delays: Floats, direction: Direction) -> Floats:
    """The log-weight of each delay of the grid: how usual it is, and how well it fits these."""
    late = delays[(delays > AT_ONCE) & (delays <= DAYS_TO_ARRIVE)]
    soon = int((delays <= AT_ONCE).sum())
    part = PART_AT_ONCE[:, None]
    within = ndtr(np.log(AT_ONCE / MEDIAN) / SPREAD) / in_time()
    logs = soon * np.log(part + (1 - part) * within) + len(late) * np.log(1 - part)
    if len(late):
        away = (np.log(late)[:, None] - np.log(MEDIAN)) / SPREAD
        logs = logs - 0.5 * (away**2).sum(axis=0) - len(late) * np.log(in_time())
    return np.asarray((logs + np.log(np.outer(USUALLY_AT_ONCE[direction], USUAL_MEDIAN))).ravel())
