"""The index in SQLite: an FTS5 table without content, whose row numbers are the mentions' ids.

Terms come split already, so that the tokeniser has only to cut at spaces. Without content there is
nothing to read back: what is taken out has to be told term by term. Places in the text are left
out (`detail=none`), since the matcher looks at the text itself.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from virta.listening.fulltext.narrowing import Any as OneOf
from virta.listening.fulltext.narrowing import Condition, Term

TABLE = "listening_words"
MAKE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(
    words, content='', columnsize=0, detail=none, tokenize="ascii tokenchars ':#@%+$_'"
)"""
WORDS = 2000
"""So many terms are asked for one by one."""
GREATEST = "\U0010ffff"
"""Greater than any letter."""
Row = tuple[int, Sequence[str]]
"""A mention's id and terms."""


def add(rows: Iterable[Row]) -> None:
    """Put terms in. FTS5 writes to its file whenever ids do not ascend, hence in their order."""
    _write(f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)", rows)


def remove(rows: Iterable[Row]) -> None:
    """Take terms out, those that were put in."""
    _write(f"INSERT INTO {TABLE} ({TABLE}, rowid, words) VALUES ('delete', %s, %s)", rows)


def _write(sql: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(pk, " ".join(terms)) for pk, terms in sorted(rows)])


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")


def tidy() -> None:
    """Merge what was written in small parts, a little at a time."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', 2000)")


def expression(condition: Condition) -> str:
    """The condition as FTS5 reads it."""
    if isinstance(condition, Term):
        if not condition.starts:
            return _quoted(condition.text)
        words = beginning(condition.text)
        return f"({' OR '.join(map(_quoted, words))})" if words else f"{_quoted(condition.text)}*"
    joint = " OR " if isinstance(condition, OneOf) else " AND "
    return f"({joint.join(map(expression, condition.parts))})"


def _quoted(term: str) -> str:
    doubled = term.replace('"', '""')
    return f'"{doubled}"'


def beginning(start: str) -> list[str]:
    """The terms that begin so; none where there are too many, or none.

    FTS5 puts together all that all of them find before it gives the newest, seconds at ten million
    mentions; asked for each by its name, it stops as soon as there are enough. They are found by
    leaps, each to the next greater term: to list them, FTS5 would count what each of them finds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARY)
        cursor.execute(_BEGINNING, [start, f"{start}{GREATEST}", WORDS + 1])
        found = [term for (term,) in cursor.fetchall() if term and term.startswith(start)]
    return found if len(found) <= WORDS else []


def found(condition: Condition, low: int, high: int, most: int) -> list[int]:
    """Ids of [low, high) that fulfil the condition, the greatest first."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [expression(condition), low, high - 1, most])
        return [pk for (pk,) in cursor.fetchall()]


_FOUND = f"""
SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN %s AND %s
ORDER BY rowid DESC LIMIT %s"""  # noqa: S608 - the name of the table is ours
_VOCABULARY = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS temp.listening_terms
USING fts5vocab('main', '{TABLE}', 'instance')"""
_BEGINNING = """
WITH RECURSIVE some (term) AS (
    SELECT (SELECT term FROM temp.listening_terms WHERE term >= %s LIMIT 1)
    UNION ALL
    SELECT (SELECT term FROM temp.listening_terms WHERE term >= some.term || char(1) LIMIT 1)
    FROM some WHERE some.term < %s
    LIMIT %s
) SELECT term FROM some"""
