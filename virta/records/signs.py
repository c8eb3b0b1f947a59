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
