"""Rows in bulk into SQLite or PostgreSQL, secondary indexes made at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection, transaction

from bench.listening.filling import COLUMNS, Making, Portion
from virta.listening import partitions
from virta.listening.fulltext import postgres, sqlite

TALLY = ("workspace_id", "search_id", "hour", "network", "language", "sentiment", "count")
HIT = ("id", "workspace_id", "search_id", "mention_id")
TABLES = ("listening_mention", "listening_hit", "listening_tally", "listening_words")


def write(making: Making, total: int) -> Iterator[int]:
    """Fill the tables; yields how many mentions are in. The tables have been empty."""
    numbers = count(1)
    put = _copied if connection.vendor == "postgresql" else _inserted
    with _without_indexes():
        done = 0
        for portion in making.portions(total):
            hits = [(next(numbers), making.workspace, *one) for one in portion.hits]
            with transaction.atomic():
                put("listening_mention", COLUMNS, portion.mentions)
                put("listening_hit", HIT, hits)
                _words(portion)
            done += len(portion.mentions)
            yield done
        with transaction.atomic():
            put("listening_tally", TALLY, list(making.tallies()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def prepare(making: Making) -> None:
    """The months of PostgreSQL."""
    if connection.vendor == "postgresql":
        month = partitions.month_of(making.until)
        for table in partitions.TABLES:
            for back in range(13):
                partitions.make(table, partitions.later(month, -back))


def _words(portion: Portion) -> None:
    if connection.vendor != "postgresql":
        sqlite.add(portion.words)
        return
    rows = [(pk, " ".join(map(postgres._quoted, terms))) for pk, terms in portion.words]
    _copied("listening_words", ("id", "words"), rows)


def _inserted(table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608


def _copied(table: str, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        named = ", ".join(f'"{one}"' for one in columns)
        with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Drops what is not needed to write, and makes it again."""
    asked, setting, back = _OF_POSTGRES if connection.vendor == "postgresql" else _OF_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = cursor.fetchall()
        for name, _made in found:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(setting)
    yield
    with connection.cursor() as cursor:
        for _name, made in found:
            cursor.execute(made)
        cursor.execute(back)


_NAMES = ", ".join(f"'{one}'" for one in TABLES)
_OF_SQLITE = (
    f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({_NAMES})"  # noqa: S608
    " AND sql IS NOT NULL",
    "PRAGMA synchronous = OFF",
    "PRAGMA synchronous = NORMAL",
)
_OF_POSTGRES = (
    # Of a partitioned table the index over all parts; foreign keys are checked by nobody meanwhile.
    f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"  # noqa: S608
    f" WHERE indrelid::regclass::text IN ({_NAMES}) AND NOT indisunique",
    "SET session_replication_role = replica",
    "SET session_replication_role = DEFAULT",
)
