"""What the page and the list of posts show beside the posts' facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from virta.activities.models import Activity
from virta.audiences.models import Channel
from virta.engagement import (
    alike,
    approval_showing,
    fitting,
    handing,
    lookups,
    measuring,
    media,
    preview,
    queueing,
    scheduling,
    slots,
)
from virta.engagement.models import Connection, Delivery, Lookup, Pause, Post
from virta.engagement.own_posts import ITSELF
from virta.engagement.preview import Preview

State = Delivery.State
ICONS = {
    State.WAITING: "hourglass",
    State.SCHEDULED: "clock",
    State.SENDING: "send",
    State.UNSURE: "circle-question-mark",
    State.PUBLISHED: "circle-check",
    State.REFUSED: "circle-x",
    State.SIGN_IN: "key-round",
    State.LATE: "clock-alert",
    State.EXPIRED: "timer-off",
    State.HELD: "circle-pause",
    State.BY_HAND: "hand",
    State.CANCELLED: "circle-slash",
    State.GONE: "trash-2",
}


FOUND_ICON = "radio"


def states_of(post: Post) -> str:
    """In which states its deliveries are, in words; a draft has none."""
    found = {one.state: one.get_state_display() for one in post.deliveries.all()}
    found.pop(State.CANCELLED, None)
    if post.found_at and State.PUBLISHED in found:
        found[State.PUBLISHED] = ITSELF
    return ", ".join(map(str, found.values())) or gettext("draft")


def icon_of(state: State | None) -> str:
    """Of what is in no queue a pencil: it is being written."""
    return ICONS[state] if state else "pencil"


@dataclass(frozen=True, slots=True)
class Row:
    """One channel of a post: what goes out there, how long it is, and how far it is."""

    channel: Channel
    preview: Preview
    delivery: Delivery | None
    trouble: str
    reason: str
    is_by_hand: bool
    is_connected: bool
    troubles: list[str]
    """Why text or media cannot go out there as they are, in sentences."""
    may_split: bool
    """Whether its text is too long, and would fit as a thread."""

    @property
    def icon(self) -> str:
        return icon_of(State(self.delivery.state) if self.delivery else None)

    @property
    def may_send_again(self) -> bool:
        again = {State.LATE, State.HELD, State.REFUSED, State.SIGN_IN}
        return self.delivery is not None and self.delivery.state in again

    @property
    def wants_address(self) -> bool:
        return self.delivery is not None and handing.takes_address(self.delivery)


def rows_of(post: Post) -> list[Row]:
    """A row for each of the post's channels, in the order of their names."""
    connections = {
        one.channel_id: one for one in Connection.objects.filter(channel__in=post.channels.all())
    }
    going = {one.channel_id: one for one in post.deliveries.exclude(state=State.CANCELLED)}
    channels = post.channels.select_related("workspace").order_by("title", "pk")
    return [row(post, one, connections.get(one.pk), going.get(one.pk)) for one in channels]


def row(
    post: Post, channel: Channel, connection: Connection | None, delivery: Delivery | None
) -> Row:
    facts = connection.facts if connection else {}
    content = content_shown(post, channel, delivery)
    trouble = delivery.trouble if delivery else {}
    language = "fi" if (get_language() or "en").startswith("fi") else "en"
    return Row(
        channel=channel,
        preview=preview.of(post, channel, content, connection),
        delivery=delivery,
        trouble=trouble.get(language, ""),
        reason=trouble.get("reason", ""),
        is_by_hand=handing.is_by_hand(channel),
        is_connected=connection is not None and connection.state == Connection.State.OPEN,
        troubles=[] if post.found_at else troubles_of(post, channel, content, facts),
        may_split=not post.found_at and bool(measuring.split(post, channel, facts)),
    )


def content_shown(post: Post, channel: Channel, delivery: Delivery | None) -> dict[str, Any]:
    """What goes out on a channel; of a post that was found there, what stands there."""
    if post.found_at:
        return delivery.content if delivery else {"parts": [post.text], "options": {}}
    return scheduling.content_of(post, channel)


def troubles_of(
    post: Post, channel: Channel, content: dict[str, Any], facts: dict[str, Any]
) -> list[str]:
    """Why it cannot go out on a channel as it is, in sentences; empty where it can."""
    return [
        *measuring.troubles(channel, content, facts),
        *media.troubles(post, channel, facts),
        *lookups.troubles(post, channel),
    ]


def repeated(post: Post, now: datetime) -> list[Post]:
    """The next times of a post that repeats, which are posts of their own."""
    rows = post.repeated.filter(removed_at__isnull=True, at__gte=now)
    return list(rows.select_related("workspace").order_by("at", "pk")[:5])


def activities_for(request: Any, post: Post) -> list[Activity]:
    """What a post that was found and is off plan may be said to be part of."""
    if not post.found_at or post.activity_id or post.removed_at or not request.may["work"]:
        return []
    return list(Activity.objects.of(post.workspace).order_by("title", "pk").only("key", "title"))


def post_page(request: Any, post: Post) -> dict[str, Any]:
    """Its channels, whose approval it waits for, and whether everything is stopped."""
    now = timezone.now()
    if request.may["work"] and not post.removed_at and not post.found_at:
        lookups.keep_up(post, scheduling.written_parts, now)
    return {
        "origin": post.repeat_of if post.repeat_of and not post.repeat_of.removed_at else None,
        "repeated": repeated(post, now),
        "outcome": slots.outcome_of(post.slot, now) if post.slot else None,
        "alike": [] if post.found_at else alike.warnings_of(post),
        "queue_free": queueing.is_open_for(post),
        "rows": rows_of(post),
        "attachments": fitting.of_post(post),
        "lookups": list(
            Lookup.objects.filter(post=post).select_related("channel").order_by("what", "pk")
        ),
        "pause": Pause.objects.filter(workspace=post.workspace).first(),
        "to_plan": activities_for(request, post),
        "is_scheduled": post.deliveries.exclude(state=State.CANCELLED).exists(),
    } | approval_showing.shown(request, post, now)
