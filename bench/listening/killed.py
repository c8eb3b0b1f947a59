"""A listener that is killed all the while, a server that fails: nothing may be lost or be there twice.

    python -m bench.listening.killed --kills 20
    python -m bench.listening.killed --kills 20 --cold
    DATABASE_URL=postgresql://… python -m bench.listening.killed --kills 20

A recorded stream (`recorded`) is listened to by a real process that is ended by `kill -9` at random
moments, the clock of each by up to a day wrong. The server cuts, drips, sends rubbish, wrong UTF-8
and frames of 10 MB. What is stored at the end (mentions, which searches they match, counts by hour)
is compared with what the same stream gives when it is stored in one go. The exit status is 1 where
anything differs. The searches keep so few mentions (`--kept`) that one of them comes over its cap. Listeners
are forked from a process that has loaded all they need, so that they listen for most of their lives; with
`--cold` each is started anew.
"""

import argparse
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

from bench.listening.recorded import APART, BEGIN, multiplied, playing
from bench.listening.worker import listen
from bench.publishing.furnishing import database
from bench.publishing.troubles import ROOT

ALL_KEPT = 10**9
QUERIES = [
    "the",
    "you OR video",
    "language:en AND (this OR that)",
    "tumblr",
    "ei*",
    "во*",
    "band NOT people",
    "type:reply AND it",
]


def furnish(slug: str, address: str) -> Any:
    """A workspace with searches and the stream as a source."""
    from virta.listening.models import Search, Source  # noqa: PLC0415 - after django.setup()
    from virta.listening.models.source import sealed  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    workspace = Workspace.objects.create(name=slug, slug=slug)
    for query in QUERIES:
        saving.store(Search(workspace=workspace, title=query, query=query), None)
    typed = sealed({"address": address})
    return Source.objects.create(
        workspace=workspace, kind="jetstream", title=slug, sealed=typed, is_on=bool(address)
    )


def stored(workspace: Any) -> tuple[list, list, list]:
    """All that is stored, without what is different in each workspace."""
    from virta.listening.models import Hit, Mention, Tally  # noqa: PLC0415 - after django.setup()

    told = ("key", "at", "author", "text", "language", "sentiment", "type", "about", "links", "url")
    mentions = Mention.objects.of(workspace).values_list(*told)
    hits = Hit.objects.of(workspace).values_list("search__query", "mention__key")
    tallies = Tally.objects.of(workspace).exclude(count=0)
    places = ("search__query", "hour", "network", "language", "sentiment", "count")
    return sorted(map(repr, mentions)), sorted(hits), sorted(tallies.values_list(*places))


def in_one_go(frames: list[bytes], source: Any) -> None:
    """What ought to be stored."""
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from virta.listening.searching import Searches  # noqa: PLC0415
    from virta.listening.taking import take  # noqa: PLC0415
    from virta.sources import jetstream  # noqa: PLC0415

    searches = Searches(source.workspace)
    searches.refresh()
    portion = jetstream.read(frames)
    take(source.workspace, searches, portion.items, timezone.now(), unread=portion.unread)


class Cold:
    """A listener in a process that was started for it."""

    def __init__(self, shift: float) -> None:
        command = [sys.executable, "-m", "bench.listening.worker", "--shift", str(shift)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=os.environ)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(60)


class Forked:
    """A listener that was forked from one that has loaded everything."""

    def __init__(self, shift: float) -> None:
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload(["bench.listening.warm"])
        self._process = forking.Process(target=listen, args=(shift,))
        self._process.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def end(self) -> None:
        self._process.terminate()
        self._process.join(60)


def begin(chance: random.Random, is_cold: bool) -> Cold | Forked:
    shift = chance.choice([0, -86_400, 86_400, 3600, -3600])
    return Cold(shift) if is_cold else Forked(shift)


def kill_again_and_again(given: argparse.Namespace, source: Any, last: str) -> int:
    """Until the stream is read to its end; returns how many workers were killed."""
    from virta.listening.models import Source  # noqa: PLC0415 - after django.setup()

    chance, kills, begun = random.Random(given.seed), 0, time.monotonic()
    worker = begin(chance, given.cold)
    before = ""
    while time.monotonic() - begun < given.most:
        time.sleep(chance.uniform(0.05, 0.6))
        now = Source.objects.get(pk=source.pk)
        if now.cursor == last:
            break
        if kills < given.kills and now.cursor != before:
            worker.kill()
            kills, before = kills + 1, now.cursor
            # As if the two minutes of its lease were over.
            Source.objects.filter(pk=source.pk).update(claimed_until=None)
            worker = begin(chance, given.cold)
    worker.end()
    return kills


def run(given: argparse.Namespace) -> int:
    """The whole trial; returns the exit status."""
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    if not given.here:
        call_command("migrate", verbosity=0)
    frames = multiplied(given.times)
    last = str(BEGIN + APART * (len(frames) - 1))
    wanted = furnish("whole", "")
    in_one_go(frames, wanted)
    with playing(frames, given.seed, True, given.pace) as (address, player):
        source = furnish("killed", address)
        begun = time.monotonic()
        kills = kill_again_and_again(given, source, last)
    source.refresh_from_db()
    took = time.monotonic() - begun
    print(f"{len(frames)} events, {kills} kills, {player.connections} connections, {took:.0f} s;")
    print(
        f"{source.unreadable} unreadable, cursor {'at the end' if source.cursor == last else source.cursor}."
    )
    differs = compare(stored(wanted.workspace), stored(source.workspace), given.kept < ALL_KEPT)
    return int(differs or source.cursor != last)


def compare(wanted: tuple, found: tuple, is_capped: bool) -> bool:
    """Says what differs. Which mentions are kept is no matter where searches are capped: of a post
    that is taken back in the same portion nothing is ever kept."""
    if is_capped:
        print(f"{len(wanted[0])} and {len(found[0])} mentions kept")
        wanted, found = ([], [], wanted[2]), ([], [], found[2])
    for name, first, second in zip(("mentions", "hits", "tallies"), wanted, found, strict=True):
        lost, more = set(first) - set(second), set(second) - set(first)
        twice = len(second) - len(set(second))
        print(
            f"{name}: {len(first)} wanted, {len(second)} found, {len(lost)} lost, {len(more)} too many, {twice} twice"
        )
    return wanted != found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--times", type=int, default=2000, help="how often the capture's 18 posts are played"
    )
    parser.add_argument("--cold", action="store_true", help="start each listener anew")
    parser.add_argument(
        "--kept", type=int, default=ALL_KEPT, help="mentions a search's hour may keep"
    )
    parser.add_argument("--here", action="store_true", help="in the environment's database")
    parser.add_argument(
        "--pace", type=float, default=0, help="events a second at most; 0: no limit"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=1200, help="seconds until it is given up")
    given = parser.parse_args()
    os.environ |= {
        "VIRTA_SECRET_KEY": "bench-only-and-long-enough-to-be-taken",
        "VIRTA_REACHABLE_HOSTS": "127.0.0.1",
        "VIRTA_KEPT_AN_HOUR": str(given.kept),
        "DJANGO_SETTINGS_MODULE": "virta.settings",
        "PYTHONPATH": str(ROOT),
    }
    if given.here:
        return run(given)
    url = os.environ.pop("DATABASE_URL", "")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        own = stack.enter_context(database(url))
        os.environ.setdefault("NUMBA_CACHE_DIR", f"{folder}/compiled")
        os.environ["VIRTA_DATA"] = folder
        if own:
            os.environ["DATABASE_URL"] = own
        return run(given)


if __name__ == "__main__":
    sys.exit(main())
