"""Approvals by the clock: asked for too long, given too long ago, or no longer asked for.

- What waits for a yes expires at its time; an hour after it was asked for, where that is later; at
  the latest when it would be too late to send, or a month after it was asked for.
- What is approved by a yes that will have run out by its time is asked for again a week before it.
- What waits for a yes that no rule asks for any more goes on.
"""

from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from virta.engagement import approvals, scheduling
from virta.engagement.models import Delivery
from virta.flows.publishing import rounds
from virta.kit.portions import rows_in_portions
from virta.networks.said import Said

ANSWERED_WITHIN = timedelta(days=30)
AT_LEAST = timedelta(hours=1)
"""So long an approver has, also for a post that is to go out at once."""
MOST = 300
"""So many are looked at at a time; however many there are, all are."""
State = Delivery.State

OLD = Said(
    "Its approval was given too long ago. It is asked for again.",
    "Hyväksyntä on annettu liian kauan sitten. Sitä pyydetään uudelleen.",
)
OLD_WORDS = OLD.kept


def keep_up_to_date(now: datetime) -> int:
    """All three; how many deliveries changed their state."""
    return release(now) + expire(now) + ask_again(now)


def release(now: datetime) -> int:
    """Posts that wait although the rules, as they are now, ask for nothing more. However many
    wait, a round sees some."""
    rows = Delivery.objects.filter(
        state=State.WAITING, workspace__is_example=False, post__removed_at__isnull=True
    )
    rows = Delivery.objects.filter(pk__in=rounds.some("release", rows, now, AT_LEAST))
    released = 0
    for some in rows_in_portions(with_rules(rows.order_by("due_at", "pk")), MOST):
        found = approvals.questions_in(some, now)
        free = [one.post for one, asked in found if asked.step is None]
        released += sum(scheduling.approved(post, now) for post in free)
    return released


def with_rules(rows: Any) -> Any:
    """Deliveries with what tells which rules hold for them."""
    rows = rows.select_related("workspace", "post__workspace", "post__owner")
    rows = rows.select_related("post__activity__workspace", "post__pillar__workspace")
    return rows.prefetch_related("post__channels")


def expire(now: datetime) -> int:
    """Questions that nobody answered in time."""
    waiting = Delivery.objects.filter(
        state=State.WAITING, workspace__is_example=False, workspace__pauses__isnull=True
    )
    late = waiting.filter(due_at__lte=now) | waiting.filter(asked_at__lte=now - ANSWERED_WITHIN)
    rows = chain.from_iterable(rows_in_portions(late.order_by("due_at", "pk"), MOST))
    over = (one for one in rows if expires_at(one) <= now)
    return sum(one.settle(state=State.EXPIRED, trouble={}) for one in over)


def expires_at(one: Delivery) -> datetime:
    """When a question is too old to be answered."""
    asked = one.asked_at or one.due_at
    return min(max(one.due_at, asked + AT_LEAST), one.late_at, asked + ANSWERED_WITHIN)


def ask_again(now: datetime) -> int:
    """Approved posts whose time is near, and whose approval will have run out by then."""
    near = Delivery.objects.filter(
        state__in=[State.SCHEDULED, State.BY_HAND, State.SIGN_IN],
        due_at__gt=now,
        due_at__lte=now + approvals.AHEAD,
        receipts=[],
        post__approvals__is_yes=True,
        post__approvals__at__lte=now + approvals.AHEAD - approvals.VALID,
        workspace__is_example=False,
    ).distinct()
    rows = with_rules(near.order_by("due_at", "pk"))
    return sum(ask_some_again(some, now) for some in rows_in_portions(rows, MOST))


def ask_some_again(rows: list[Delivery], now: datetime) -> int:
    """The same for some of them."""
    again = {"state": State.WAITING, "asked_at": now, "trouble": OLD_WORDS}
    found = approvals.questions_in(rows, now)
    lacking = {(one.post_id, one.digest) for one, asked in found if asked.step is not None}
    return sum(one.settle(**again) for one in rows if (one.post_id, one.digest) in lacking)
