"""Listeners are killed while a recorded stream is played to them: nothing is lost or there twice."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
TRIAL = ["bench.listening.killed", "--here", "--kills", "3", "--times", "100", "--pace", "400"]


@pytest.fixture
def environment(transactional_db, tmp_path):
    """The tests' own empty database, as other processes reach it."""
    told = os.environ | {"PYTHONPATH": str(ROOT), "VIRTA_DATA": str(tmp_path)}
    told.pop("DATABASE_URL", None)
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "virta.sqlite3") as target:
            connection.connection.backup(target)
        target.close()
    else:
        user, password = settings["USER"], settings["PASSWORD"]
        place = f"{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"
        told["DATABASE_URL"] = f"postgresql://{user}{f':{password}' if password else ''}@{place}"
    told.setdefault(
        "NUMBA_CACHE_DIR", str(Path(os.environ.get("VIRTA_DATA", tmp_path)) / "matching")
    )
    return told


@pytest.mark.shared
def test_what_killed_listeners_store_is_what_one_that_lives_stores(environment):
    done = subprocess.run(
        [sys.executable, "-m", *TRIAL],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert " 0 kills" not in done.stdout, done.stdout
