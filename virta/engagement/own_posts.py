"""Posts that were published on a network itself, without Virta, and were found there.

Such a post is a `Post` like any other, with the one delivery that is out, so that calendar, thread,
evidence and archive have it. What makes it another kind: `Post.found_at`. It never goes out from
here, and its text stays as it was found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import httpx
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.audiences.models import Channel
from virta.engagement.models import Connection, Delivery, Post
from virta.kit.problems import Problem
from virta.networks.protocol import Published, Receipt
from virta.records import saving

State = Delivery.State
FOUND, OFF_PLAN = "found", "off_plan"
"""Of lists and calendars: what was found, and what belongs to no activity."""
ITSELF = gettext_lazy("published on the network itself")
"""How a post stands that was found there."""
CHOICES = [(FOUND, ITSELF), (OFF_PLAN, gettext_lazy("off plan: of no activity"))]
LONGEST = 100_000
LONGEST_URL = 1000
BACK = timedelta(days=2)
"""So much earlier than its network says a delivery may have been written down as published."""
BEFORE, AFTER = timedelta(minutes=5), timedelta(hours=1)
"""What stands on the network from so long before a try until so long after it may be what was
tried: clocks differ, and servers may go on with what they were asked."""
MERGED = timedelta(days=60)


@dataclass(slots=True)
class Ours:
    """What of an account's posts is known already, and when there may be more of it."""

    remote_ids: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    unclear: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Times in which something of ours may have come out of which nobody knows yet."""

    @classmethod
    def of(cls, channel: Channel, since: datetime) -> Self:
        """What stands on a channel since then. To be asked for after its network was: what was
        begun later cannot be in the network's answer."""
        made, rows = cls(), Delivery.objects.filter(channel__in=of_same_account(channel))
        # First what is under way: whatever of it is settled meanwhile is among the rest.
        going = rows.filter(state__in=[State.SENDING, State.UNSURE], begun_at__isnull=False)
        made.unclear = [
            (min(filter(None, times)) - BEFORE, times[0] + AFTER)
            for times in going.values_list("begun_at", "tried_at", "made_at")
        ]
        may_be_out = Q(published_at__isnull=True) & (Q(made_at__isnull=False) | ~Q(receipts=[]))
        recent = Q(published_at__gte=since - BACK)
        fields = ("receipts", "references", "url")
        for receipts, references, url in rows.filter(recent | may_be_out).values_list(*fields):
            made.note(receipts, references, url)
        return made

    def note(self, receipts: list[dict[str, str]], references: list[str], url: str) -> None:
        self.remote_ids.update(one["remote_id"] for one in receipts if one["remote_id"])
        self.references.update(references)
        self.places.update(place_of(one) for one in [url, *(one["url"] for one in receipts)] if one)

    def has(self, one: Published) -> bool:
        """Whether a post is one of ours, or was found before."""
        return (
            one.remote_id in self.remote_ids
            or one.remote_id.rpartition("/")[2] in self.references
            or bool(one.url and place_of(one.url) in self.places)
        )

    def may_have(self, one: Published) -> bool:
        """Whether it may be one of ours of which nobody knows yet."""
        return any(begin <= one.made_at <= end for begin, end in self.unclear)


def of_same_account(channel: Channel) -> Any:
    """The channels of the workspace that are signed in to the same account; mostly but this one."""
    own = Connection.objects.of(channel.workspace)
    connection = own.filter(channel=channel).first()
    return own.of_account(connection).values("channel") if connection else [channel.pk]


def place_of(url: str) -> str:
    """An address without what different people write differently."""
    try:
        made = httpx.URL(url.strip())
    except httpx.InvalidURL:
        return url
    query = f"?{made.query.decode('ascii', 'replace')}" if made.query else ""
    fragment = f"#{made.fragment}" if made.fragment.startswith("/") else ""
    return f"{made.host.removeprefix('www.')}{made.path.rstrip('/')}{query}{fragment}"


def found(channel: Channel, posts: Iterable[Published], now: datetime) -> Iterator[Post]:
    """Keep what was found on a channel; each as a post that is out."""
    for one in posts:
        yield kept(channel, one, now)


@transaction.atomic
def kept(channel: Channel, one: Published, now: datetime) -> Post:
    """A post that was published there at its own moment."""
    text, at = plain(one.text)[:LONGEST], min(one.made_at, now)
    workspace = channel.workspace
    post = Post(workspace=workspace, text=text, at=at, zone=workspace.time_zone, found_at=now)
    saving.store(post, None, many={"channels": [channel]})
    url = one.url if is_address(one.url) else ""
    Delivery.objects.create(
        workspace=workspace,
        post=post,
        channel=channel,
        state=State.PUBLISHED,
        due_at=at,
        late_at=at,
        made_at=at,
        published_at=at,
        content={"parts": [text], "languages": [], "options": {}},
        receipts=[asdict(Receipt(plain(one.remote_id), url, plain(one.revision)))],
        url=url,
        seen=[plain(one.text)],
    )
    return post


def plain(text: str) -> str:
    """A network's words as a row can hold them: PostgreSQL takes no NUL."""
    return text.replace("\x00", "")


def is_address(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL


def refuse_found(post: Post) -> None:
    """Raises Problem for a post that was found: it is out already, and stays as it is."""
    if post.found_at:
        raise Problem(
            _(
                "This post was published on the network itself, so Virta neither changes nor sends "
                "it. Write a new post to say the same elsewhere."
            )
        )


def merged(delivery: Delivery) -> bool:
    """After a person has said where a post is: was it found there before, then it is that very
    one. Its activity, where it was given one, and what is known of it go over."""
    rows = Delivery.objects.filter(
        channel=delivery.channel_id,
        post__found_at__isnull=False,
        post__removed_at__isnull=True,
        published_at__gte=delivery.due_at - MERGED,
    ).exclude(pk=delivery.pk)
    place = place_of(delivery.url)
    same = next((one for one in rows.select_related("post") if place_of(one.url) == place), None)
    if same is None or not delivery.url:
        return False
    with transaction.atomic():
        give_over(same, delivery)
    return True


def give_over(same: Delivery, delivery: Delivery) -> None:
    """One post of two: the one that was found ends, and what it had is the other's."""
    twin, post = same.post, delivery.post
    same.delete()
    if post.activity_id is None and twin.activity_id is not None:
        post.activity_id = twin.activity_id
        saving.store(post, None)
    saving.remove(twin, None)
    if not delivery.receipts:
        delivery.settle(receipts=same.receipts, seen=same.seen, published_at=same.published_at)
