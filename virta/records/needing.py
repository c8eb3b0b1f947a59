"""What needs a person: one line on their first page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for somebody, and where it is done.

    `urgency` orders them: 3 overdue, 2 today, 1 this week, 0 whenever there is time.
    """

    title: str
    note: str
    url: str
    urgency: int = 0
    about: Any = None
