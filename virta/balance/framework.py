"""The framework's own facts: the eight factors, the two cycles, and where the stumbling blocks lie.

Source: M-Brain, "Sosiaalisen median viitekehys – älä taistele virtaa vastaan vaan käytä sitä
hyväksesi" and its sister posts.
"""

from enum import StrEnum


class Factor(StrEnum):
    """The eight success factors, in the framework's order; `FACTORS.index` is number - 1."""

    OBJECTIVES = "objectives"
    AUDIENCES = "audiences"
    ACTIVITIES = "activities"
    OWNERSHIP = "ownership"
    LISTENING = "listening"
    ENGAGEMENT = "engagement"
    MEASUREMENT = "measurement"
    LEARNING = "learning"


class BlockName(StrEnum):
    """The four stumbling blocks, in the framework's order."""

    MISSING_FACTOR = "missing_factor"
    OVERWEIGHT_FACTOR = "overweight_factor"
    ONE_CYCLE = "one_cycle"
    BLOCKED_FLOW = "blocked_flow"


class Direction(StrEnum):
    """The two flows between the cycles, both through learning and culture."""

    TO_EXECUTION = "to_execution"
    TO_STRATEGY = "to_strategy"


FACTORS: tuple[Factor, ...] = tuple(Factor)
INNER: tuple[Factor, ...] = FACTORS[:4]  # the strategy cycle
OUTER: tuple[Factor, ...] = FACTORS[4:7]  # the execution cycle
LINK: Factor = Factor.LEARNING  # the channel between them

REFERENCE: dict[Factor, float] = {
    Factor.OBJECTIVES: 0.06,
    Factor.AUDIENCES: 0.08,
    Factor.ACTIVITIES: 0.18,
    Factor.OWNERSHIP: 0.06,
    Factor.LISTENING: 0.16,
    Factor.ENGAGEMENT: 0.26,
    Factor.MEASUREMENT: 0.12,
    Factor.LEARNING: 0.08,
}
"""Shares of effort in a balanced organisation, unless it has set its own."""

KINDS: tuple[str, ...] = (
    "objective",
    "audience",
    "channel",
    "activity",
    "assignment",
    "insight",
    "post",
    "reply",
    "finding",
    "lesson",
    "experiment",
    "decision",
    "change",
)
"""Kinds of items in the trace of work."""

LINKS: frozenset[tuple[str, str]] = frozenset(
    {
        ("activity", "objective"),
        ("post", "activity"),
        ("reply", "activity"),
        ("insight", "decision"),
        ("finding", "decision"),
        ("lesson", "decision"),
        ("experiment", "decision"),
        ("decision", "change"),
    }
)
"""The links that mean something, as (kind it runs from, kind it runs to)."""

LEVELS = range(6)
"""0 not done, 1 now and then, 2 begun, 3 regular, 4 managed and measured, 5 improving all the time."""
