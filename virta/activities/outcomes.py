"""What became of planned slots, told by whoever publishes: a factor further on registers itself.

The plan cannot know of posts, which stand above it; it asks whoever has registered.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from virta.people.models import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one slot: `kind` names it for counting, `label` says it in words.

    `icon` and `tone` draw it in a calendar, `url` leads to what was made of the slot (or nothing),
    `write_url` to where it is made, while nothing is.
    """

    kind: str
    label: str
    icon: str
    tone: str
    url: str = ""
    write_url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it says nothing that the slot's own state does not say."""
        return self.kind == "open"


@dataclass(frozen=True, slots=True)
class Count:
    """How many slots have the same outcome."""

    label: str
    icon: str
    number: int


Asked = Callable[[Workspace, datetime, datetime], dict[int, Outcome]]
"""(workspace, start, end) → outcomes by the row number of the slots from start to before end."""

_asked: list[Asked] = []


def register(asked: Asked) -> Asked:
    """Have the plan ask this function too."""
    _asked.append(asked)
    return asked


def outcomes(workspace: Workspace, start: datetime, end: datetime) -> dict[int, Outcome]:
    """What became of the slots from `start` to before `end`, by row number; who is unknown to all
    has none."""
    found: dict[int, Outcome] = {}
    for asked in _asked:
        found |= asked(workspace, start, end)
    return found


def counted(several: Iterable[Outcome]) -> list[Count]:
    """How many slots have each outcome, the most frequent first."""
    numbers = Counter((one.label, one.icon) for one in several)
    return [Count(label, icon, number) for (label, icon), number in numbers.most_common()]
