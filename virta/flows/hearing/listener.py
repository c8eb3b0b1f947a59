"""Serves the sources: polls are asked in turn, streams each have a thread while they are held."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from django.db import close_old_connections, connection
from django.db.models import F

from virta.flows.hearing.hosts import KnownHosts
from virta.flows.publishing.clock import DatabaseClock
from virta.listening import filing, outward
from virta.listening.covering import note_gap
from virta.listening.models import Source
from virta.listening.models.source import LEASE
from virta.listening.searching import Searches
from virta.listening.taking import Overtaken, Taken, take
from virta.networks.errors import NetworkError, TryLater
from virta.networks.said import Said
from virta.sources.door import Door
from virta.sources.politeness import Manners
from virta.sources.protocol import Portion
from virta.sources.protocol import Source as Described

log = logging.getLogger(__name__)

POLLS_AT_ONCE = 4
STREAMS_AT_ONCE = 4
ROWS_AT_ONCE = 100
IDLE = 1.0
"""Seconds between two rounds."""
MOST_PAGES = 20
"""Pages of one source in a row, then others have their turn."""
ASK_EVERY = 1.0
"""Seconds after which it is asked again whether searches were changed: to ask about ten thousand
takes as long as to match a thousand posts."""
LONGEST_WAIT = timedelta(hours=6)


def door(clock: Callable[[], datetime] | None = None) -> Door:
    """The way out for sources, with manners: turns at each host, and robots' rules for pages."""
    known = clock or DatabaseClock()
    return outward.door(Manners(KnownHosts(known), outward.door().client(), known))


@dataclass
class Held:
    """A source that this worker has claimed, and the searches of its workspace."""

    source: Source
    described: Described
    searches: Searches
    clock: Callable[[], datetime]

    def store(self, portion: Portion) -> Taken:
        """Store a portion and the cursor behind it; the lease begins anew. Raises Overtaken."""
        self.searches.refresh()
        now = self.clock()

        def move_on() -> bool:
            values: dict[str, Any] = {
                "cursor": portion.cursor,
                "looked_at": now,
                "claimed_until": now + LEASE,
                "heard": F("heard") + portion.count,
                "unreadable": F("unreadable") + portion.unreadable,
                "troubles": 0,
                "trouble": {},
                "trouble_since": None,
            }
            if portion.count:
                values |= self.source.noticed(now)
            if portion.is_missed:
                values["missed_at"] = now
            if portion.seen_until:
                values["seen_until"] = portion.seen_until
            is_mine = self.source.settle(**values)
            if is_mine:
                note_gap(self.source, self.described, portion.seen_until, now)
            return is_mine

        return take(
            self.source.workspace,
            self.searches,
            portion.items,
            now,
            move_on,
            self.source,
            portion.unread,
        )

    def put_down(self, due_at: datetime, *, is_over: bool = False) -> None:
        over = {"is_on": False} if is_over else {}
        self.source.settle(claimed_until=None, due_at=due_at, **over)

    def tell(self, trouble: NetworkError) -> None:
        """Note what went wrong, and when to try again: later each time."""
        now = self.clock()
        asked = trouble.wait if isinstance(trouble, TryLater) else timedelta(0)
        grown = timedelta(seconds=self.described.every) * 2 ** min(self.source.troubles, 6)
        self.source.settle(
            claimed_until=None,
            due_at=now + min(max(asked, grown), LONGEST_WAIT),
            troubles=F("troubles") + 1,
            trouble={"en": trouble.said.to("en"), "fi": trouble.said.to("fi")},
            trouble_since=self.source.trouble_since or now,
        )


def poll(held: Held, client: httpx.Client) -> int:
    """Ask a source for what is new, page by page. Returns how many mentions were stored."""
    described, fresh = held.described, 0
    if described.poll is None:
        raise TypeError("A source that is a stream cannot be polled.")
    cursor, portion = held.source.cursor, Portion((), "")
    for _page in range(MOST_PAGES):
        portion = described.poll(held.source.settings, cursor, client)
        fresh += held.store(portion).fresh
        cursor = portion.cursor
        if not portion.has_more:
            break
    wait = 1.0 if portion.has_more else described.every
    due_at = held.clock() + timedelta(seconds=max(wait, portion.wait or 0))
    held.put_down(due_at, is_over=portion.is_over)
    return fresh


