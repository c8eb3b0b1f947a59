"""An empty database is migrated once and copied from then on, as long as no migration changes.

Some eighty migrations take half a minute of processor time, which every small run of tests would
pay anew in each of its processes. Only SQLite's, which is one file; PostgreSQL's is made each time.
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands.migrate import Command
from django.db import connection

ROOT = Path(__file__).parents[1]
IMPORTED = re.compile(r"^(?:from|import) (virta[\w.]*)(?: import (.+))?$", re.MULTILINE)


def sources() -> Iterator[Path]:
    """Every file that says what an empty database holds: migrations, what they import, and which
    version of each library is there."""
    yield from ROOT.glob("requirements/*.txt")
    for one in sorted(ROOT.glob("virta/*/migrations/*.py")):
        yield one
        for package, names in IMPORTED.findall(one.read_text(encoding="utf-8")):
            for name in (f"{package}.{part.strip()}" for part in names.split(",")):
                yield from files_of(name)


def files_of(module: str) -> Iterator[Path]:
    """The files of a module or package; none for a name that is something inside of one."""
    place = ROOT / module.replace(".", "/")
    if place.is_dir():
        yield from sorted(place.rglob("*.py"))
    elif place.with_suffix(".py").exists():
        yield place.with_suffix(".py")


def mark() -> str:
    found = hashlib.sha256()
    for one in sources():
        found.update(f"{one.relative_to(ROOT)}\n".encode() + one.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(autouse=True, scope="session")
def migrated_once(request: pytest.FixtureRequest) -> Iterator[None]:
    kept = Path(request.config.cache.mkdir("migrated")) / f"{mark()}.sqlite3"
    migrate = Command.handle

    def handle(self: Command, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite" or connection.introspection.table_names():
            migrate(self, *args, **options)
            return
        if kept.exists():
            copy(kept)
        migrate(self, *args, **options)
        if not kept.exists():
            keep(kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", handle)
        yield


def copy(kept: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(kept) as source:
        source.backup(connection.connection)
    source.close()


def keep(kept: Path) -> None:
    """Written beside its place and then moved there, so that no process reads half of it."""
    part = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(part) as target:
        connection.connection.backup(target)
    target.close()
    part.replace(kept)
    for old in kept.parent.glob("*.sqlite3"):
        if old != kept:
            old.unlink(missing_ok=True)
