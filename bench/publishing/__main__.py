"""Posts that are all due at once, workers that are killed all the while, and a network that fails.

    python -m bench.publishing --posts 1000 --workers 4
    DATABASE_URL=postgresql://… python -m bench.publishing --posts 10000 --channels 200
    python -m bench.publishing --clocks 30
    DATABASE_URL=… python -m bench.publishing --restart "pg_ctl restart -m immediate …"
    python -m bench.publishing --disk /a/small/disk
    DATABASE_URL=postgresql://…@10.77.0.1:… python -m bench.publishing --hosts    (as root)

The network is the faulty server of the tests: it hangs up, answers 500 after it has accepted,
answers twice, asks for peace, and takes a third of the pictures slowly. Workers are killed with
`kill -9` at random moments and others begin. At the end every post must be out once, and be known
to be; what a killed worker held must be free for others within the lease and a sweep, and it is told
when it was out. The exit status is 1 where one is lost, is there twice, is in no final state, or
was free too late. With `DATABASE_URL` a database of its own is made there.
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
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from bench.publishing import troubles
from bench.publishing.claims import FILE, Account, events
from bench.publishing.furnishing import database, furnish, moments, states
from tests.networks.faulty import MIXED, running


@contextmanager
def workers(given: argparse.Namespace) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """The workers of the trial; told to end at its end."""
    made = [begin(given, number) for number in range(given.workers)]
    try:
        yield made
    finally:
        for one in made:
            one.send_signal(signal.SIGTERM)
        for one in made:
            try:
                one.wait(60)
            except subprocess.TimeoutExpired:
                one.kill()


def begin(given: argparse.Namespace, number: int) -> "subprocess.Popen[bytes]":
    return troubles.begin_worker(number, given.clocks, given.hosts)


def run(given: argparse.Namespace) -> int:
    """The whole trial; returns the exit status."""
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    host = troubles.HOST if given.hosts else "127.0.0.1"
    faults = replace(MIXED, upload_delay=0.6 * given.lease)
    with running(faults, given.seed, host=host) as server:
        furnish(given.posts, given.channels, server.base, given.pictures)
        begun = time.monotonic()
        with workers(given) as made:
            acting = chosen(given, made)
            most = troubles.Memory()
            while (now := states())["published"] < given.posts and took(begun) < given.most:
                time.sleep(0.5)
                for worker in made:
                    most = most.most(troubles.memory(worker.pid))
                for one in acting:
                    one.act()
        out = Counter(text for _, text in server.store.accepted)
    said = ", ".join(f"{type(one).__name__} {one.count}" for one in acting)
    print(f"{given.posts} posts, {given.workers} workers, {given.channels} channels; {said};")
    print(f"{took(begun):.0f} s: {dict(now)}.")
    print(f"Largest worker {most.resident} MiB, {most.own} of them its own.")
    lost = given.posts - len(out)
    doubled = sum(times - 1 for times in out.values())
    print(f"{lost} lost, {doubled} twice.")
    killed = [each for one in acting if isinstance(one, troubles.Kills) for each in one.killed]
    left = Account.of(events(Path(os.environ[FILE])), killed, moments())
    print(f"{left} The limit is {given.lease + given.sweep} s.")
    is_late = left.longest > given.lease + given.sweep
    return int(bool(lost or doubled or is_late or now["published"] < given.posts))


def took(begun: float) -> float:
    return time.monotonic() - begun


def chosen(
    given: argparse.Namespace, made: "list[subprocess.Popen[bytes]]"
) -> list[troubles.Trouble]:
    """The troubles that were asked for; workers are killed in every trial."""
    chance = random.Random(given.seed)
    found: list[troubles.Trouble] = [
        troubles.Kills(
            made, lambda number: begin(given, number), chance, lambda: states()["published"] > 0
        )
    ]
    if given.restart:
        found.append(troubles.Restarts(given.restart))
    if given.disk:
        found.append(troubles.FullDisk(given.disk))
    if given.hosts:
        found.append(troubles.CutOff())
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lease", type=int, default=12, help="seconds (VIRTA_LEASE)")
    parser.add_argument("--sweep", type=int, default=30, help="seconds that a busy round may take")
    parser.add_argument("--pictures", type=int, default=19, help="every so manyth post has one")
    parser.add_argument("--most", type=float, default=600, help="seconds until it is given up")
    parser.add_argument("--clocks", type=float, default=0, help="seconds that clocks are apart")
    parser.add_argument("--restart", default="", help="a command that restarts the database")
    parser.add_argument("--disk", type=Path, help="a small disk for SQLite, which is filled")
    parser.add_argument("--hosts", action="store_true", help="on two hosts; one is cut off")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    url = os.environ.pop("DATABASE_URL", "")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=given.disk))
        if given.disk:
            stack.callback((given.disk / "filler").unlink, missing_ok=True)
        if given.hosts:
            stack.enter_context(troubles.two_hosts())
        own = stack.enter_context(database(url))
        os.environ |= {
            "VIRTA_DATA": folder,
            "VIRTA_SECRET_KEY": "bench-only-and-long-enough-to-be-taken",
            "VIRTA_LEASE": str(given.lease),
            FILE: str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "claims"),
            "VIRTA_REACHABLE_HOSTS": f"127.0.0.1,{troubles.HOST}",
            "DJANGO_SETTINGS_MODULE": "virta.settings",
            "PYTHONPATH": str(troubles.ROOT),
        }
        if own:
            os.environ["DATABASE_URL"] = own
        return run(given)


if __name__ == "__main__":
    sys.exit(main())
