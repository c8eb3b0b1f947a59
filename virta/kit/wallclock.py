"""Wall-clock times as instants: pure.

A time that the clocks skip in spring is taken an hour later, one that comes twice in autumn the
first time (PEP 495, fold=0).
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment(day: date, at: time, zone: str) -> datetime:
    """A wall-clock time of a day in a zone (IANA name) as an instant in UTC."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
