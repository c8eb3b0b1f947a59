"""What becomes of a post in the queue when somebody changes it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from virta.engagement import (
    approvals,
    handing,
    outside_links,
    repeating,
    scheduling,
    threads,
)
from virta.engagement.models import Delivery, Post

GOING = (
    Delivery.State.WAITING,
    Delivery.State.SCHEDULED,
    Delivery.State.SIGN_IN,
    Delivery.State.BY_HAND,
)
"""Those of them that go on without a decision of anybody's but the approvers'."""


def changed(post: Post) -> None:
    """The queue and the links to approvers outside follow a change, whoever made it and however."""
    now = timezone.now()
    follow(post, now)
    outside_links.void(post, now)
    if post.schedules_itself or post.repeated.filter(schedules_itself=True, at__gt=now).exists():
        repeating.bring_up_to_date(post, now)


@transaction.atomic
def follow(post: Post, now: datetime) -> bool:
    """After an edit of a post on which a rule of approval holds: the queue has it as it is now,
    and it waits for a yes to that. Returns whether an answer that was given or asked for is void.

    What waits for somebody's decision goes on waiting for it, in the new wording. Where no rule
    holds, the queue keeps what was scheduled until somebody schedules anew. A post that is removed
    goes nowhere.
    """
    if post.removed_at:
        return bool(scheduling.cancel(post))
    there = list(
        post.deliveries.filter(state__in=scheduling.OPEN, receipts=[]).select_related("channel")
    )
    asked = any(one.state == Delivery.State.WAITING for one in there)
    digest = scheduling.post_digest(post)
    if all(one.digest == digest for one in there) or not (asked or approvals.is_ruled(post)):
        return False
    channels = {one.pk: one for one in post.channels.all()}
    contents = {key: scheduling.content_of(post, one) for key, one in channels.items()}
    counted = approvals.counted_at(post.at, now) if post.at else now
    is_approved = approvals.is_approved(approvals.Question(post, digest, counted))
    for one in there:
        content = contents.get(one.channel_id)
        if content is None or not content["parts"]:
            one.settle(state=Delivery.State.CANCELLED, claimed_until=None)
            continue
        values = {"content": content, "digest": digest} | threads.names_anew(one, content)
        if post.at is not None:
            values |= {"due_at": post.at, "late_at": post.at + timedelta(minutes=post.too_late)}
        if one.state in GOING:
            values |= scheduling.waiting_or_not(is_approved, now) | {"trouble": {}}
        one.settle(**values)
    handing.give_to_people(post)
    return True
