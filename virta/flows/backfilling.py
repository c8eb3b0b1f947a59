"""Archives searched through Dask, and what they held stored as mentions.

Workers, on this machine or on a cluster, only read and match parts (`virta.matching.archives`); what a part
held comes back here, is kept as a file, and is then stored like anything else that is heard. A part whose
file is there is not searched again, and a mention that is stored is not stored again: so a run that
was cut off at any point goes on where it was, and a worker that dies loses a part's work at most.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import dask
from distributed import Client, LocalCluster, as_completed

from virta.listening.models import Search
from virta.listening.retention import kept_since
from virta.listening.searching import Matched, language_of
from virta.listening.taking import take
from virta.matching.archives import Found, Part, searched
from virta.matching.posts import Post
from virta.people.models import Workspace
from virta.sources.protocol import Heard, Unread

Queries = tuple[tuple[str, str], ...]
DEATHS = 10
"""Workers that may die over one part before it is given up."""
AHEAD = 4
"""Parts for each worker that are given out at a time, so that a cluster is never idle."""
AT_ONCE = 1000
"""Mentions that are stored in one transaction."""
TYPES = {"post", "reply", "repost", "quote", "article"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    parts: int
    done: int = 0
    posts: int = 0
    unreadable: int = 0
    matches: int = 0
    timeless: int = 0
    """Posts that match and have no time, so that they cannot be mentions."""
    too_old: int = 0
    """Posts that match and are older than what the workspace keeps."""
    stored: int = 0

    def and_found(self, found: Found) -> "Progress":
        return replace(
            self,
            done=self.done + 1,
            posts=self.posts + found.posts,
            unreadable=self.unreadable + found.unreadable,
            matches=self.matches + len(found.matches),
        )


def queries_of(workspace: Workspace, keys: Sequence[str] = ()) -> Queries:
    """The searches of a workspace that are on, or those of these keys, as (row number, query)."""
    rows = Search.objects.of(workspace)
    rows = rows.filter(key__in=keys) if keys else rows.filter(is_on=True)
    return tuple((str(pk), query) for pk, query in rows.order_by("pk").values_list("pk", "query"))


@contextlib.contextmanager
def connected(scheduler: str, workers: int) -> Iterator[Client]:
    """A cluster: the one at an address, else one of our own, on loopback only."""
    # Workers need not watch themselves a hundred times a second.
    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.worker.profile.enabled": False,
    }
    with dask.config.set(settings):
        if scheduler:
            with Client(scheduler, timeout="30s") as client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=workers or os.cpu_count() or 1,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=50,  # logging.CRITICAL: a worker that dies is begun again by itself
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


class Results:
    """What each part held, a file a part, in a folder of the run's own."""

    def __init__(self, folder: Path, queries: Queries) -> None:
        told = json.dumps(queries).encode()
        self.folder = folder / hashlib.sha256(told).hexdigest()[:16]
        self.folder.mkdir(parents=True, exist_ok=True)

    def keep(self, part: Part, packed: bytes) -> None:
        """Write down whole what it held (`Found.packed`), or not at all."""
        path = self.path(part)
        beside = path.with_suffix(".part")
        beside.write_bytes(packed)
        beside.replace(path)

    def of(self, part: Part) -> Found | None:
        """What a part held, if it has been searched."""
        try:
            return Found.unpacked(self.path(part).read_bytes())
        except FileNotFoundError:
            return None

    def path(self, part: Part) -> Path:
        return self.folder / f"{part.name}.json"


def found_in(
    client: Client, parts: Sequence[Part], queries: Queries, results: Results
) -> Iterator[tuple[Part, Found]]:
    """Every part with what it held, as they come; those that were searched before come first."""
    left = []
    for part in parts:
        known = results.of(part)
        if known is None:
            left.append(part)
        else:
            yield part, known
    if not left:
        return
    given = GivenOut(client, iter(left), queries)
    for future in given.futures:
        part, packed = given.of(future)
        given.more(1)
        results.keep(part, packed)
        yield part, Found.unpacked(packed)


