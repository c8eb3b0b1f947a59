"""The queue as a worker serves it: which channels, how many at a time, and what others left behind."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import httpx
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F

from virta.engagement.models import Connection, Delivery
from virta.flows.publishing import rates
from virta.flows.publishing.clock import DatabaseClock
from virta.flows.publishing.connecting import REST, client, holds, renew
from virta.flows.publishing.holding import Holder
from virta.flows.publishing.sending import Attempt, send
from virta.flows.publishing.settling import look_for
from virta.networks import waits

log = logging.getLogger(__name__)

CHANNELS_AT_ONCE = 8
ROWS_AT_ONCE = 20
"""So many deliveries of one channel in a row, then others have their turn."""
SPARE = 2
"""So many threads no single server gets."""
IDLE = 0.5  # seconds between two sweeps when there was nothing to do
State = Delivery.State


def recover(now: datetime) -> int:
    """What a worker took and never put down: not begun is due again, begun is looked for.

    The fence grows, so that the worker, should it still live, writes nothing any more.
    """
    lost = Delivery.objects.lost(now)
    freed = lost.filter(begun_at__isnull=True).update(
        state=State.SCHEDULED, claimed_until=None, fence=F("fence") + 1
    )
    unsure = lost.filter(begun_at__isnull=False).update(
        state=State.UNSURE, claimed_until=None, retry_at=now, fence=F("fence") + 1
    )
    return int(freed + unsure)


def servers_of(channels: list[int]) -> dict[int, str]:
    """The server of each channel, as far as its network and handle tell: @us@social.example."""
    rows = Connection.objects.filter(channel__in=channels)
    return {
        pk: f"{network} {handle.rpartition('@')[2]}"
        for pk, network, handle in rows.values_list("channel", "network", "handle")
    }


class Outbox:
    """Serves the queue with some threads. Stateless: whatever it knows stands in the rows."""

    def __init__(
        self,
        http: Callable[[], httpx.Client] | None = None,
        clock: Callable[[], datetime] | None = None,
        channels_at_once: int = CHANNELS_AT_ONCE,
    ) -> None:
        self._make_client = http or (lambda: client(settings.REACHABLE_HOSTS))
        self._clock = clock or DatabaseClock()
        self._most = channels_at_once
        self._busy: dict[int, Future[int]] = {}
        self._left: dict[int, None] = {}
        """Channels of posts that this worker freed and no thread has served since."""
        self._pool = ThreadPoolExecutor(max_workers=channels_at_once, thread_name_prefix="outbox")
        self._renewers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox-renew")
        self._renewing: Future[int] | None = None
        self._local = threading.local()
        self._holder = Holder()

    @property
    def http(self) -> httpx.Client:
        """This thread's own client."""
        if not hasattr(self._local, "http"):
            made = self._make_client()
            made.event_hooks["response"] = [self._note]
            self._local.http = made
        mine: httpx.Client = self._local.http
        return mine

    def _note(self, response: httpx.Response) -> None:
        """What an answer says of how much is left, for this thread."""
        said: list[httpx.Response] = self._local.__dict__.setdefault("said", [])
        if waits.spent(response.headers) is not None:
            said.append(response)

    def _heed(self, account: Connection) -> None:
        """Leave a server alone that has said that nothing is left, however the requests went."""
        said = self._local.__dict__.pop("said", [])
        for response in said:
            rates.heed(account, response, self._clock())

    def sweep(self) -> int:
        """One round: gives every channel with something due to a thread. Returns how many.

        A channel that a thread still serves is passed over, so a slow network holds up only itself.
        """
        if isinstance(self._clock, DatabaseClock):
            self._clock.set()
        now = self._clock()
        self._busy = {key: one for key, one in self._busy.items() if not one.done()}
        self._holder.hold(now)
        if left := list(Delivery.objects.lost(now).values_list("channel_id", flat=True)):
            recover(now)
            self._left |= dict.fromkeys(left)
        chosen = self._chosen(self._waiting(now)) if len(self._busy) < self._most else []
        for channel_id in chosen:
            self._left.pop(channel_id, None)
            self._busy[channel_id] = self._pool.submit(self._in_thread, channel_id)
        return len(chosen)

    def _waiting(self, now: datetime) -> list[int]:
        """Channels with something to do that no thread serves: first those of posts that a dead
        worker left or that may be out, then those whose work is oldest."""
        found = {one: None for one in self._left if one not in self._busy}
        for rows in (Delivery.objects.unsettled(now), Delivery.objects.due(now)):
            rows = rows.filter(channel__connection__isnull=False)
            rows = rows.exclude(channel__in=list(self._busy))
            # The oldest few hundred tell enough; a channel with thousands due is there once.
            found |= dict.fromkeys(rows.values_list("channel_id", flat=True)[:400])
        return list(found)

    def _chosen(self, waiting: list[int]) -> list[int]:
        """Those that get a thread now. One server never gets the last threads: while it hangs, the
        channels of others still go out."""
        servers = servers_of([*waiting, *self._busy])
        taken = Counter(servers.get(one) for one in self._busy)
        chosen: list[int] = []
        for one in waiting:
            if len(self._busy) + len(chosen) == self._most:
                break
            if taken[servers.get(one)] < max(1, self._most - SPARE):
                taken[servers.get(one)] += 1
                chosen.append(one)
        return chosen

    def _in_thread(self, channel_id: int) -> int:
        try:
            return self.serve(channel_id)
        except Exception:
            # The rows say what was begun; the next sweep finds them again.
            log.exception("Serving channel %s broke off.", channel_id)
            return 0
        finally:
            close_old_connections()
            if not connection.in_atomic_block:
                connection.close()

    def serve(self, channel_id: int) -> int:
        """Do what is to be done for one channel. Returns for how many deliveries."""
        account = Connection.objects.filter(channel_id=channel_id).first()
        if account is None:
            return 0
        now = self._clock()
        if not holds(account, now, self.http):
            Delivery.objects.unsettled(now).filter(channel_id=channel_id).update(
                retry_at=now + REST
            )
            return 0
        done = 0
        # Of posts of the same time the one that was taken before goes first: its worker may have died.
        due = Delivery.objects.due(self._clock()).order_by("due_at", "-fence", "pk")
        for rows, state, work in (
            (Delivery.objects.unsettled(self._clock()), State.UNSURE, look_for),
            (due, State.SCHEDULED, send),
        ):
            mine = rows.filter(channel_id=channel_id).select_related("post__workspace")
            for delivery in list(mine[:ROWS_AT_ONCE]):
                done += self._take(delivery, state, account, work)
        return done

    def _take(
        self,
        delivery: Delivery,
        state: str,
        account: Connection,
        work: Callable[[Attempt, datetime], None],
    ) -> bool:
        taken, now = time.monotonic(), self._clock()
        if not delivery.claim(now, state):
            return False
        try:
            work(Attempt(delivery, account, self.http, taken, self._holder), now)
        finally:
            self._heed(account)
        return True

    def _renew_beside(self) -> None:
        """Renew sign-ins in a thread of their own: a server that hangs must not hold up the queue."""
        if self._renewing is None or self._renewing.done():
            self._renewing = self._renewers.submit(self._renew_in_thread)

    def _renew_in_thread(self) -> int:
        try:
            return self.renew()
        except Exception:
            log.exception("Renewing sign-ins broke off; the next round goes on.")
            return 0
        finally:
            connection.close()

    def renew(self) -> int:
        """Renew sign-ins before they run out. Returns how many."""
        now = self._clock()
        return sum(renew(one, now, self.http) for one in Connection.objects.renewable(now)[:20])

    def run(self, is_stopping: Callable[[], bool], beat: Callable[[], None] = lambda: None) -> None:
        """Go round until told to stop; then let the threads finish what they have begun."""
        while not is_stopping():
            try:
                given = self.sweep()
                self._renew_beside()
                beat()
            except Exception:
                log.exception("The sweep of the queue broke off; the next one goes on.")
                given = 0
            finally:
                close_old_connections()
            if not given:
                time.sleep(IDLE)
        self.close()

    def drain(self) -> None:
        """Wait for all that was given to threads (tests step the queue so)."""
        for one in list(self._busy.values()):
            one.result()

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self._renewers.shutdown(wait=True)
