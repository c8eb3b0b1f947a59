"""What strangers write, made fit for the tables: one post must not stop all that come after it."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from virta.sources.protocol import Heard

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web nobody published there; such a time is nonsense, and breaks calendars."""
LARGEST = 2**63 - 1
_NAMES = tuple(one.name for one in fields(Heard))


def storable(heard: Heard, now: datetime) -> Heard:
    """The same without signs that PostgreSQL does not keep, and with figures that fit.

    NUL is left out, half a surrogate pair becomes a question mark. A time ahead of ours or before
    the web becomes now; a count that does not fit is not known.
    """
    changed: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(heard, name)
        if value and (fit := _fit(value)) != value:
            changed[name] = fit
    if not EARLIEST <= heard.at <= now:
        changed["at"] = now
    return replace(heard, **changed) if changed else heard


def _fit(value: object) -> object:
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return tuple(map(_fit, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= LARGEST else None
    return value
