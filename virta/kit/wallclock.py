"""Wall-clock times as instants: pure.

Where the clock is turned, RFC 5545, section 3.3.5 is followed: a time that does not exist (3:30 in
the night when the clock goes from 3 to 4) is read with the offset before the turn and so comes to
stand after the gap (4:30); of a time that comes twice the first is meant (PEP 495, fold=0).
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment(day: date, clock: time, zone: str) -> datetime:
    """A wall-clock time of a day in a zone (IANA name) as an instant in UTC."""
    return datetime.combine(day, clock.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
