"""Pictures and films of posts: taking them in, checking them against channels, and giving them out."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement import fitting, own_posts
from virta.engagement.models import Attachment, Delivery, MediaFile, Post
from virta.kit.problems import Problem
from virta.networks import films, pictures
from virta.networks.errors import Refused
from virta.networks.protocol import Facts, Limits, Media
from virta.networks.said import Said
from virta.people.models import Workspace

MOST = 100 * fitting.MB
MOST_OF_A_POST = 20
UNUSED = timedelta(days=1)


def stored(
    workspace: Workspace,
    content: bytes,
    clean: Callable[[bytes], pictures.Picture] = pictures.cleaned,
) -> MediaFile:
    """The bytes, cleaned and kept once. Raises Refused for what is neither picture nor film."""
    made: pictures.Picture | films.Film
    beside: dict[str, Any]
    thumb, beside = b"", {}
    if films.is_another(content):
        raise Refused(films.NOT_MP4)
    if films.is_one(content):
        made = films.cleaned(content)
        beside = {"seconds": made.seconds, "codec": made.codec[:20], "rate": made.rate}
    else:
        made = clean(content)
        thumb = pictures.thumbnail(made)
    row, _is_new = MediaFile.objects.get_or_create(
        workspace=workspace,
        sha256=hashlib.sha256(made.content).hexdigest(),
        defaults={
            "content": made.content,
            "thumb": thumb,
            "mime": made.mime,
            "width": made.width,
            "height": made.height,
            "size": len(made.content),
        }
        | beside,
    )
    return row


@transaction.atomic
def attach(post: Post, name: str, content: bytes) -> Attachment:
    """Add a picture or film to a post, as its last one. Raises Problem with what to do."""
    own_posts.refuse_found(post)
    if len(content) > MOST:
        raise Problem(_("%(name)s is larger than 100 MB. Make it smaller.") % {"name": name})
    count = post.attachments.count()
    if count >= MOST_OF_A_POST:
        raise Problem(_("A post holds at most 20 pictures and films. Take one out first."))
    try:
        file = stored(post.workspace, content)
    except Refused as trouble:
        said = trouble.said.to(get_language() or "en")
        raise Problem(f"{name}: {said}") from None
    made = Attachment(
        workspace=post.workspace, post=post, file=file, position=count, name=name[:200]
    )
    made.save()
    fitting.refuse_hopeless(made)
    return made


@transaction.atomic
def move(attachment: Attachment, by: int) -> None:
    """Earlier (-1) or later (+1) among the post's pictures."""
    rows = list(attachment.post.attachments.all())
    at = next(number for number, one in enumerate(rows) if one.pk == attachment.pk)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for number, one in enumerate(rows):
        Attachment.objects.filter(pk=one.pk).update(position=number)


def content_of(post: Post) -> list[dict[str, Any]]:
    """What of the media goes out, as the queue keeps it and approvals are bound to it."""
    if not post.pk:
        return []
    rows = post.attachments.select_related("file").defer("file__content", "file__thumb")
    return [
        {
            "sha256": one.file.sha256,
            "alt": one.alt,
            "focus": None if one.focus_x is None else [one.focus_x, one.focus_y or 0.0],
        }
        for one in rows
    ]


def troubles(post: Post, channel: Channel, facts: Facts) -> list[str]:
    """Why the post's media cannot go out on a channel, in sentences; empty where they can."""
    limits = fitting.limits_of(channel, facts)
    return troubles_by(post, channel, limits) if limits else []


def troubles_by(post: Post, channel: Channel, limits: Limits) -> list[str]:
    """The same, by what the channel takes."""
    rows = list(post.attachments.select_related("file").defer("file__content", "file__thumb"))
    moving = [one.file for one in rows if one.file.is_film]
    still = [one for one in rows if not one.file.is_film]
    values = {"channel": channel, "pictures": limits.pictures, "films": limits.films}
    said = []
    if len(still) > limits.pictures:
        said.append(_("%(channel)s takes at most %(pictures)s pictures in a post.") % values)
    if len(moving) > limits.films:
        said.append(_("%(channel)s takes at most %(films)s films in a post.") % values)
    if moving and still and limits.films <= 1:
        said.append(_("%(channel)s takes pictures or a film, not both.") % values)
    fits = [
        (one, fitting.fit(one, channel, limits))
        for one in rows
        if (limits.films if one.file.is_film else limits.pictures)
    ]
    said += [f"{one}: {fit.said}" for one, fit in fits if fit.is_no]
    for one in rows:
        if limits.alt and len(one.alt) > limits.alt:
            text = _(
                "The alt text of %(name)s is longer than the %(most)s characters of %(channel)s."
            )
            said.append(text % {"name": one, "most": limits.alt, "channel": channel})
    return said


def ready(workspace: Workspace, kept: list[dict[str, Any]], limits: Limits) -> tuple[Media, ...]:
    """What the queue kept, as the network takes it. Raises Refused where that cannot be."""
    return tuple(_ready(workspace, one, limits) for one in kept)


GONE = Said(
    "A picture of the post is not there any more. Add it again and schedule the post anew.",
    "Julkaisun kuva ei ole enää tallessa. Lisää se uudelleen ja ajasta julkaisu uudelleen.",
)


def _ready(workspace: Workspace, one: dict[str, Any], limits: Limits) -> Media:
    file = MediaFile.objects.of(workspace).filter(sha256=one["sha256"]).first()
    if file is None:
        raise Refused(GONE)
    content, focus = bytes(file.content), tuple(one["focus"]) if one.get("focus") else None
    if file.is_film:
        return Media(content, file.mime, file.width, file.height, one["alt"], focus, file.seconds)
    picture = pictures.Picture(content, file.mime, file.width, file.height)
    made = pictures.prepared(picture, limits, one["alt"])
    return Media(made.content, made.mime, made.width, made.height, made.alt, focus)


def forget_unused(now: datetime) -> int:
    """Files that no post has, not even in its queue, go after a day. Returns how many."""
    old = MediaFile.objects.filter(
        attachments__isnull=True, lookups__isnull=True, made_at__lt=now - UNUSED
    )
    wanted = set()
    for content in _queued():
        wanted |= {one["sha256"] for one in content.get("media", [])}
        wanted |= {one["picture"] for one in content.get("cards", []) if one}
    gone, _rows = old.exclude(sha256__in=wanted).delete()
    return gone


def _queued() -> Any:
    """The contents of deliveries that may still go out."""
    done = [Delivery.State.PUBLISHED, Delivery.State.CANCELLED, Delivery.State.GONE]
    rows = Delivery.objects.exclude(state__in=done)
    rows = rows.filter(content__has_any_keys=["media", "cards"])
    return rows.values_list("content", flat=True).iterator()
