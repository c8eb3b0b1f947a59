"""Workers are killed all the while, the network fails on purpose, and every post is out once."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parents[2]
POSTS = "1000" if os.environ.get("CI") == "true" else "100"


def test_every_post_goes_out_once_whoever_is_killed():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        environment.pop("DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "-m", "bench.publishing", "--posts", POSTS, "--most", "700"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "0 lost, 0 twice." in done.stdout, done.stdout + done.stderr[-3000:]
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
