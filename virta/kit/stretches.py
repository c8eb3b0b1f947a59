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

    In the order of the query. It is compiled once and asked again and again with other ends: an
    answer takes a fraction of what compiling takes, and in one question with all the stretches
    in it databases read the whole table.
    """
    asked = rows.filter(at__gte=LOW, at__lt=HIGH).values_list("pk", flat=True)
    sql, given = asked.query.sql_with_params()
    connection = connections[asked.db]
    adapt = connection.ops.adapt_datetimefield_value
    low, high = adapt(LOW), adapt(HIGH)
    with connection.cursor() as cursor:
        for start, end in stretches:
            first, last = adapt(start), adapt(end)
            cursor.execute(
                sql, [first if one == low else last if one == high else one for one in given]
            )
            yield [number for (number,) in cursor.fetchall()]
