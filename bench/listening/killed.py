"""A listener that is killed all the while, a server that fails: nothing may be lost or be there twice.

    python -m bench.listening.killed --kills 20
    DATABASE_URL=postgresql://… python -m bench.listening.killed --kills 20

A recorded stream (`recorded`) is listened to by a real process that is ended by `kill -9` at random
moments, the clock of each by up to a day wrong. The server cuts, drips, sends rubbish, wrong UTF-8
and frames of 10 MB. What is stored at the end (mentions, which searches they match, counts by hour)
is compared with what the same stream gives when it is stored in one go. The exit status is 1 where
anything differs.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

from bench.listening.recorded import APART, BEGIN, multiplied, playing
from bench.publishing.furnishing import database
from bench.publishing.troubles import ROOT

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


def begin(chance: random.Random) -> "subprocess.Popen[bytes]":
    shift = chance.choice([0, -86_400, 86_400, 3600, -3600])
    command = [sys.executable, "-m", "bench.listening.worker", "--shift", str(shift)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ)


def kill_again_and_again(given: argparse.Namespace, source: Any, last: str) -> int:
    """Until the stream is read to its end; returns how many workers were killed."""
    from virta.listening.models import Source  # noqa: PLC0415 - after django.setup()

    chance, kills, begun = random.Random(given.seed), 0, time.monotonic()
    worker = begin(chance)
    before = ""
    while time.monotonic() - begun < given.most:
        time.sleep(chance.uniform(0.05, 0.6))
        now = Source.objects.get(pk=source.pk)
        if now.cursor == last:
            break
        if kills < given.kills and now.cursor != before:
            worker.kill()
            worker.wait()
            kills, before = kills + 1, now.cursor
            # As if the two minutes of its lease were over.
            Source.objects.filter(pk=source.pk).update(claimed_until=None)
            worker = begin(chance)
    worker.terminate()
    worker.wait(60)
    return kills


def run(given: argparse.Namespace) -> int:
    """The whole trial; returns the exit status."""
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    frames = multiplied(given.times)
    last = str(BEGIN + APART * (len(frames) - 1))
    wanted = furnish("whole", "")
    in_one_go(frames, wanted)
    with playing(frames, given.seed, is_faulty=True) as (address, player):
        source = furnish("killed", address)
        begun = time.monotonic()
        kills = kill_again_and_again(given, source, last)
    source.refresh_from_db()
    took = time.monotonic() - begun
    print(f"{len(frames)} events, {kills} kills, {player.connections} connections, {took:.0f} s;")
    print(
        f"{source.unreadable} unreadable, cursor {'at the end' if source.cursor == last else source.cursor}."
    )
    return compare(stored(wanted.workspace), stored(source.workspace), source.cursor == last)


def compare(wanted: tuple, found: tuple, is_at_end: bool) -> int:
    """Says what differs; returns the exit status."""
    for name, first, second in zip(("mentions", "hits", "tallies"), wanted, found, strict=True):
        lost, more = set(first) - set(second), set(second) - set(first)
        twice = len(second) - len(set(second))
        print(
            f"{name}: {len(first)} wanted, {len(second)} found, {len(lost)} lost, {len(more)} too many, {twice} twice"
        )
    return int(wanted != found or not is_at_end)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--times", type=int, default=2000, help="how often the capture's 18 posts are played"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=1200, help="seconds until it is given up")
    given = parser.parse_args()
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
        return run(given)


if __name__ == "__main__":
    sys.exit(main())
