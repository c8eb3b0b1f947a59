"""Writing what comes in: one portion at a time, many rows at once."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BinaryField, DateTimeField, F, Field, JSONField, Model

from virta.listening.models import Intake
from virta.people.models import Workspace

ADAPTED = (BinaryField, DateTimeField, JSONField)
"""Fields whose values databases want in a form of their own."""


def wait_for_turn(workspace: Workspace) -> None:
    """One portion at a time is stored in a workspace: two could both find a post to be new."""
    if not Intake.objects.of(workspace).update(portions=F("portions") + 1):
        Intake.objects.get_or_create(workspace=workspace)
        Intake.objects.of(workspace).update(portions=F("portions") + 1)


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, in the caller's transaction. Keys that the database makes are
    not read back. Raises IntegrityError as the ORM does.

    The ORM's own `bulk_create` writes a statement of thousands of parts anew for every portion;
    here PostgreSQL gets its COPY, and SQLite one short statement many times.
    """
    if not rows:
        return
    fields = _fields(rows[0])
    values = list(zip(*(_column(one, rows) for one in fields), strict=True))
    put(type(rows[0]), [one.column or "" for one in fields], values)


def put(model: type[Model], names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    """The same for values of these columns, as the database wants them."""
    if not values:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - the model's names


def stored(model: type[Model], column: str, numbers: Sequence[int]) -> list[int]:
    """Which of these numbers a column of the model has. One question, however many they are: of
    most of what a stream tells nothing is stored, and to ask by the ORM takes longer than to look."""
    if not numbers:
        return []
    quote, is_postgres = connection.ops.quote_name, connection.vendor == "postgresql"
    among = "= ANY(%s)" if is_postgres else "IN (SELECT value FROM json_each(%s))"
    name, table = quote(column), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name} FROM {table} WHERE {name} {among}",  # noqa: S608 - the model's names
            [list(numbers) if is_postgres else json.dumps(numbers)],
        )
        return [number for (number,) in cursor.fetchall()]


def _fields(row: Model) -> list["Field[Any, Any]"]:
    kept = row._meta.concrete_fields
    return [one for one in kept if not (one.primary_key and row.pk is None)]


def _column(field: "Field[Any, Any]", rows: Sequence[Model]) -> list[Any]:
    held = [one.__dict__[field.attname] for one in rows]
    if not isinstance(field, ADAPTED):
        return held
    if isinstance(field, DateTimeField):  # often the same time for all
        made = {one: field.get_db_prep_save(one, connection) for one in set(held)}
        return [made[one] for one in held]
    return [None if one is None else field.get_db_prep_save(one, connection) for one in held]
