"""Posts that are all due at once, workers that are killed all the while, and a network that fails.

    python -m bench.publishing --posts 1000 --workers 4
    DATABASE_URL=postgresql://… python -m bench.publishing --posts 10000

The network is the faulty server of the tests: it hangs up, answers 500 after it has accepted,
answers twice, asks for peace. Workers are killed with `kill -9` at random moments and others begin.
At the end every post must be out once, and be known to be. The exit status is 1 where one is lost,
is there twice, or is in no final state. With `DATABASE_URL` a database of its own is made there.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.networks.faulty import MIXED, TOKEN, running

CHANNELS = 20
ROOT = Path(__file__).parents[1]


@contextmanager
def database(url: str) -> Iterator[str]:
    """An empty database on the server of this address; SQLite needs none."""
    if not url.startswith("postgres"):
        yield ""
        return
    parts = urlsplit(url)
    name = f"virta_killed_{os.getpid()}"
    server = parts._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def furnish(posts: int, base: str) -> None:
    """A workspace whose posts are all due now, on channels that lead to the faulty server."""
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from virta.audiences.models import Channel  # noqa: PLC0415
    from virta.engagement.models import Connection, Post  # noqa: PLC0415
    from virta.engagement.models.connection import sealed  # noqa: PLC0415
    from virta.engagement.scheduling import schedule  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    now = datetime.now(UTC)
    with transaction.atomic():
        workspace = Workspace.objects.create(name="Bench", slug="bench")
        channels = []
        for number in range(CHANNELS):
            channel = Channel(workspace=workspace, title=f"Channel {number}", network="mastodon")
            saving.store(channel, None)
            secrets = sealed({"server": base, "token": TOKEN, "id": "1"})
            Connection.objects.create(
                workspace=workspace, channel=channel, network="mastodon", sealed=secrets
            )
            channels.append(channel)
        for number in range(posts):
            post = Post(workspace=workspace, text=f"Post {number}", at=now, zone="UTC")
            saving.store(post, None, many={"channels": [channels[number % CHANNELS]]})
            schedule(post, now - timedelta(hours=1))


def begin_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "django", "work"], cwd=ROOT)


def states() -> Counter[str]:
    from virta.engagement.models import Delivery  # noqa: PLC0415

    return Counter(Delivery.objects.values_list("state", flat=True))


def kill_and_begin(workers: "list[subprocess.Popen[bytes]]", chance: random.Random) -> None:
    at = chance.randrange(len(workers))
    workers[at].kill()
    workers[at].wait()
    workers[at] = begin_worker()


def run(posts: int, count: int, seed: int, most: float) -> int:
    """The whole trial; returns the exit status."""
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    chance, kills = random.Random(seed), 0
    with running(MIXED, seed) as server:
        furnish(posts, server.base)
        begun, next_kill = time.monotonic(), time.monotonic() + 4
        workers = [begin_worker() for _ in range(count)]
        try:
            while (now := states())["published"] < posts and time.monotonic() - begun < most:
                time.sleep(0.5)
                if time.monotonic() > next_kill:
                    kill_and_begin(workers, chance)
                    kills += 1
                    next_kill = time.monotonic() + chance.uniform(3.0, 9.0)
        finally:
            for one in workers:
                one.send_signal(signal.SIGTERM)
            for one in workers:
                one.wait(60)
        took = time.monotonic() - begun
        out = Counter(text for _, text in server.store.accepted)
    now = states()
    lost = posts - len(out)
    doubled = sum(times - 1 for times in out.values())
    print(f"{posts} posts, {count} workers, {kills} killed, {took:.0f} s: {dict(now)}.")
    print(f"{lost} lost, {doubled} twice.")
    return int(bool(lost or doubled or now["published"] < posts))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lease", type=int, default=12, help="seconds (VIRTA_LEASE)")
    parser.add_argument("--most", type=float, default=600, help="seconds until it is given up")
    given = parser.parse_args()
    url = os.environ.pop("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder, database(url) as own:
        os.environ |= {
            "VIRTA_DATA": folder,
            "VIRTA_SECRET_KEY": "bench-only-and-long-enough-to-be-taken",
            "VIRTA_LEASE": str(given.lease),
            "VIRTA_REACHABLE_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "virta.settings",
            "PYTHONPATH": str(ROOT),
        }
        if own:
            os.environ["DATABASE_URL"] = own
        return run(given.posts, given.workers, given.seed, given.most)


if __name__ == "__main__":
    sys.exit(main())
