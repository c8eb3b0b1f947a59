"""The queue of a channel: the next of its usual times at which nothing comes out yet."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from virta.engagement.models import Post, QueueTime
from virta.kit.problems import Problem
from virta.kit.wallclock import moment

AHEAD = 366
"""How many days ahead a free time is looked for."""
Place = tuple[int, time, str]
"""A weekday (0 is Monday), a wall-clock time and the zone in which it is meant."""
Free = tuple[datetime, str]
"""A moment in UTC and the zone of its place."""


def next_free(places: Sequence[Place], taken: Collection[datetime], now: datetime) -> Free | None:
    """The first moment of the queue after `now` that is not taken.

    Times are wall-clock times: 9:00 stays 9:00 when the clock is turned. None where the queue has
    no time, or none is free within AHEAD.
    """
    for number in range(AHEAD):
        if on_day(places, taken, now, number):
            # Zones count their days from midnights of their own: what one has on a day may come
            # before what another has on the day before, but never by more than two.
            near = [on_day(places, taken, now, number + more) for more in range(3)]
            return min(one for several in near for one in several)
    return None


def on_day(
    places: Sequence[Place], taken: Collection[datetime], now: datetime, number: int
) -> list[Free]:
    """The free moments of the day so many days ahead, as each zone counts its days."""
    found = []
    for weekday, clock, zone in places:
        day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=number)
        if day.weekday() == weekday:
            found.append((moment(day, clock, zone), zone))
    return [one for one in found if one[0] > now and one[0] not in taken]


def places_of(post: Post) -> list[Place]:
    """The usual times of all channels of a post."""
    rows = QueueTime.objects.of(post.workspace).filter(channel__in=post.channels.all())
    return list(rows.values_list("weekday", "clock", "zone").distinct())


def is_open_for(post: Post) -> bool:
    """Whether the post has no time, and one of its channels has a queue."""
    return post.at is None and bool(places_of(post))


def place(post: Post, now: datetime) -> None:
    """Give a post the next free time of its channels' queues; it is not stored yet.

    A time is taken where another post comes out on one of its channels. Raises Problem where the
    queue has no time or none is free.
    """
    taken = set(
        Post.objects.of(post.workspace)
        .filter(channels__in=post.channels.all(), at__gt=now)
        .exclude(pk=post.pk)
        .values_list("at", flat=True)
    )
    found = next_free(places_of(post), taken, now)
    if found is None:
        raise Problem(
            _("The queue of its channels has no free time. Add times to it, or choose one here.")
        )
    post.at, post.zone = found
