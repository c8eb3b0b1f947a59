"""From a live socket to rows that are committed: events a second of one process.

    python -m bench.listening.live --queries 10000 --events 200000
    DATABASE_URL=postgresql://… python -m bench.listening.live

Another process plays frames of Jetstream on a socket of this machine (`playing`), as fast as they are read; Jetstream's
own source reads them and the listener stores what matches, each portion with its cursor in one transaction. Where there are two
cores the player has one and the listener the other. The first events warm it up and are not counted. The exit status is 1
where not all came.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench.listening.frames import APART, BEGIN
from bench.listening.ingest import furnish
from bench.listening.place import place
from bench.listening.playing import last_of, playing
from bench.matching import data

WARM = 40_000
"""Events that are not counted."""


def run(given: argparse.Namespace, folder: Path) -> int:
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection  # noqa: PLC0415

    data.write(folder, given.seed, given.queries, 1)
    lines = (folder / data.QUERIES).open(encoding="utf-8")
    queries = dict(line.rstrip("\n").split("\t") for line in lines)
    cores = sorted(os.sched_getaffinity(0))
    other = cores[0] if len(cores) > 1 else None
    if other is not None:
        os.sched_setaffinity(0, {cores[-1]})
    events = given.events + WARM
    with playing(events, given.share, given.seed, core=other) as address:
        measured = measure(furnish("live", queries, address), events)
    source, cpu, wall, counted = measured
    print(
        f"{connection.vendor}, {given.queries} searches, from a socket: {counted / wall:,.0f} events a second "
        f"by the clock, {counted / cpu:,.0f} per CPU-second; {source.kept} mentions kept of {source.heard} posts."
    )
    return int(source.cursor != last_of(events))


def measure(source: Any, events: int) -> tuple[Any, float, float, int]:
    """Listen until all events are stored: the source, processor and clock seconds, events counted."""
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from virta.flows.hearing.listener import ASK_EVERY, Held, follow  # noqa: PLC0415
    from virta.listening.searching import Searches  # noqa: PLC0415
    from virta.sources import registry  # noqa: PLC0415
    from virta.sources.protocol import Portion  # noqa: PLC0415

    begun: list[tuple[float, float, int]] = []
    done = 0

    class Counting(Held):
        def store(self, portion: Portion) -> Any:
            nonlocal done
            taken = super().store(portion)
            done = (int(portion.cursor or BEGIN) - BEGIN) // APART + 1
            if done >= WARM and not begun:
                begun.append((time.process_time(), time.perf_counter(), done))
            return taken

    searches = Searches(source.workspace, ASK_EVERY)
    searches.refresh()
    held = Counting(source, registry.named("jetstream"), searches, timezone.now)
    follow(held, lambda: done >= events)
    cpu, wall, before = begun[0]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    source.refresh_from_db()
    return source, cpu, wall, done - before


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument(
        "--share", type=float, default=0.25, help="posts in the searches' own words"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with place() as folder:
        return run(given, folder / "made")


if __name__ == "__main__":
    sys.exit(main())
