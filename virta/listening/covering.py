"""When anything was collected at all: silence means something only then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

import numpy as np

from virta.listening.gauging import PATIENCE, progress
from virta.listening.models import Gap, Search, Source
from virta.people.models import Workspace
from virta.sources.protocol import Source as Described

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """By hour from `since` on: how many sources there were, and how many of them stood still."""

    since: datetime
    there: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    still: "np.ndarray[tuple[int], np.dtype[np.int32]]"

    def of(self, since: datetime, until: datetime) -> tuple[float, bool]:
        """The share of the hours of a stretch that were heard, and whether any was heard in part."""
        first, last = (int((at - self.since) / HOUR) for at in (since, until))
        first, last = max(first, 0), max(last, 0)
        there, still = self.there[first:last], self.still[first:last]
        if not there.size:
            return 0.0, False
        heard = there > still
        return float(heard.mean()), bool((heard & (still > 0)).any())


def coverage(
    workspace: Workspace,
    searches: Iterable[Search],
    since: datetime,
    until: datetime,
    now: datetime,
) -> Coverage:
    """What was collected for these searches (none: for any) between two moments.

    A source counts from when it was added. It stands still in the stretches that the listener wrote
    down, and since it was last heard where it is turned off or behind for longer than two hours.
    What lies ahead, or before the first of the searches was written, was not collected.
    """
    hours = max(0, ceil((until - since) / HOUR))
    there, still = np.zeros(hours, np.int32), np.zeros(hours, np.int32)
    found = Coverage(since, there, still)
    begun = min((one.made_at for one in searches), default=None)
    first = max(since, begun) if begun else since
    gaps = Gap.objects.of(workspace).filter(until__gt=since, since__lt=until)
    stretches: dict[int, list[tuple[datetime, datetime]]] = {}
    for source_id, start, end in gaps.values_list("source_id", "since", "until"):
        stretches.setdefault(source_id, []).append((start, end))
    for source in Source.objects.of(workspace).filter(looked_at__isnull=False):
        there[_slice(found, max(first, source.made_at), now, outward=True)] += 1
        for start, end in [*stretches.get(source.pk, ()), *_standing(source, now)]:
            still[_slice(found, max(start, first, source.made_at), end, outward=False)] += 1
    np.minimum(still, there, out=still)
    return found


def _standing(source: Source, now: datetime) -> list[tuple[datetime, datetime]]:
    """The stretch in which it stands still now, if it does."""
    reached = progress(source) or source.looked_at
    if reached is None or (source.is_on and now - reached <= PATIENCE):
        return []
    return [(reached, now)] if reached < now else []


def _slice(found: Coverage, since: datetime, until: datetime, *, outward: bool) -> slice:
    """The hours between two moments; `outward` takes in those that are only touched."""
    first, last = ((at - found.since) / HOUR for at in (since, until))
    whole = (floor(first), ceil(last)) if outward else (ceil(first), floor(last))
    size = found.there.size
    return slice(min(max(whole[0], 0), size), min(max(whole[1], 0), size))


def note_gap(
    source: Source, described: Described, seen_until: datetime | None, now: datetime
) -> None:
    """Write down what a source may have missed before the portion that is being stored.

    A stream goes on from its cursor, so that only a leap in its own time is a gap: its server did
    not keep so much. What is polled shows its newest: where it was not asked for longer than two
    hours, or than four times its usual pause, something may have passed. Also keeps in the given
    row how far it is read, for the next portion.
    """
    is_stream = described.stream is not None
    former = source.seen_until if is_stream else source.looked_at
    reached = seen_until if is_stream else now
    usual = PATIENCE if is_stream else max(PATIENCE, 4 * timedelta(seconds=described.every))
    if former and reached and reached - former > usual:
        Gap.note(source, former, reached)
    source.looked_at = now
    source.seen_until = seen_until or source.seen_until
