"""Some of many deliveries at a time: all workers together go round them, and see first what is new.

However many posts wait for approval, a round of a worker looks at so many and no more. Where there
are fewer, it looks at all of them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from virta.engagement.models import Approval
from virta.flows.models import Place

MOST = 200
"""So many in their turn, and at most as many more that are new."""
OVERLAP = timedelta(minutes=1)
"""Clocks differ: what is a little older than the last round is new, too."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def some(name: str, rows: Any, now: datetime, before: timedelta) -> list[int]:
    """The keys of those that this worker looks at now.

    New is what was asked since the last round, was answered, or came so near to its time
    (`before`). Whoever moves the place on takes those; should that worker die, their turn comes.
    """
    place, _new = Place.objects.get_or_create(name=name)
    rows = rows.order_by("pk")
    keys = keys_of(rows.filter(pk__gt=place.after), MOST)
    keys += keys_of(rows.filter(pk__lte=place.after), MOST - len(keys))
    mine = Place.objects.filter(pk=place.pk, after=place.after, at=place.at)
    if not mine.update(after=keys[-1] if keys else 0, at=now):
        return []
    since = (place.at or LONG_AGO) - OVERLAP
    answered = Approval.objects.filter(at__gt=since).values("post")
    near = Q(due_at__gt=since + before, due_at__lte=now + before)
    fresh = rows.filter(Q(asked_at__gt=since) | Q(post__in=answered) | near)
    return list({*keys, *keys_of(fresh.exclude(pk__in=keys), MOST)})


def keys_of(rows: Any, most: int) -> list[int]:
    return list(rows.prefetch_related(None).values_list("pk", flat=True)[:most])
