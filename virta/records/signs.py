"""What the work itself shows of a factor, beside what people say of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of living work, e.g. "5 of 7 objectives have a measured key result".

    `met` is None where there is nothing to judge by; `good` of the `seen` cases fit.
    """

    key: str
    sentence: str
    met: bool | None
    seen: int
    good: int
    url: str


MOSTLY = 0.7
"""The part of the cases from which on a sign is there."""


def judged(key: str, sentence: str, seen: int, good: int, url: str) -> Sign:
    """A sign that is there where most cases fit; `sentence` has %(good)s and %(seen)s."""
    met = good >= MOSTLY * seen if seen else None
    return Sign(key, sentence % {"good": good, "seen": seen}, met, seen, good, url)
