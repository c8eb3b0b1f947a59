"""What an approver is shown: a post as the queue keeps it, so that a yes is to what goes out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from virta.engagement import approvals, preview
from virta.engagement.models import Attachment, Delivery, MediaFile, Post
from virta.engagement.preview import Preview
from virta.people.models import Workspace

MOST = 200
"""So many posts that wait are looked through for one person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as one channel shows it, and as those others do that get the very same words."""

    first: Preview
    others: list[Preview]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or film of the post, where it is fetched, and its words."""

    url: str
    whole: str
    alt: str
    is_film: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """One post before its approver."""

    post: Post
    digest: str
    at: datetime
    """By the clock of the post's zone."""
    zone: str
    seen: list[Seen]
    pictures: list[Picture]

    @property
    def lacks_alt(self) -> bool:
        """Whether any of its pictures has no alt text."""
        return any(not one.alt for one in self.pictures)


def waiting_for(workspace: Workspace, person: Any, now: datetime) -> list[Delivery]:
    """One delivery of each post that waits for this person's yes, the next to go out first."""
    rows = Delivery.objects.of(workspace).filter(
        state=Delivery.State.WAITING, post__removed_at__isnull=True
    )
    rows = rows.select_related("workspace", "post__workspace", "post__owner", "channel")
    rows = rows.select_related("post__activity__workspace", "post__pillar__workspace")
    rows = rows.prefetch_related("post__channels").order_by("due_at", "pk")
    found = approvals.questions_in(rows[:MOST], now)
    me = person.email.lower()
    return [one for one, asked in found if me in asked.waits_for]


def url_of(post: Post) -> str:
    """Where a member answers about a post."""
    return reverse("engagement:approve", args=[post.workspace.slug, post.key])


def of(delivery: Delivery, address: Callable[[int], str]) -> Proof:
    """The post as it waits. `address`: the number of a picture → where it is fetched."""
    post = delivery.post
    rows = post.deliveries.filter(digest=delivery.digest, state=delivery.state)
    rows = rows.select_related("post__workspace", "channel__workspace")
    zone = post.zone or post.workspace.time_zone
    return Proof(
        post=post,
        digest=delivery.digest,
        at=delivery.due_at.astimezone(ZoneInfo(zone)),
        zone=zone,
        seen=seen_of(rows.order_by("channel__title", "pk"), address),
        pictures=pictures_of(delivery, address),
    )


def seen_of(deliveries: Iterable[Delivery], address: Callable[[int], str]) -> list[Seen]:
    """As each channel shows it; those with the same words and options stand together."""
    found: dict[str, Seen] = {}
    for one in deliveries:
        numbers = {row["sha256"]: n for n, row in enumerate(one.content.get("media", []))}

        def address_of(row: Attachment, numbers: dict[str, int] = numbers) -> str:
            return address(numbers[row.file.sha256])

        drawn = preview.of_delivery(one, address_of)
        same = json.dumps([one.content.get("parts"), one.content.get("options")], sort_keys=True)
        if same in found:
            found[same].others.append(drawn)
        else:
            found[same] = Seen(drawn, [])
    return list(found.values())


def pictures_of(delivery: Delivery, address: Callable[[int], str]) -> list[Picture]:
    """The media of a delivery, in order."""
    kept = delivery.content.get("media", [])
    films = set(
        MediaFile.objects.of(delivery.workspace)
        .filter(sha256__in=[one["sha256"] for one in kept], mime__startswith="video/")
        .values_list("sha256", flat=True)
    )
    return [
        Picture(address(number), f"{address(number)}?whole=1", one["alt"], one["sha256"] in films)
        for number, one in enumerate(kept)
    ]


def file_of(delivery: Delivery, number: int) -> MediaFile | None:
    """The file of one picture or film of a delivery; None where there is none."""
    kept = delivery.content.get("media", [])
    if number >= len(kept):
        return None
    rows = MediaFile.objects.of(delivery.workspace).filter(sha256=kept[number]["sha256"])
    found: MediaFile | None = rows.first()
    return found


def address_in(post: Post) -> Callable[[int], str]:
    """Where a member of the workspace fetches the pictures of a post."""
    keys = list(Attachment.objects.filter(post=post).values_list("key", flat=True))
    slug = post.workspace.slug
    return lambda number: (
        reverse("engagement:media", args=[slug, post.key, keys[number]])
        if number < len(keys)
        else ""
    )
