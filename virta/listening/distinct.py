"""How many different ones there are, in little space, so that days can be put together.

A sketch holds the least `most` of 24-bit hashes (K minimum values: Bar-Yossef and others 2002,
RANDOM; Beyer and others 2007, SIGMOD). Below `most` it counts exactly but for one collision in
millions; above, the standard error is about 1 / √(most − 2).
"""

import re
from collections.abc import Iterable

WIDE = 6
"""Hexadecimal figures of a hash."""
SPAN = 1 << 4 * WIDE
_HASH = re.compile("." * WIDE)


def short(number: int) -> int:
    """24 bits of a 63-bit hash."""
    return number % SPAN


def pack(hashes: Iterable[int], most: int) -> str:
    """The least `most` of the hashes as text."""
    return "".join(f"{one:06x}" for one in sorted(set(hashes))[:most])


def unpack(*sketches: str) -> set[str]:
    """The hashes of sketches, as hexadecimal figures: their order is that of the numbers."""
    return set(_HASH.findall("".join(sketches)))


def estimate(hashes: Iterable[str], most: int) -> tuple[int, bool]:
    """How many different ones sketches tell of, put together, and whether that is exact."""
    least = sorted(set(hashes))
    if len(least) < most:
        return len(least), True
    kth = int(least[most - 1], 16) + 1
    return max(most, round((most - 1) * SPAN / kth)), False
