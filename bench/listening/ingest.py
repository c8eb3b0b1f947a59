"""From raw frames of Jetstream to rows that are committed: events a second of one process.

    python -m bench.listening.ingest --queries 10000 --events 200000 --share 0.25
    DATABASE_URL=postgresql://… python -m bench.listening.ingest
    python -m bench.listening.ingest --ways virta read-first tantivy

Each way stores the same stream in a workspace of its own: found, judged, counted by hour, with the
cursor, a transaction for each portion. `virta` is what a listener does; `read-first` decodes every
frame before matching (msgspec), as Virta did before; `tantivy` does that too and finds with an
index of Tantivy over each portion. All must store the same mentions for the same searches; the exit
status is 1 where they do not.
"""

import argparse
import gc
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.listening.frames import frames
from bench.listening.place import place
from bench.matching import data
from virta.sources.sockets import AT_ONCE


class Stages:
    """Processor time of some functions, each without those that it calls among them."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._running: list[str] = []
        self._since = time.process_time()

    def _note(self) -> None:
        now = time.process_time()
        if self._running:
            self.spent[self._running[-1]] += now - self._since
        self._since = now

    def watch(self, owner: Any, name: str, stage: str) -> None:
        """From now on the time of this function counts for a stage."""
        do = getattr(owner, name)

        def watched(*given: Any, **more: Any) -> Any:
            self._note()
            self._running.append(stage)
            try:
                return do(*given, **more)
            finally:
                self._note()
                self._running.pop()

        setattr(owner, name, watched)


def watched() -> Stages:
    """The stages of taking in."""
    from virta.flows.hearing import listener  # noqa: PLC0415
    from virta.listening import judging, languages, searching, tallying, writing  # noqa: PLC0415 - after django.setup()
    from virta.listening.fulltext import index  # noqa: PLC0415
    from virta.sources import jetstream_frames  # noqa: PLC0415

    stages = Stages()
    stages.watch(jetstream_frames, "read", "skim")
    stages.watch(searching.Searches, "match_unread", "match")
    stages.watch(searching.Searches, "match", "match")
    stages.watch(searching.Searches, "refresh", "ask for changed searches")
    stages.watch(languages, "detect", "tell languages")
    stages.watch(judging, "guess", "judge sentiment")
    stages.watch(writing, "insert", "write rows")
    stages.watch(tallying, "add", "count by hour")
    stages.watch(index, "add", "full-text index")
    stages.watch(listener, "take", "all else in storing")
    return stages


class ReadFirst:
    """Frames are decoded whole before anything else."""

    def read(self, raw: list[bytes], cursor: str) -> Any:
        from virta.sources.jetstream_events import decode, moment  # noqa: PLC0415
        from virta.sources.protocol import Portion  # noqa: PLC0415

        told = [decode(one) for one in raw]
        last = max(time for _item, time in told)
        items = tuple(item for item, _time in told if item is not None)
        return Portion(items, str(last), seen_until=moment(last))


def furnish(way: str, queries: dict[str, str], address: str = "ws://127.0.0.1") -> Any:
    """A workspace with the searches, and its source, claimed."""
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from virta.listening.models import Search, Source  # noqa: PLC0415
    from virta.listening.models.source import sealed  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415

    workspace = Workspace.objects.create(name=way, slug=way)
    rows = [
        Search(workspace=workspace, title=title, query=query) for title, query in queries.items()
    ]
    Search.objects.bulk_create(rows)
    typed = sealed({"address": address})
    source = Source.objects.create(workspace=workspace, kind="jetstream", title=way, sealed=typed)
    source.claim(timezone.now())
    return source


def tantivy_searches(source: Any, folder: Path) -> Any:
    """Searches that find with Tantivy."""
    from bench.matching.peers.tantivy import Tantivy  # noqa: PLC0415 - only where it is asked for
    from virta.listening.models import Search  # noqa: PLC0415
    from virta.listening.searching import Matched, Searches, as_post, language_of  # noqa: PLC0415

    engine = Tantivy()
    engine.warm()
    engine.build(data.read_asked(folder))
    numbers = dict(Search.objects.of(source.workspace).values_list("title", "pk"))

    class ByTantivy(Searches):
        def refresh(self) -> None:
            """Nothing changes here."""

        def match(self, heard: Any) -> list[Matched]:
            tongues = [language_of(one) for one in heard]
            posts = [as_post(one, tongue[0]) for one, tongue in zip(heard, tongues, strict=True)]
            found = engine.match(posts) if posts else []
            return [
                Matched(one, tongue, sorted(numbers[name] for name in names))
                for one, tongue, names in zip(heard, tongues, found, strict=True)
            ]

    return ByTantivy(source.workspace)


def measure(way: str, folder: Path, raw: list[bytes], stages: Stages) -> tuple[float, float]:
    """Store the whole stream in one way; returns processor seconds and seconds of the clock."""
    from django.utils import timezone  # noqa: PLC0415 - after django.setup()

    from virta.flows.hearing.listener import ASK_EVERY, Held  # noqa: PLC0415
    from virta.listening.searching import Searches  # noqa: PLC0415
    from virta.sources import jetstream_frames, registry  # noqa: PLC0415

    queries = dict(
        line.rstrip("\n").split("\t") for line in (folder / data.QUERIES).open(encoding="utf-8")
    )
    source = furnish(way, queries)
    searches = (
        tantivy_searches(source, folder)
        if way == "tantivy"
        else Searches(source.workspace, ASK_EVERY)
    )
    searches.refresh()
    described = registry.named("jetstream")
    held = Held(source, described, searches, timezone.now)
    read = jetstream_frames.read if way == "virta" else ReadFirst().read
    held.store(read(raw[:AT_ONCE], ""))  # warm, as in service; not counted
    gc.collect()
    gc.freeze()
    stages.spent.clear()
    begun, clock, cursor = time.process_time(), time.perf_counter(), ""
    for at in range(AT_ONCE, len(raw), AT_ONCE):
        portion = read(raw[at : at + AT_ONCE], cursor)
        cursor = portion.cursor
        held.store(portion)
    return time.process_time() - begun, time.perf_counter() - clock


def told(way: str) -> set[tuple[str, str]]:
    """Which searches matched which posts."""
    from virta.listening.models import Hit  # noqa: PLC0415 - after django.setup()

    rows = Hit.objects.filter(workspace__slug=way)
    return set(rows.values_list("search__title", "mention__key"))


def run(given: argparse.Namespace, folder: Path) -> int:
    """All ways in turn; returns the exit status."""
    import django  # noqa: PLC0415 - the environment is set first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection  # noqa: PLC0415

    data.write(folder, given.seed, given.queries, 1)
    raw = list(frames(given.seed, given.events + AT_ONCE, given.share))
    size = sum(map(len, raw)) / len(raw)
    print(
        f"{connection.vendor}, {given.queries} searches, {given.events} events of {size:.0f} bytes"
    )
    stages = watched()
    for way in given.ways:
        cpu, wall = measure(way, folder, raw, stages)
        print(
            f"{way}: {given.events / cpu:,.0f} events per CPU-second, {given.events / wall:,.0f} a second by the clock"
        )
        for stage, seconds in stages.spent.most_common():
            print(f"    {stage:26}{1e6 * seconds / given.events:8.2f} µs an event")
    answers = [told(way) for way in given.ways]
    matched = len({key for _search, key in answers[0]})
    print(f"{100 * matched / len(raw):.2f} % of the events are stored; {len(answers[0])} hits.")
    return int(any(one != answers[0] for one in answers))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument(
        "--share", type=float, default=0.25, help="posts in the searches' own words"
    )
    parser.add_argument("--ways", nargs="+", default=["virta", "read-first"])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with place() as folder:
        return run(given, folder / "made")


if __name__ == "__main__":
    sys.exit(main())
