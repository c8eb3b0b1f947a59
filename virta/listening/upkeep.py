"""What keeps the tables of mentions fast while they grow: months, merged indexes, statistics."""

from datetime import datetime

from django.db import connection, transaction

from virta.listening import partitions, surplus
from virta.listening.fulltext import index


def keep_up(now: datetime) -> int:
    """Returns how many tables were made or dropped; the rest is not counted."""
    changed = partitions.keep_up(now)
    surplus.forget(now)
    index.tidy()
    if connection.vendor == "sqlite":
        # In a transaction it waits for its turn to write, which `optimize` by itself does not.
        with transaction.atomic(), connection.cursor() as cursor:
            # SQLite samples what it needs for its plans; PostgreSQL does so by itself.
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize")
    return changed
