"""One clock for all workers: the database's.

Leases and times of posts are compared by workers on several machines, whose own clocks may be half
a minute apart or be set while they run. So the time is asked of the database, and between two
questions counted on by the clock that nobody can set.
"""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection

QUESTIONS = {
    "postgresql": "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}  # fmt: skip


def asked() -> datetime:
    """The database's time now."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS[connection.vendor])
        row = cursor.fetchone()
    if row is None:
        raise ValueError("A database always knows the time.")
    return datetime.fromisoformat(row[0]).replace(tzinfo=UTC)


class DatabaseClock:
    """Tells the database's time. `set` asks for it; calling counts on from there."""

    def __init__(self) -> None:
        self._known: tuple[datetime, float] | None = None

    def set(self) -> None:
        """Ask the database: at every sweep. What the answer took counts as having passed."""
        begun = time.monotonic()
        self._known = asked(), begun

    def __call__(self) -> datetime:
        if self._known is None:
            self.set()
        if self._known is None:
            raise ValueError("The clock was just set.")
        then, since = self._known
        return then + timedelta(seconds=time.monotonic() - since)
