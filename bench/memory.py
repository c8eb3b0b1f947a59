"""How much memory each of Virta's processes takes, at rest and at work.

    python -m bench.memory
    python -m bench.memory --channels 1000 --most 150

Starts each as `bin/virta up` does, in a folder of its own, waits until it takes no more, and prints what is
resident (VmRSS of Linux). The exit status is 1 where the worker with many channels takes more than `--most` MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.listening.killed import furnish as listened_to
from bench.listening.recorded import multiplied, playing
from bench.processes import memory
from bench.publishing.furnishing import furnish
from bench.publishing.troubles import ROOT

PAGES = ("", "searches/", "mentions/", "listening/", "sources/", "diagnosis/")


def resident(pid: int) -> float:
    """Of a process and those it started, the one that takes most, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max([memory(pid), *(resident(int(one)) for one in children)])


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    one = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT)
    try:
        yield one
    finally:
        one.terminate()
        one.wait(60)


def settled(pid: int, at_least: float) -> float:
    """What a process takes once that has hardly grown for a while."""
    begun, before = time.monotonic(), 0.0
    while True:
        time.sleep(5)
        now = resident(pid)
        if time.monotonic() - begun > at_least and now - before < 0.5:
            return now
        before = max(before, now)


def worker(seconds: float) -> float:
    with running("django", "work") as one:
        return settled(one.pid, seconds)


def web(port: int) -> tuple[float, float]:
    """Before and after the first pages of the example."""
    serve = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    with running(
        *serve, "--workers", "1", "--log-level", "warning", "virta.wsgi:application"
    ) as one:
        before = settled(one.pid, 10)
        for page in PAGES:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/w/example/{page}") as answer:
                answer.read()
        return before, settled(one.pid, 5)


def run(given: argparse.Namespace) -> int:
    from django.core.management import call_command  # noqa: PLC0415 - the environment is set first

    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    print(f"worker with nothing to do: {worker(given.seconds):.0f} MB", flush=True)
    furnish(0, given.channels, "http://127.0.0.1:9")
    many = worker(given.seconds)
    print(f"worker with {given.channels} channels: {many:.0f} MB", flush=True)
    with playing(multiplied(given.times), 1, is_faulty=False) as (address, _player):
        source = listened_to("heard", address)
        print(f"worker that listens: {worker(given.seconds):.0f} MB", flush=True)
        source.refresh_from_db()
        print(f"    {source.heard} posts heard, {source.kept} kept", flush=True)
    source.settle(is_on=False)
    call_command("demo", verbosity=0)
    before, after = web(given.port)
    print(f"web server: {before:.0f} MB, {after:.0f} MB after {len(PAGES)} pages")
    return int(many > given.most)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--channels", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=45, help="how long each runs at least")
    parser.add_argument("--times", type=int, default=1000, help="the capture's 18 posts, so often")
    parser.add_argument("--port", type=int, default=8169)
    parser.add_argument("--most", type=float, default=150, help="MB")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", "")
        os.environ.setdefault("NUMBA_CACHE_DIR", f"{folder}/compiled")
        os.environ |= {
            "VIRTA_DATA": folder,
            "VIRTA_SECRET_KEY": "bench-only-and-long-enough-to-be-taken",
            "VIRTA_REACHABLE_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "virta.settings",
            "PYTHONPATH": str(ROOT),
        }
        return run(given)


if __name__ == "__main__":
    sys.exit(main())
