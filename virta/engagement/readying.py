"""Drafts that have a time and a channel and are in no queue: shown together, scheduled together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from virta.engagement import handing, scheduling
from virta.engagement.models import Delivery, Post
from virta.engagement.showing import rows_of
from virta.kit.problems import Problem
from virta.people.models import Workspace

MOST = 200
"""So many are shown and scheduled at a time: people look through them."""


@dataclass(frozen=True, slots=True)
class Left:
    """A draft that could not be scheduled, and why."""

    post: Post
    why: str


def drafts(workspace: Workspace, now: datetime) -> Any:
    """Posts to come that nobody has scheduled, the next one first."""
    queued = Delivery.objects.filter(post=OuterRef("pk")).exclude(state=Delivery.State.CANCELLED)
    rows = Post.objects.of(workspace).filter(at__gt=now).exclude(Exists(queued.order_by()))
    has_channel = Exists(Post.channels.through.objects.filter(post=OuterRef("pk")))
    return rows.filter(has_channel).order_by("at", "pk")


def schedule_all(posts: Iterable[Post], now: datetime) -> Iterator[Left]:
    """Schedule each by itself; those that cannot be are given back with the reason."""
    for post in posts:
        try:
            schedule(post, now)
        except Problem as problem:
            yield Left(post, str(problem))


@transaction.atomic
def schedule(post: Post, now: datetime) -> None:
    """Put one into the queue of its channels. Raises Problem with what is missing."""
    for row in rows_of(post):
        if row.troubles:
            raise Problem(" ".join(row.troubles))
    scheduling.schedule(post, now)
    handing.give_to_people(post)
