"""A place of its own for a trial of listening: a folder, an empty database, the settings."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.publishing.furnishing import database
from bench.publishing.troubles import ROOT


@contextmanager
def place() -> Iterator[Path]:
    """Sets the environment, before django.setup(); gives the folder. Where DATABASE_URL names a
    server, the database is one of its own there."""
    url = os.environ.pop("DATABASE_URL", "")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        own = stack.enter_context(database(url))
        os.environ.setdefault("NUMBA_CACHE_DIR", f"{folder}/compiled")
        os.environ |= {
            "VIRTA_DATA": folder,
            "VIRTA_SECRET_KEY": "bench-only-and-long-enough-to-be-taken",
            "VIRTA_REACHABLE_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "virta.settings",
            "PYTHONPATH": str(ROOT),
        }
        if own:
            os.environ["DATABASE_URL"] = own
        yield Path(folder)
