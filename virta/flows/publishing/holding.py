"""Deliveries whose pictures and films are on their way up are held by whoever sends them.

A film may take ten minutes to go up and two to be made ready, and nothing of it is public before
the post is. Meanwhile the worker that sends it renews its lease from sweep to sweep. A worker that
is killed renews nothing, so that its deliveries are free again after one lease.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from virta.engagement.models import Delivery
from virta.engagement.models.delivery import lease

LONGEST = timedelta(minutes=12)
"""So long one is held while it goes up; then something hangs, and another may take it."""


class Holder:
    """What one worker's threads hold just now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[int, int], tuple[float, float]] = {}
        """By key and fence of the delivery: since when it is held, and when that was renewed."""

    @contextlib.contextmanager
    def holding(self, delivery: Delivery) -> Iterator[None]:
        """Until this is left, or it is let go."""
        now = time.monotonic()
        with self._lock:
            self._held[delivery.pk, delivery.fence] = now, now
        try:
            yield
        finally:
            self.let_go(delivery)

    def let_go(self, delivery: Delivery) -> None:
        with self._lock:
            self._held.pop((delivery.pk, delivery.fence), None)

    def hold(self, now: datetime) -> int:
        """Renew the leases that have run for a third. Returns how many."""
        moment, third = time.monotonic(), lease().total_seconds() / 3
        with self._lock:
            due = [
                one
                for one, (since, renewed) in self._held.items()
                if moment - renewed >= third and moment - since < LONGEST.total_seconds()
            ]
            self._held |= {one: (self._held[one][0], moment) for one in due}
        return sum(renew(*one, now) for one in due)


def renew(pk: int, fence: int, now: datetime) -> int:
    """A lease from now on, unless somebody else has it or it was put down."""
    rows = Delivery.objects.filter(pk=pk, fence=fence, state=Delivery.State.SENDING)
    return int(rows.update(claimed_until=now + lease()))
