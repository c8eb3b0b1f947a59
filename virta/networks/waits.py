"""How long a server asks us to wait."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

LEAST = timedelta(seconds=1)
USUAL = timedelta(minutes=1)
MOST = timedelta(days=1)

# The first is RFC 9110's; the others say when the window of a rate limit ends.
_HEADERS = (
    "retry-after",
    "x-ratelimit-reset-after",
    "ratelimit-reset",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
)
_LEFT = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_SINCE_1970 = 1_000_000_000
"""A larger number is a moment in seconds since 1970, a smaller one so many seconds from now."""
_MILLISECONDS = 100_000_000_000


def wait(headers: httpx.Headers, usual: timedelta = USUAL) -> timedelta:
    """Until when to wait, between a second and a day; `usual` where the server does not say.

    Moments are measured against the server's own `Date`, so that a clock which is wrong, here or
    there, does not matter.
    """
    now = _moment(headers.get("date", "")) or datetime.now(UTC).timestamp()
    for header in _HEADERS:
        seconds = _seconds(headers.get(header, "").strip(), now)
        if seconds is not None:
            return timedelta(seconds=min(max(seconds, LEAST.total_seconds()), MOST.total_seconds()))
    return usual


def spent(headers: httpx.Headers) -> timedelta | None:
    """How long to leave a server alone that has answered and says that nothing is left now; None
    where something is, or it says nothing."""
    left = [text.strip() for header in _LEFT if (text := headers.get(header)) is not None]
    return wait(headers) if any(text.isdecimal() and int(text) == 0 for text in left) else None


def _seconds(text: str, now: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        moment = _moment(text)
        return None if moment is None else moment - now
    if not math.isfinite(number):
        return None
    if number > _MILLISECONDS:
        return number / 1000 - now
    return number - now if number > _SINCE_1970 else number


def _moment(text: str) -> float | None:
    """Seconds since 1970, from an HTTP date or ISO 8601."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
    return None
