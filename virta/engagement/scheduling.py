"""From a post to its deliveries: what goes out, where, when; and how that is taken back."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement import approvals, handing, links, lookups, media, own_posts, threads
from virta.engagement.models import Delivery, Pause, Post
from virta.kit.problems import Problem
from virta.networks.registry import named
from virta.people.models import Person, Workspace

OPEN = (
    Delivery.State.WAITING,
    Delivery.State.SCHEDULED,
    Delivery.State.SIGN_IN,
    Delivery.State.LATE,
    Delivery.State.EXPIRED,
    Delivery.State.HELD,
    Delivery.State.BY_HAND,
    Delivery.State.REFUSED,
)
"""States in which nothing more goes out meanwhile: the delivery may still be changed or cancelled,
but for posts of a thread that are out."""


def content_of(post: Post, channel: Channel) -> dict[str, Any]:
    """What goes out on a channel, as the queue keeps it."""
    parts = parts_of(post, channel)
    shown = media.content_of(post)
    beside = {"media": shown, "cards": cards_of(post, channel, shown)}
    return (
        {
            "parts": parts or ([""] if shown else []),
            "languages": [post.language] if post.language else [],
            "options": post.options_for(channel),
        }
        | {name: one for name, one in beside.items() if one}
        | lookups.others_of(post, channel)
    )


def cards_of(post: Post, channel: Channel, shown: list[Any]) -> list[Any]:
    """The link cards that are sent with each part; a part takes pictures or a card, and networks
    that make cards themselves get none."""
    network = named(channel.network)
    if network is None or network.look.card != "ours":
        return []
    written = written_parts(post, channel)
    found = lookups.cards_of(post, written, parts_of(post, channel))
    if shown:
        found[:1] = [None] * len(found[:1])
    return found if any(found) else []


def parts_of(post: Post, channel: Channel) -> list[str]:
    """The texts of its thread on a channel, with campaign tags on their links."""
    return [links.tagged(post, channel, part) for part in written_parts(post, channel)]


def written_parts(post: Post, channel: Channel) -> list[str]:
    """The texts of its thread as they were written. A network without threads gets one text, its
    parts one below the other."""
    text = post.text_for(channel).replace("\r\n", "\n").strip()
    parts = [part for part in text.split("\n---\n") if part.strip()]
    network = named(channel.network)
    if len(parts) > 1 and network is not None and network.limits({}).thread == 1:
        return ["\n\n".join(part.strip() for part in parts)]
    return parts


def digest_of(contents: Iterable[tuple[str, dict[str, Any]]]) -> str:
    """The hash that approvals are bound to: of all that goes out, by channel key."""
    text = json.dumps(sorted(contents), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def post_digest(post: Post) -> str:
    """The hash of the post as it stands now, on all of its channels."""
    channels = post.channels.all()
    return digest_of((channel.key, content_of(post, channel)) for channel in channels)


@transaction.atomic
def schedule(post: Post, now: datetime) -> list[Delivery]:
    """Put a post into the queue of each of its channels, or change what waits there.

    What is out already, or may be, stays as it is. Raises Problem where something is missing.
    """
    own_posts.refuse_found(post)
    channels, at = list(post.channels.all()), post.at
    lookups.leave_waiting(post, now)
    if not channels:
        raise Problem(_("The post has no channel. Choose where it is to come out."))
    if at is None:
        raise Problem(_("The post has no time. Choose when it is to come out."))
    contents = {channel.key: content_of(post, channel) for channel in channels}
    empty = [channel for channel in channels if not contents[channel.key]["parts"]]
    if empty:
        raise Problem(
            _("There is no text for %(channel)s. Write it, or leave the channel out.")
            % {"channel": empty[0]}
        )
    digest = digest_of(contents.items())
    is_approved = approvals.is_approved(
        approvals.Question(post, digest, approvals.counted_at(at, now))
    )
    values = {
        "due_at": at,
        "late_at": at + timedelta(minutes=post.too_late),
        "digest": digest,
        "trouble": {},
        "retry_at": None,
        "claimed_until": None,
    } | waiting_or_not(is_approved, now)
    return [put(post, one, values | {"content": contents[one.key]}) for one in channels]


def waiting_or_not(is_approved: bool, now: datetime) -> dict[str, Any]:
    """The state in which something comes into the queue, and since when a yes is asked for."""
    if is_approved:
        return {"state": Delivery.State.SCHEDULED, "asked_at": None}
    return {"state": Delivery.State.WAITING, "asked_at": now}


def put(post: Post, channel: Channel, values: dict[str, Any]) -> Delivery:
    """One channel's delivery as the post now says; one that may be out is left alone."""
    known: Delivery | None = (
        post.deliveries.exclude(state=Delivery.State.CANCELLED).filter(channel=channel).first()
    )
    if known is not None and known.state not in OPEN:
        return known
    if known is None:
        fresh = Delivery(workspace=post.workspace, post=post, channel=channel, **values)
        fresh.save()
        return fresh
    values = values | threads.names_anew(known, values["content"])
    is_same = known.state == values["state"] and known.digest == values["digest"]
    if values["asked_at"] and known.asked_at and is_same:
        # To ask the same again does not begin its time anew.
        values["asked_at"] = known.asked_at
    if not known.settle(**values):
        raise Problem(_("The post is being sent at this moment. Look at it again in a minute."))
    return known