def follow(held: Held, is_stopping: Callable[[], bool]) -> None:
    """Read a stream until told to stop, or until it is turned off or taken by another worker."""
    if held.described.stream is None:
        raise TypeError("A source that is polled is no stream.")
    portions = held.described.stream(
        held.source.settings, held.source.cursor, is_stopping, door(held.clock)
    )
    with closing(portions):  # type: ignore[type-var] # a generator, which can be closed
        for portion in portions:
            held.store(portion)
            if not Source.objects.filter(pk=held.source.pk, is_on=True).exists():
                break
    held.put_down(held.clock())


class Threads:
    """Some threads, each with a source. What is given to more than there are is not given."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self._busy: dict[int, Future[None]] = {}

    def has_room_for(self, source: Source) -> bool:
        """Whether a thread is free, and none has this source."""
        self._busy = {pk: one for pk, one in self._busy.items() if not one.done()}
        return len(self._busy) < self._most and source.pk not in self._busy

    def give(self, source: Source, work: Callable[[], None]) -> None:
        self._busy[source.pk] = self._pool.submit(work)

    def close(self) -> None:
        """Wait until each is done with what it has."""
        self._pool.shutdown()


class Listener:
    """Any number of these may run on any number of machines; the rows say who serves what."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock or DatabaseClock()
        # A stream holds its thread for as long as it runs, so it must not take those of polls.
        self._polls = Threads(POLLS_AT_ONCE, "listen")
        self._streams = Threads(STREAMS_AT_ONCE, "stream")
        self._stopping = threading.Event()
        self._local = threading.local()

    def sweep(self) -> int:
        """Give every source that is due to a thread. Returns how many."""
        if isinstance(self._clock, DatabaseClock):
            self._clock.set()
        due = Source.objects.due(self._clock()).select_related("workspace")[:ROWS_AT_ONCE]
        return sum(self._give(source) for source in due)

    def _give(self, source: Source) -> bool:
        described = filing.described_of(source)
        if described is None:
            return False
        threads = self._streams if described.stream is not None else self._polls
        if not threads.has_room_for(source) or not source.claim(self._clock()):
            return False
        threads.give(source, partial(self._in_thread, source, described))
        return True

    def _in_thread(self, source: Source, described: Described) -> None:
        try:
            self.serve(source, described)
        except Exception:
            # The lease runs out and another try follows; the cursor says where to go on.
            log.exception("Listening to source %s broke off.", source.pk)
        finally:
            close_old_connections()
            if not connection.in_atomic_block:
                connection.close()

    def serve(self, source: Source, described: Described) -> None:
        """Do what is to be done for one claimed source."""
        held = Held(source, described, Searches(source.workspace, ASK_EVERY), self._clock)
        try:
            if described.stream is not None:
                follow(held, self._stopping.is_set)
            else:
                poll(held, self._client())
        except Overtaken:
            return
        except NetworkError as trouble:
            held.tell(trouble)
        except Exception as trouble:
            held.tell(NetworkError(_broke(type(trouble).__name__)))
            raise

    def _client(self) -> httpx.Client:
        if not hasattr(self._local, "http"):
            self._local.http = door(self._clock).client()
        made: httpx.Client = self._local.http
        return made

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Go round until told to stop; then let the threads store what they have read."""
        while not is_stopping():
            try:
                self.sweep()
            except Exception:
                log.exception("The round of listening broke off; the next one goes on.")
            close_old_connections()
            self._stopping.wait(IDLE)
        self.close()

    def close(self) -> None:
        """Stop the streams; what was read is stored."""
        self._stopping.set()
        self._polls.close()
        self._streams.close()


def _broke(name: str) -> Said:
    return Said(
        f"Virta could not read what came ({name}). It tries again by itself; tell whoever runs "
        "this installation if it does not pass.",
        f"Virta ei osannut lukea vastausta ({name}). Se yrittää itse uudelleen; kerro asennuksen "
        "ylläpitäjälle, jos tämä ei mene ohi.",
    )
