"""The same text twice, and two posts at once: worth a look, never forbidden."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from virta.engagement.models import Post
from virta.engagement.models.post import OWN_TEXTS, digest_of_text
from virta.kit.portions import portions
from virta.kit.stretches import numbers_in_each
from virta.people.models import Workspace

SAME_TEXT = timedelta(days=30)
"""The same text on the same channel within this time reads like a mistake."""
AT_ONCE = timedelta(minutes=15)
"""Two posts on one channel within this time take each other's readers."""
MOST = 2_000
"""Rows that are compared at most for one page."""


@dataclass(frozen=True, slots=True)
class Said:
    """One post on one channel: what it says there, and when."""

    post: int
    channel: int
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Alike:
    """That a post is like another, on a channel: by its `text`, else by its time."""

    post: int
    other: int
    channel: int
    is_text: bool


def pairs(said: Iterable[Said]) -> list[Alike]:
    """Every post with its neighbours on the same channel that are too like it, both ways round.

    Of the same texts and of the moments of a channel only neighbours in time are compared, so the
    cost is that of sorting.
    """
    texts: dict[tuple[int, str], list[Said]] = defaultdict(list)
    channels: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        channels[one.channel].append(one)
        if one.digest:
            texts[one.channel, one.digest].append(one)
    found = [pair for several in texts.values() for pair in near(several, SAME_TEXT, True)]
    return found + [pair for one in channels.values() for pair in near(one, AT_ONCE, False)]


def near(several: list[Said], within: timedelta, is_text: bool) -> list[Alike]:
    """Neighbours in time that are less than `within` apart, each with the other."""
    ordered = sorted(several, key=lambda one: (one.at, one.post))
    found = []
    for first, second in pairwise(ordered):
        if second.at - first.at < within:
            found.append(Alike(first.post, second.post, first.channel, is_text))
            found.append(Alike(second.post, first.post, first.channel, is_text))
    return found


def said_of(rows: Any, most: int | None = None, on: set[int] | None = None) -> list[Said]:
    """Posts of a query as what they say on each of their channels, or `on` these.

    Posts and channels are asked for apart and in no order: a database that has to join and sort
    them takes the wrong index and reads weeks for a quarter of an hour.
    """
    found = rows.filter(at__isnull=False).order_by().values_list("pk", "at", "text_digest")[:most]
    posts = {pk: (at, digest) for pk, at, digest in found}
    own = own_texts([pk for pk, (_at, digest) in posts.items() if digest == OWN_TEXTS])
    return [
        Said(post, channel, posts[post][0], own.get((post, channel), posts[post][1]))
        for some in portions(list(posts))
        for post, channel in Post.channels.through.objects.filter(post__in=some).values_list(
            "post", "channel"
        )
        if on is None or channel in on
    ]


def own_texts(numbers: list[int]) -> dict[tuple[int, int], str]:
    """The digests of posts whose channels have texts of their own, by post and channel."""
    fields = ("pk", "channels", "channels__key", "text", "versions")
    rows = Post.objects.filter(pk__in=numbers, channels__isnull=False).order_by()
    return {
        (pk, channel): digest_of_text(versions.get(key, {}).get("text", "") or text)
        for pk, channel, key, text, versions in rows.values_list(*fields)
    }


def same_text(workspace: Workspace, own: list[Said]) -> Any:
    """The posts that may have the text of one of these: by the digest, so that an index finds them."""
    moments = [one.at for one in own]
    return Post.objects.of(workspace).filter(
        text_digest__in={OWN_TEXTS, *(one.digest for one in own if one.digest)},
        at__gt=min(moments) - SAME_TEXT,
        at__lt=max(moments) + SAME_TEXT,
    )


def same_time(workspace: Workspace, own: list[Said]) -> Any:
    """The posts that are near one of these in time."""
    around = stretches(sorted({one.at for one in own}))
    near_by = numbers_in_each(Post.objects.of(workspace).order_by(), around)
    return Post.objects.filter(pk__in=[number for some in near_by for number in some][:MOST])


def stretches(moments: list[datetime]) -> list[tuple[datetime, datetime]]:
    """The times around ordered moments, put together where they overlap: from, and up to."""
    found: list[tuple[datetime, datetime]] = []
    for at in moments:
        start = at - AT_ONCE
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, at + AT_ONCE))
    return found


def found_for(workspace: Workspace, numbers: list[int]) -> list[Alike]:
    """What the posts of these row numbers are too like. A few questions, however many they are."""
    own = said_of(Post.objects.filter(pk__in=numbers))
    if not own:
        return []
    mine, channels = set(numbers), {one.channel for one in own}
    rest = {
        (one.post, one.channel): one
        for rows in (same_text(workspace, own), same_time(workspace, own))
        for one in said_of(rows, MOST, channels)
        if one.post not in mine
    }
    return [one for one in pairs([*own, *rest.values()]) if one.post in mine]


def heeds(workspace: Workspace, numbers: list[int]) -> dict[int, str]:
    """For posts by row number: in a sentence what about them deserves a look."""
    found: dict[int, str] = {}
    for one in found_for(workspace, numbers):
        if one.is_text or one.post not in found:
            found[one.post] = sentence(one.is_text)
    return found


def sentence(is_text: bool) -> str:
    """Why two posts deserve a look."""
    if is_text:
        return _("The same text comes out on the same channel within 30 days.")
    return _("Another post comes out on the same channel within 15 minutes.")


def warnings_of(post: Post) -> list[tuple[str, str, Post]]:
    """What about a post deserves a look: why, the channel's name, and the other post."""
    found = found_for(post.workspace, [post.pk])
    others = Post.objects.select_related("workspace").in_bulk({one.other for one in found})
    names = dict(post.channels.values_list("pk", "title"))
    return [(sentence(one.is_text), names[one.channel], others[one.other]) for one in found]
