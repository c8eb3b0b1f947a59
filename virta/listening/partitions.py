"""Mentions cut by time in PostgreSQL: a table for each month, one for whatever lies elsewhere.

Ids lie in the order of time, so that a month is a stretch of them. A question about a period reads
the months it touches; a month that retention has emptied is dropped whole. SQLite has one table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import connection, transaction

from virta.listening import naming

TABLES = ("listening_mention", "listening_words")
AHEAD = 3
"""Months made before they begin."""
ENOUGH = 50_000
"""Rows of a month from which on it gets a table although it is long past."""
_BOUNDS = re.compile(r"FROM \('(\d+)'\) TO \('(\d+)'\)")

Month = tuple[int, int]
"""Year and month."""


def month_of(at: datetime) -> Month:
    return at.year, at.month


def later(month: Month, by: int) -> Month:
    """So many months after one, or before it."""
    year, number = divmod(month[0] * 12 + month[1] - 1 + by, 12)
    return year, number + 1


def begins(month: Month) -> int:
    """The least id of a month."""
    return naming.bound(datetime(*month, 1, tzinfo=UTC))


def bounds(table: str) -> list[tuple[int, int]]:
    """The stretches of ids that have a table of their own, in ascending order."""
    return sorted((low, high) for low, high, _name in _parts(table))


def stretches(table: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """[low, high) cut where the table is cut, the newest first; as of up to a minute ago, which makes
    no difference but to how fast each piece is read."""
    edges = [edge for edge in _edges(table, int(monotonic() / 60)) if low < edge < high]
    inner = [low, *edges, high]
    yield from reversed(list(zip(inner, inner[1:], strict=False)))


@lru_cache(maxsize=len(TABLES))
def _edges(table: str, minute: int) -> list[int]:
    return sorted({edge for pair in bounds(table) for edge in pair})


def keep_up(now: datetime) -> int:
    """Make the months ahead and those of many rows elsewhere; drop old ones that are empty.

    Returns how many tables were made or dropped.
    """
    if connection.vendor != "postgresql":
        return 0
    this = month_of(now)
    wanted = {later(this, by) for by in range(AHEAD + 1)}
    changed = 0
    for table in TABLES:
        changed += sum(make(table, month) for month in sorted(wanted | set(_crowded(table))))
        changed += _drop_empty(table, begins(later(this, -1)))
    return changed


def make(table: str, month: Month) -> bool:
    """Give a month a table of its own, with the rows of it that lie elsewhere."""
    low, high = begins(month), begins(later(month, 1))
    name = f"{table}_{month[0]:04}_{month[1]:02}"
    with transaction.atomic():
        _one_at_a_time()
        if any(low < end and begin < high for begin, end, _name in _parts(table)):
            return False
        within = f"{table}_other WHERE id >= {low} AND id < {high}"
        keys = keys_to(table) if _run(f"SELECT 1 FROM {within} LIMIT 1") else []  # noqa: S608
        # A row that goes from one part to another is gone for those who point at it.
        for key in keys:
            _run(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # what is still to be checked keeps tables as they are
            _run(f'ALTER TABLE {key.table} DROP CONSTRAINT "{key.name}"')
        _run(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        _run(
            f"WITH moved AS (DELETE FROM {within} RETURNING *) INSERT INTO {name} SELECT * FROM moved"  # noqa: S608
        )
        _run(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({low}) TO ({high})")
        for key in keys:
            _run(f'ALTER TABLE {key.table} ADD CONSTRAINT "{key.name}" {key.text} NOT VALID')
    for key in keys:
        _run(f'ALTER TABLE {key.table} VALIDATE CONSTRAINT "{key.name}"')
    return True


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key: the table that has it, its name and what it says."""

    table: str
    name: str
    text: str


def keys_to(table: str) -> list[Key]:
    """The foreign keys that lead to a table."""
    rows = _run(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' AND confrelid = to_regclass(%s) AND conparentid = 0
        """,
        table,
    )
    return [Key(*row) for row in rows]


def _crowded(table: str) -> list[Month]:
    """Months of which many rows lie in the table for whatever lies elsewhere."""
    span = 30 * 86_400_000 << naming.CHANCE
    rows = _run(
        f"SELECT min(id) FROM {table}_other GROUP BY id / {span} HAVING count(*) >= {ENOUGH}"  # noqa: S608
    )
    return [month_of(naming.moment(pk)) for (pk,) in rows]


def _drop_empty(table: str, before: int) -> int:
    dropped = 0
    for _low, high, name in _parts(table):
        if high <= before and not _run(f"SELECT 1 FROM {name} LIMIT 1"):  # noqa: S608
            with transaction.atomic():
                _one_at_a_time()
                _run(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
                if not _run(f"SELECT 1 FROM {name} LIMIT 1"):  # noqa: S608
                    _run(f"ALTER TABLE {table} DETACH PARTITION {name}")
                    _run(f"DROP TABLE {name}")
                    dropped += 1
    return dropped


def _parts(table: str) -> list[tuple[int, int, str]]:
    """Of each table that holds a stretch of ids: the stretch, and its name."""
    rows = _run(
        """
        SELECT pg_get_expr(part.relpartbound, part.oid), part.relname FROM pg_inherits
        JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = to_regclass(%s)
        """,
        table,
    )
    found = [(_BOUNDS.search(bound), name) for bound, name in rows]
    return [(int(one[1]), int(one[2]), name) for one, name in found if one]


def _one_at_a_time() -> None:
    """Two workers may have found the same month missing."""
    _run("SELECT pg_advisory_xact_lock(hashtext('virta.listening.partitions'))")


def _run(sql: str, *values: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []
