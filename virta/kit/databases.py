"""DATABASE_URL in Django's words."""

import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from virta.kit.env import BadSetting


def sqlite(path: Path) -> dict[str, Any]:
    """The embedded database: one file, many readers, one writer that waits its turn."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # IMMEDIATE: a transaction that will write takes the lock at once, and waits for it,
            # instead of failing half-way with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
            ),
        },
        "CONN_MAX_AGE": None,
    }


PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""For how long a connection may be silent: a server whose cable was pulled is given up after half a
minute, not after two hours. (libpq; `tcp_user_timeout` in milliseconds.)"""

PLANNING = {"options": "-c jit=off -c random_page_cost=1.1"}
"""How PostgreSQL plans for Virta, unless the address gives `options` of its own: it asks many short
questions, for which compiling takes longer than answering, of disks that need not turn."""


def from_url(url: str) -> dict[str, Any]:
    """Settings for `postgresql://user:password@host:port/name?option=…` or `sqlite:///path`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(
            "DATABASE_URL must start with postgresql:// or sqlite:///. "
            "Leave it out to use the embedded SQLite; docs/settings.md has examples."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": PATIENCE | PLANNING | dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


FEW_PAGES = 4_000
"""Kibibytes of SQLite's own page cache where `hold_few_pages` asks for few."""


def hold_few_pages(connection: Any, names: tuple[str, ...], **_more: Any) -> None:
    """Lets SQLite keep little of the file in this process, in threads whose names begin so.

    A receiver of `connection_created`. Whoever asks for a few rows now and then fills a large cache
    in the end, and the system keeps the same pages anyway.
    """
    if connection.vendor == "sqlite" and threading.current_thread().name.startswith(names):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{FEW_PAGES}")
