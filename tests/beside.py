"""Several workers at once on the tests' own database, each in a thread with a connection of its own.

SQLite's is in memory, where nobody waits for anybody: for as long as it takes it lies in a file.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.db import connection


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[None]:
    """New threads reach what this one has stored; what they change comes back at the end."""
    if connection.vendor != "sqlite":
        yield
        return
    name, path = connection.settings_dict["NAME"], folder / "shared.sqlite3"
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as file:
        connection.connection.backup(file)
        connection.settings_dict["NAME"] = str(path)
        try:
            yield
        finally:
            connection.settings_dict["NAME"] = name
        file.backup(connection.connection)


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """What each gives; all of them begin at the same moment. Raises what one of them raises."""
    gate = threading.Barrier(len(work))

    def begun(one: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gate.wait()
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(begun, work))
