"""How much memory a worker that listens takes while millions of posts come.

    python -m bench.listening.soak --posts 1000000                # as fast as the worker bears
    python -m bench.listening.soak --posts 10800000 --pace 500    # six hours in full

Another process plays frames of Jetstream (`playing`) to the worker as `bin/virta up` runs it, with its chores. Scaled in
time: memory that grows, grows with what has been taken in, so the same number of posts is played at a higher pace. What is
resident is looked at every few seconds. Prints it at the first look once the worker has warmed up, at the last and at
the most, and how much it grows with a million events (a straight line through all looks after the first tenth). The exit
status is 1 where it was over `--most` MB, or where not all events were stored in time.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.listening.frames import APART, BEGIN
from bench.listening.ingest import furnish
from bench.listening.place import place
from bench.listening.playing import last_of, playing
from bench.matching import data
from bench.memory import resident, running
from bench.processes import memory


def watched(pid: int, source: Any, given: argparse.Namespace) -> list[tuple[int, float]]:
    """How many events were stored at each look, and MB, until all were or the time is over."""
    looks: list[tuple[int, float]] = []
    begun = time.monotonic()
    while time.monotonic() - begun < given.longest:
        time.sleep(given.every)
        source.refresh_from_db()
        done = (int(source.cursor or BEGIN) - BEGIN) // APART
        looks.append((done, resident(pid)))
        if len(looks) % given.tell == 0:
            print(f"{done:12,} events {looks[-1][1]:8.0f} MB", flush=True)
        if source.cursor == last_of(given.posts):
            break
    return looks


def run(given: argparse.Namespace, folder: Path) -> int:
    from virta.flows.serving import prepare  # noqa: PLC0415 - the environment is set first

    prepare()
    data.write(folder, given.seed, given.queries, 1)
    lines = (folder / data.QUERIES).open(encoding="utf-8")
    queries = dict(line.rstrip("\n").split("\t") for line in lines)
    with playing(given.posts, given.share, given.seed, given.pace) as address:
        source = furnish("soak", queries, address)
        source.settle(claimed_until=None)
        with running("django", "work") as worker:
            begun = time.monotonic()
            looks = watched(worker.pid, source, given)
            took = time.monotonic() - begun
            most = max(memory(worker.pid, "VmHWM"), *(one for _done, one in looks))
    done = looks[-1][0] + 1
    after = np.array([one for one in looks if one[0] >= given.posts / 10] or looks)
    slope = np.polyfit(after[:, 0] / 1e6, after[:, 1], 1)[0] if len(after) > 1 else float("nan")
    print(
        f"{done:,} events in {took:.0f} s ({done / took:,.0f} a second), {source.kept:,} mentions kept, {given.queries} searches: "
        f"{after[0, 1]:.0f} MB first, {looks[-1][1]:.0f} last, {most:.0f} at most, {slope:+.1f} MB for a million events."
    )
    return int(most > given.most or source.cursor != last_of(given.posts))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_800_000, help="events played")
    parser.add_argument("--pace", type=float, default=0, help="events a second; 0: no limit")
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=0.25)
    parser.add_argument("--every", type=float, default=5, help="seconds between two looks")
    parser.add_argument("--tell", type=int, default=12, help="print one of so many looks")
    parser.add_argument("--longest", type=float, default=30_000, help="seconds until given up")
    parser.add_argument("--most", type=float, default=1024, help="MB")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with place() as folder:
        os.environ["VIRTA_KEPT_AN_HOUR"] = "1000000000"
        return run(given, folder / "made")


if __name__ == "__main__":
    sys.exit(main())