class GivenOut:
    """Parts that the cluster has at the moment: a few for each worker, however many there are."""

    def __init__(self, client: Client, parts: Iterator[Part], queries: Queries) -> None:
        self._client, self._parts = client, parts
        # Sent once to each worker, and again where one has died.
        self._queries = client.submit(tuple, queries, pure=False)
        self._going: dict[Any, Part] = {}
        self.futures = as_completed()
        self.more(AHEAD * max(1, len(client.scheduler_info()["workers"])))

    def more(self, count: int) -> None:
        """Give out so many more."""
        for part in islice(self._parts, count):
            future = self._client.submit(searched, part, self._queries, pure=False)
            self._going[future] = part
            self.futures.add(future)

    def of(self, future: Any) -> tuple[Part, bytes]:
        """What came of a part, packed. Raises what went wrong with it."""
        part, packed = self._going.pop(future), future.result()
        future.release()
        return part, packed


class Answers:
    """Stands for the searches of a workspace where it is known already what matches."""

    def __init__(self, by_key: Mapping[str, Sequence[int]]) -> None:
        self._by_key = by_key

    def match(self, heard: Sequence[Heard]) -> list[Matched]:
        """Each of what was heard with its searches."""
        return [Matched(one, language_of(one), list(self._by_key[one.key])) for one in heard]

    def match_unread(self, unread: Unread) -> dict[int, Matched]:
        """Nothing: what comes from an archive has been read."""
        return {}

    def version(self, search: int) -> int:
        """The search's version now: an archive is searched by the queries as they stand."""
        found: int = Search.everything.values_list("version", flat=True).get(pk=search)
        return found


def store(workspace: Workspace, found: Found, now: datetime) -> tuple[int, int, int]:
    """Store what a part held. Returns how many mentions are new, how many have no time, and how
    many are older than what the workspace keeps."""
    timed = [(one, ids) for post, ids in found.matches if (one := heard_of(post, now))]
    since = kept_since(workspace, now)
    young = [(one, ids) for one, ids in timed if one.at >= since]
    stored = 0
    for start in range(0, len(young), AT_ONCE):
        some = young[start : start + AT_ONCE]
        answers = Answers({one.key: [int(pk) for pk in ids] for one, ids in some})
        stored += take(workspace, answers, [one for one, _ids in some], now).fresh
    return stored, len(found.matches) - len(timed), len(timed) - len(young)


def heard_of(post: Post, now: datetime) -> Heard | None:
    """A post of an archive as something heard, or None where its time is not known."""
    at = moment(post.created_at or "")
    if at is None or at > now:
        return None
    return Heard(
        network=post.source or "archive",
        key=post.id,
        at=at,
        text=post.text,
        author=post.author or "",
        handle=post.author or "",
        followers=None if post.followers is None else int(post.followers),
        url=post.url or "",
        title=post.title or "",
        languages=(post.language,) if post.language else (),
        type=post.type if post.type in TYPES else "post",  # type: ignore[arg-type]
        links=tuple(post.links or ()),
    )


def moment(text: str) -> datetime | None:
    """An ISO 8601 time; one without a zone is in UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def backfill(
    workspace: Workspace,
    parts: Sequence[Part],
    queries: Queries,
    client: Client,
    results: Results,
    tell: Callable[[Progress], None] = lambda _progress: None,
    *,
    is_storing: bool = True,
) -> Progress:
    """Search all parts and store what they held, part by part. Returns how it went."""
    progress = Progress(len(parts))
    for _part, found in found_in(client, parts, queries, results):
        progress = progress.and_found(found)
        if is_storing:
            stored, timeless, too_old = store(workspace, found, datetime.now(UTC))
            progress = replace(
                progress,
                stored=progress.stored + stored,
                timeless=progress.timeless + timeless,
                too_old=progress.too_old + too_old,
            )
        tell(progress)
    return progress


class Telling:
    """Progress for whoever watches: a line that is written over, or one now and then in a log."""

    EVERY = 10.0  # seconds between two lines in a log

    def __init__(self, err: Any) -> None:
        self._err, self._begun, self._told = err, time.monotonic(), 0.0
        self._is_shown = err.isatty()

    def __call__(self, one: Progress) -> None:
        now = time.monotonic()
        if not self._is_shown and now - self._told < self.EVERY and one.done < one.parts:
            return
        self._told = now
        rate = one.posts / max(now - self._begun, 0.001)
        words = (
            f"{one.done} of {one.parts} parts, {one.posts:,} posts ({rate:,.0f} a second), "
            f"{one.matches:,} match, {one.stored:,} new mentions"
        )
        end = "\n" if not self._is_shown or one.done == one.parts else ""
        start = "\r\033[K" if self._is_shown else ""
        self._err.write(f"{start}{words}{end}")
        self._err.flush()
