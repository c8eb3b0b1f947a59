"""Counts by hour, kept in step with what is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from virta.listening.models import ALL, Hourly, Surplus, Tally

UNKNOWN = 9
"""The sentiment of what cannot be told."""

Place = tuple[int, datetime, str, str, int]
"""Search, hour, network, language, sentiment."""


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def place(search: int, mention: Any) -> Place:
    """Where a hit is counted."""
    sentiment = UNKNOWN if mention.sentiment is None else mention.sentiment
    return search, hour_of(mention.at), mention.network, mention.language, sentiment


def counted(hits: Iterable[tuple[int, Any]]) -> Counter[Place]:
    """From (search, mention) pairs to how many there are at each place."""
    return Counter(place(search, mention) for search, mention in hits)


def without_all(changes: Mapping[Place, int]) -> dict[Place, int]:
    """Those of searches alone: what all of them together heard is no tally."""
    return {place: more for place, more in changes.items() if place[0] != ALL}


def _rows(workspace_id: int, changes: Mapping[Place, int]) -> list[tuple[Any, ...]]:
    stamp = connection.ops.adapt_datetimefield_value
    return [
        (workspace_id, search, stamp(hour), network, language, sentiment, more)
        for (search, hour, network, language, sentiment), more in sorted(changes.items())
        if more
    ]


def add_surplus(workspace_id: int, changes: Mapping[Place, int]) -> None:
    """Change how much of the counts is not kept (`virta.listening.surplus`); they change besides."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_SURPLUS, _rows(workspace_id, changes))


def add(workspace_id: int, changes: Mapping[Place, int]) -> None:
    """Change counts, in the transaction of what they count."""
    stamp = connection.ops.adapt_datetimefield_value
    rows = _rows(workspace_id, changes)
    hours = [
        (workspace_id, search, stamp(hour), *figures)
        for (search, hour), figures in sorted(by_hour(changes).items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)
        cursor.executemany(_ADD_HOUR, hours)


def by_hour(changes: Mapping[Place, int]) -> dict[tuple[int, datetime], list[int]]:
    """All, negative, neutral and positive ones by search and hour.

    The hours of `ALL` are only marked as touched: from hits alone it cannot be told how many
    mentions they are, and the worker counts them (`virta.listening.ranking`).
    """
    found: dict[tuple[int, datetime], list[int]] = {}
    for (search, hour, _network, _language, sentiment), more in changes.items():
        found.setdefault((ALL, hour), [0, 0, 0, 0])
        figures = found.setdefault((search, hour), [0, 0, 0, 0])
        figures[0] += more
        if sentiment != UNKNOWN:
            figures[sentiment + 2] += more
    return found


# The ORM's own upsert can only replace a value, not add to it. Both databases read this.
_TABLE = Tally._meta.db_table
_ADD = f"""
INSERT INTO {_TABLE} (workspace_id, search_id, hour, network, language, sentiment, count)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (search_id, hour, network, language, sentiment)
DO UPDATE SET count = {_TABLE}.count + excluded.count
"""  # noqa: S608 - the name of the table is the model's
_SURPLUS = Surplus._meta.db_table
_ADD_SURPLUS = f"""
INSERT INTO {_SURPLUS} (workspace_id, search_id, hour, network, language, sentiment, count)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (workspace_id, search_id, hour, network, language, sentiment)
DO UPDATE SET count = {_SURPLUS}.count + excluded.count
"""  # noqa: S608 - the name of the table is the model's
_HOURS = Hourly._meta.db_table
_ADD_HOUR = f"""
INSERT INTO {_HOURS}
(workspace_id, search_id, hour, count, negative, neutral, positive, changes, counted, ranked,
base, version)
VALUES (%s, %s, %s, %s, %s, %s, %s, 1, 0, 0, 0, 0)
ON CONFLICT (workspace_id, search_id, hour)
DO UPDATE SET count = {_HOURS}.count + excluded.count,
negative = {_HOURS}.negative + excluded.negative,
neutral = {_HOURS}.neutral + excluded.neutral,
positive = {_HOURS}.positive + excluded.positive,
changes = {_HOURS}.changes + 1
"""  # noqa: S608 - the name of the table is the model's
