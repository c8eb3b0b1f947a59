"""Mentions in a table for each month, in PostgreSQL. Nothing changes in SQLite, nor in any model.

A partitioned table cannot say that a fingerprint stands but once, since that is not what it is
cut by. Whoever stores mentions takes the workspace's turn first (`Intake`), and fingerprints hold
the workspace: two rows with the same one could only be written by two who have the same turn.
"""

from django.db import migrations
from django.utils import timezone

from virta.listening import partitions

TABLE = "listening_mention"
FEW = 1000
"""Months of fewer mentions stay in the table for whatever lies elsewhere."""

KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND (confrelid = %s::regclass OR conrelid = %s::regclass)"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass
AND NOT indisunique"""
MONTHS = f"""
SELECT extract(year FROM at AT TIME ZONE 'UTC')::int,
extract(month FROM at AT TIME ZONE 'UTC')::int FROM {TABLE} GROUP BY 1, 2 HAVING count(*) >= {FEW}"""


def cut(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        keys = _asked(cursor, KEYS, TABLE, TABLE)
        indexes = [one for (one,) in _asked(cursor, INDEXES, TABLE)]
        months = _asked(cursor, MONTHS)
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_uncut")
        cursor.execute(
            f"CREATE TABLE {TABLE} (LIKE {TABLE}_uncut INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
            " PARTITION BY RANGE (id)"
        )
        cursor.execute(f"CREATE TABLE {TABLE}_other PARTITION OF {TABLE} DEFAULT")
    for table in partitions.TABLES:
        for month in months:
            partitions.make(table, month)
    partitions.keep_up(timezone.now())
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {TABLE}_uncut")
        cursor.execute(f"DROP TABLE {TABLE}_uncut")
        cursor.execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (id)")
        cursor.execute(f"CREATE INDEX {TABLE}_fingerprint ON {TABLE} (fingerprint)")
        for definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute(f"ANALYZE {TABLE}")


def _asked(cursor, sql, *values):
    cursor.execute(sql, values or None)
    return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [("listening", "0002_fulltext")]
    operations = [migrations.RunPython(cut, migrations.RunPython.noop)]
