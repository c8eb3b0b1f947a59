"""The queue in order: what no worker takes any more, or none may, gets the state that it is in.

- What is published by hand and was not by its limit is too late: a person decides.
- What is due within a day on a channel where no program publishes (any more) is for people.
- What is left of a post that was removed while a worker had it ends.
"""

from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from virta.audiences.models import Channel
from virta.engagement import threads
from virta.engagement.models import Delivery
from virta.kit.portions import rows_in_portions
from virta.networks.registry import known
from virta.networks.said import Said

State = Delivery.State
AHEAD = timedelta(days=1)
MOST = 300
NOT_DONE = Said(
    "It was not published by hand in time. Decide whether it still should. If it is out already, "
    "give its address.",
    "Sitä ei julkaistu käsin ajoissa. Päätä, julkaistaanko se vielä. Jos se on jo ulkona, anna sen "
    "osoite.",
)


def put_in_order(now: datetime) -> int:
    """All three; how many deliveries changed their state."""
    return hand_over(now) + ask_about_late(now) + end_removed(now)


def living(**which: Any) -> Any:
    return Delivery.objects.filter(workspace__is_example=False, **which).order_by("due_at", "pk")


def hand_over(now: datetime) -> int:
    """What is to go out where no program publishes, such as a blog of an older version's plan."""
    able = [key for key, one in known().networks.items() if one.can_publish]
    near = living(state__in=[State.SCHEDULED, State.SIGN_IN], due_at__lte=now + AHEAD)
    channels = Channel.everything.exclude(network__in=able).values("pk")
    rows = near.filter(channel__in=channels)
    handed: dict[str, Any] = {"state": State.BY_HAND, "retry_at": None, "trouble": {}}
    return sum(one.settle(**handed) for one in each(rows))


def ask_about_late(now: datetime) -> int:
    """What people were to publish by now. The rest of a thread is never too late."""
    rows = living(state=State.BY_HAND, due_at__lte=now, late_at__lte=now, receipts=[])
    rows = rows.filter(workspace__pauses__isnull=True, post__removed_at__isnull=True)
    late = {"state": State.LATE, "trouble": NOT_DONE.kept}
    return sum(one.settle(**late) for one in each(rows))


def end_removed(now: datetime) -> int:
    """What a worker put down just when its post was removed."""
    rows = living(state=State.SCHEDULED, due_at__lte=now, post__removed_at__isnull=False)
    return sum(one.settle(**threads.ended(one, now)) for one in each(rows))


def each(rows: Any) -> Any:
    return chain.from_iterable(rows_in_portions(rows, MOST))
