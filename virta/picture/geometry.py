"""The stream's course: a limaçon, one closed curve whose inner loop lies within its outer loop.

r = B + A cos θ with B < A, its pole where the curve crosses itself, its axis upwards. Water leaves the
crossing (factor 8) to the left into the inner loop, passes 1-4, comes back through the crossing,
runs the outer loop by 5-7, and returns.
"""

import math
from dataclasses import dataclass
from functools import cache

from virta.balance.framework import FACTORS, INNER, LINK, OUTER, Factor

CROSSING_ANGLE = math.acos(-0.25)  # where r = 0, for B / A = 1/4
STEPS = 240  # points of a loop before it is cut into even pieces

# Where the factors lie along their loop, as parts of its length.
INNER_AT = (0.21, 0.4, 0.6, 0.79)
OUTER_AT = (0.27, 0.5, 0.73)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the stream, with the direction across it (a unit vector to the left of the flow)."""

    x: float
    y: float
    across_x: float
    across_y: float

    def aside(self, distance: float) -> tuple[float, float]:
        """The place so far to the left of the flow (to the right where negative)."""
        return self.x + distance * self.across_x, self.y + distance * self.across_y


@dataclass(frozen=True, slots=True)
class Course:
    """One size of the picture: where the crossing is and how large the loops are."""

    width: int
    height: int
    x: float  # of the crossing
    y: float
    a: float
    stretch: float  # of the curve's breadth

    def place(self, angle: float) -> tuple[float, float]:
        r = self.a * (0.25 + math.cos(angle))
        return self.x + self.stretch * r * math.sin(angle), self.y - r * math.cos(angle)


WIDE = Course(1180, 800, 590, 672, 405, 1.31)
COMPACT = Course(360, 250, 180, 212, 146, 1.12)


@cache
def loop(course: Course, inner: bool, pieces: int) -> tuple[Point, ...]:
    """`pieces` + 1 points along a loop, evenly spaced, from the crossing back to it."""
    start, end = (
        (CROSSING_ANGLE, 2 * math.pi - CROSSING_ANGLE)
        if inner
        else (-CROSSING_ANGLE, CROSSING_ANGLE)
    )
    raw = [course.place(start + (end - start) * n / STEPS) for n in range(STEPS + 1)]
    lengths = [0.0]
    for here, there in zip(raw, raw[1:], strict=False):
        lengths.append(lengths[-1] + math.dist(here, there))
    return tuple(at_part(raw, lengths, n / pieces) for n in range(pieces + 1))


def at_part(raw: list[tuple[float, float]], lengths: list[float], part: float) -> Point:
    wanted = part * lengths[-1]
    n = next((n for n in range(1, len(raw)) if lengths[n] >= wanted), len(raw) - 1)
    (x0, y0), (x1, y1) = raw[n - 1], raw[n]
    run = lengths[n] - lengths[n - 1] or 1.0
    mix = (wanted - lengths[n - 1]) / run
    return Point(x0 + mix * (x1 - x0), y0 + mix * (y1 - y0), (y1 - y0) / run, -(x1 - x0) / run)


def along(inner: bool) -> tuple[tuple[float, Factor], ...]:
    """What lies along a loop: parts of its length and factors, the crossing at both ends."""
    factors, places = (INNER, INNER_AT) if inner else (OUTER, OUTER_AT)
    return ((0.0, LINK), *zip(places, factors, strict=True), (1.0, LINK))


def node(course: Course, factor: Factor) -> Point:
    """Where a factor's number stands."""
    if factor == LINK:
        return Point(course.x, course.y, 0.0, 1.0)
    inner = factor in INNER
    part = {one: place for place, one in along(inner)}[factor]
    points = loop(course, inner, 100)
    return points[round(part * 100)]


def number(factor: Factor) -> int:
    return FACTORS.index(factor) + 1
