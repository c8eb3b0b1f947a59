"""Many stretches of time asked of one table, each a stretch of an index."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connections

LOW, HIGH = (datetime(1970, 1, 1, 0, 0, 0, mark, tzinfo=UTC) for mark in (1, 2))
"""Stand in the statement for the two ends of a stretch; no row is of that microsecond."""


def numbers_in_each(
    rows: Any, stretches: Sequence[tuple[datetime, datetime]]
) -> Iterator[list[int]]:
    """The row numbers of a query whose `at` lies in each of these stretches, the end not included.

    In the order of the query. It is compiled once and asked with other ends each time: an answer
    takes a fraction of what compiling takes, and in one condition with all the stretches in it
    databases read the whole table.
    """
    asked = rows.filter(at__gte=LOW, at__lt=HIGH).values_list("pk", flat=True)
    sql, given = asked.query.sql_with_params()
    connection = connections[asked.db]
    adapt = connection.ops.adapt_datetimefield_value
    ends = [(adapt(start), adapt(end)) for start, end in stretches]
    low, high = adapt(LOW), adapt(HIGH)
    ask = _at_once if connection.vendor == "postgresql" else _in_turn
    with connection.cursor() as cursor:
        yield from ask(cursor, sql, given, (low, high), ends)


def _in_turn(
    cursor: Any, sql: str, given: Sequence[Any], marks: tuple[Any, Any], ends: Sequence[Any]
) -> Iterator[list[int]]:
    """One statement a stretch, in a database that lives in this process."""
    for here in ends:
        put = dict(zip(marks, here, strict=True))
        cursor.execute(sql, [put.get(one, one) for one in given])
        yield [number for (number,) in cursor.fetchall()]


def _at_once(
    cursor: Any, sql: str, given: Sequence[Any], marks: tuple[Any, Any], ends: Sequence[Any]
) -> Iterator[list[int]]:
    """One statement that asks for each stretch by itself, where every statement is a journey."""
    columns = dict(zip(marks, ("stretch.low", "stretch.high"), strict=True))
    before, *rest = sql.split("%s")
    for mark, after in zip(given, rest, strict=True):
        before += columns.get(mark, "%s") + after
    cursor.execute(
        f"SELECT ARRAY({before}) FROM unnest(%s::timestamptz[], %s::timestamptz[])"  # noqa: S608 - from the ORM
        " WITH ORDINALITY AS stretch(low, high, n) ORDER BY n",
        [*(one for one in given if one not in columns), *map(list, zip(*ends, strict=True))],
    )
    yield from (numbers for (numbers,) in cursor.fetchall())
