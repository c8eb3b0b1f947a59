"""When whom is asked, from the first on watch along an escalation path: pure.

Times count from when it was noticed. Whoever is on watch is told at once, each step of the path
when its own time has come, and everybody again while nobody answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

HOUR = timedelta(hours=1)
AGAIN = 2
"""How often all are told again after the last of them."""
LONGEST = timedelta(days=1)
"""How long they are told again, every hour, of what is urgent."""


class Whom(StrEnum):
    """Who is told at a stage."""

    WATCH = "watch"  # whoever is on watch, and whose it is
    STEP = "step"  # the step of an escalation path
    LEADS = "leads"  # the same as at first, and those who lead
    AGAIN = "again"  # everybody who has been told, and those who lead


@dataclass(frozen=True, slots=True)
class Stage:
    """One time of telling: so long after it was noticed, whom, and by which step of a path."""

    after: timedelta
    whom: Whom
    step: Mapping[str, Any] | None = None


def stages(steps: Sequence[Mapping[str, Any]], *, is_urgent: bool) -> list[Stage]:
    """All the times of telling, in order; `steps` are those of `Escalation.steps`, maybe none.

    Without a path those who lead are told after an hour. After the last all are told again every
    hour: twice (once where there is no path), or for a day where it is urgent.
    """
    found = [Stage(timedelta(0), Whom.WATCH)]
    for step in steps:
        after = timedelta(minutes=int(step["within"]))
        found.append(Stage(max(after, found[-1].after), Whom.STEP, step))
    if not steps:
        found.append(Stage(HOUR, Whom.LEADS))
    times = int(LONGEST / HOUR) if is_urgent else AGAIN if steps else AGAIN - 1
    last = found[-1].after
    return [*found, *(Stage(last + n * HOUR, Whom.AGAIN) for n in range(1, times + 1))]


def next_time(
    stages: Sequence[Stage], told: int, noticed_at: datetime, now: datetime
) -> datetime | None:
    """When the next stage is due once `told` of them are done; None after the last.

    Whoever was told late, because no worker ran, has as much time as they would have had.
    """
    if told >= len(stages):
        return None
    pause = stages[told].after - stages[told - 1].after if told else timedelta(0)
    return max(noticed_at + stages[told].after, now + pause)