def cancel(post: Post) -> int:
    """Take out of the queue what has not gone out, also the rest of a thread. Returns how many
    deliveries. Of what a worker has just now, nothing more goes out without a person."""
    there = post.deliveries.filter(state__in=OPEN)
    stop_begun(post.deliveries)
    count = int(
        there.filter(receipts=[]).update(state=Delivery.State.CANCELLED, claimed_until=None)
    )
    begun, now = list(there.exclude(receipts=[])), timezone.now()
    return int(count + sum(one.settle(**threads.ended(one, now)) for one in begun))


def approved(post: Post, now: datetime) -> int:
    """Let what waits for approval go, where the approvals now are enough. Returns how many."""
    released = 0
    for one in post.deliveries.filter(state=Delivery.State.WAITING):
        question = approvals.Question(post, one.digest, approvals.counted_at(one.due_at, now))
        if approvals.is_approved(question):
            released += one.settle(state=Delivery.State.SCHEDULED, asked_at=None, trouble={})
    handing.give_to_people(post)
    return released


def send_again(delivery: Delivery, now: datetime) -> None:
    """A person says: send it now after all (late, held back, refused, signed in again)."""
    allowed = {
        Delivery.State.LATE,
        Delivery.State.HELD,
        Delivery.State.REFUSED,
        Delivery.State.SIGN_IN,
    }
    if delivery.state not in allowed:
        raise Problem(_("This delivery does not wait for anybody. Look at its state."))
    late_at = now + timedelta(minutes=delivery.post.too_late)
    delivery.settle(state=Delivery.State.SCHEDULED, late_at=late_at, retry_at=None, trouble={})


def settled_by_hand(delivery: Delivery, url: str, now: datetime) -> bool:
    """A person says where it is: published by hand, or found on the network. Returns whether that
    is all; else the rest of a thread waits for a hand."""
    if not handing.takes_address(delivery):
        raise Problem(_("This delivery does not wait for its address. Look at its state."))
    is_all = delivery.settle(**threads.found_at(delivery, url, now)) and delivery.is_out
    if is_all:
        own_posts.merged(delivery)
    return is_all


def not_out(delivery: Delivery, now: datetime) -> None:
    """A person has looked: it is not on the network, and is to be sent."""
    if delivery.state != Delivery.State.UNSURE:
        raise Problem(_("It is known where this delivery is. Look at its state."))
    delivery.settle(
        state=Delivery.State.HELD,
        begun_at=None,
        tried_at=None,
        claimed_until=None,
        retry_at=None,
        trouble={},
    )


def pause(workspace: Workspace, by: Person, now: datetime, reason: str = "") -> Pause:
    """Stop everything at once."""
    made, _new = Pause.objects.get_or_create(
        workspace=workspace, defaults={"by": by, "at": now, "reason": reason}
    )
    return made


def stop_begun(deliveries: Any) -> None:
    """What may be out, or in the hands of a worker, is looked for; where it is not out, it is too
    late by then, and waits for a person."""
    begun = deliveries.filter(state__in=[Delivery.State.SENDING, Delivery.State.UNSURE])
    begun.update(late_at=F("due_at") - timedelta(seconds=1))


@transaction.atomic
def go_on(workspace: Workspace, now: datetime) -> int:
    """End the pause. What was due meanwhile waits for a person, also where its channel is not
    signed in; returns how many that are.
    """
    state = Delivery.State
    due = Delivery.objects.of(workspace).filter(due_at__lte=now)
    waiting = [state.SCHEDULED, state.WAITING, state.BY_HAND, state.SIGN_IN]
    count = due.filter(state__in=waiting).update(state=state.HELD)
    stop_begun(due)
    Pause.objects.filter(workspace=workspace).delete()
    return int(count)
