"""Record keys of the AT Protocol, made from the time. https://atproto.com/specs/tid"""

import secrets
import threading
from datetime import datetime

_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK = secrets.randbits(10)
_LOCK = threading.Lock()
_last = 0


def made(microseconds: int, clock: int) -> str:
    """The TID of a time since 1970, in microseconds, and a clock's number of 10 bits."""
    number = (microseconds & (1 << 53) - 1) << 10 | clock & 1023
    return "".join(_SIGNS[number >> shift & 31] for shift in range(60, -1, -5))


def new_reference(moment: datetime) -> str:
    """A TID that this process has not given before; later ones always sort after."""
    global _last  # noqa: PLW0603 one clock for the whole process
    with _LOCK:
        _last = max(int(moment.timestamp() * 1_000_000), _last + 1)
        return made(_last, _CLOCK)
