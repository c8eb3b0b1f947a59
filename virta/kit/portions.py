"""A long list in parts, each of which one question to the database can hold."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

AT_ONCE = 400
"""So many values in one question: well below what SQLite and PostgreSQL take."""

T = TypeVar("T")


def portions(items: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """The items in their order, at most `size` at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def rows_in_portions(rows: Any, size: int = AT_ONCE) -> Iterator[list[Any]]:
    """All rows of a query in its order, at most `size` in memory at a time. What has left the query
    by the time its portion comes is not among them."""
    keys = list(rows.prefetch_related(None).values_list("pk", flat=True))
    for some in portions(keys, size):
        yield list(rows.filter(pk__in=some))
