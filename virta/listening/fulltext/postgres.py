"""The index in PostgreSQL: a table of ids and `tsvector`s with GIN, cut by time as mentions are.

Terms come split already: nothing is parsed here, so that no dictionary and no configuration has a
say. A GIN index gives its answers in no order, therefore it is asked part by part, newest first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from virta.listening import partitions
from virta.listening.fulltext.narrowing import Any as OneOf
from virta.listening.fulltext.narrowing import Condition, Term

TABLE = "listening_words"
MAKE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (id bigint PRIMARY KEY, words tsvector NOT NULL)
PARTITION BY RANGE (id);
CREATE TABLE IF NOT EXISTS {TABLE}_other PARTITION OF {TABLE} DEFAULT;
CREATE INDEX IF NOT EXISTS {TABLE}_words ON {TABLE}
USING gin (words) WITH (gin_pending_list_limit = 1024);
"""
"""Readers go through what waits to be sorted in, so that no more than a megabyte may wait."""
Row = tuple[int, Sequence[str]]
"""A mention's id and terms."""


def add(rows: Iterable[Row]) -> None:
    """Put terms in, beside what a mention has there already."""
    ids, words = _columns(rows)
    _run(
        f"""
        INSERT INTO {TABLE} (id, words)
        SELECT id, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS fresh (id, words)
        ON CONFLICT (id) DO UPDATE SET words = {TABLE}.words || excluded.words
        """,  # noqa: S608 - the name of the table is ours
        [ids, words],
    )


def remove(rows: Iterable[Row]) -> None:
    """Take terms out; a mention without any is taken out whole."""
    ids, words = _columns(rows)
    _run(
        f"""
        UPDATE {TABLE} SET words = ts_delete({TABLE}.words, tsvector_to_array(gone.words::tsvector))
        FROM unnest(%s::bigint[], %s::text[]) AS gone (id, words) WHERE {TABLE}.id = gone.id
        """,  # noqa: S608 - the name of the table is ours
        [ids, words],
    )
    _run(f"DELETE FROM {TABLE} WHERE id = ANY(%s) AND words = ''::tsvector", [ids])  # noqa: S608


def forget(ids: Sequence[int]) -> None:
    """Take mentions out whole."""
    _run(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608


def _columns(rows: Iterable[Row]) -> tuple[list[int], list[str]]:
    held = sorted(rows)
    return [pk for pk, _terms in held], [" ".join(map(_quoted, terms)) for _pk, terms in held]


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def empty() -> None:
    _run(f"TRUNCATE {TABLE}", [])


def tidy() -> None:
    """Nothing: autovacuum sees to it."""


def expression(condition: Condition) -> str:
    """The condition as a `tsquery`."""
    if isinstance(condition, Term):
        return f"{_quoted(condition.text)}{':*' if condition.starts else ''}"
    joint = " | " if isinstance(condition, OneOf) else " & "
    return f"({joint.join(map(expression, condition.parts))})"


def found(condition: Condition, low: int, high: int, most: int) -> list[int]:
    """Ids of [low, high) that fulfil the condition, the greatest first."""
    asked = expression(condition)
    ids: list[int] = []
    with connection.cursor() as cursor:
        for begin, end in partitions.stretches(TABLE, low, high):
            cursor.execute(_FOUND, [asked, begin, end, most - len(ids)])
            ids += [pk for (pk,) in cursor.fetchall()]
            if len(ids) >= most:
                break
    return ids


_FOUND = f"""
SELECT id FROM {TABLE} WHERE words @@ %s::tsquery AND id >= %s AND id < %s
ORDER BY id DESC LIMIT %s"""  # noqa: S608 - the name of the table is ours
