"""A long list in parts, each of which one question to the database can hold."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 400
"""So many values in one question: well below what SQLite and PostgreSQL take."""

T = TypeVar("T")


def portions(items: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """The items in their order, at most `size` at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]
