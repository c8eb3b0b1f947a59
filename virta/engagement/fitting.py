"""How each picture and film of a post fits each of its channels, known when it is added.

A picture that has to be made smaller for a network is made so at once, to see that it can be, and
how large it comes out; what came of it is kept beside the file, by the network's limits. Films are
not made anew, so what does not fit is said, with what to do about it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement.models import Attachment, Connection, MediaFile, Post
from virta.kit.problems import Problem
from virta.networks import pictures
from virta.networks.errors import Refused
from virta.networks.protocol import Facts, Limits
from virta.networks.registry import named

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fit:
    """One picture or film on one channel, and what to do about it, in a sentence."""

    channel: Channel
    is_no: bool
    """Whether it cannot go out there."""
    is_changed: bool
    """Whether it is made smaller for it."""
    said: str

    @property
    def icon(self) -> str:
        if self.is_no:
            return "circle-x"
        return "minimize-2" if self.is_changed else "circle-check"


def limits_of(channel: Channel, facts: Facts) -> Limits | None:
    network = named(channel.network)
    return network.limits(facts) if network else None


def of_post(post: Post) -> list[tuple[Attachment, list[Fit]]]:
    """Every picture and film of a post, with how it fits each of its channels."""
    rows = post.attachments.select_related("file", "post__workspace")
    there = list(rows.defer("file__content", "file__thumb"))
    bounds = list(bounds_of(post)) if there else []
    return [(one, [fit(one, channel, limits) for channel, limits in bounds]) for one in there]


def bounds_of(post: Post) -> Iterator[tuple[Channel, Limits]]:
    """The post's channels whose networks are known, and what they take."""
    channels = list(post.channels.order_by("title", "pk"))
    rows = Connection.objects.filter(channel__in=channels)
    facts: dict[int, Facts] = {one.channel_id: one.facts for one in rows}
    for channel in channels:
        limits = limits_of(channel, facts.get(channel.pk, {}))
        if limits is not None:
            yield channel, limits


def fit(one: Attachment, channel: Channel, limits: Limits) -> Fit:
    """How a picture or film fits a channel."""
    return film(one, channel, limits) if one.file.is_film else picture(one, channel, limits)


def refuse_hopeless(one: Attachment) -> None:
    """Raises Problem where a picture cannot be made to fit one of the post's channels."""
    if one.file.is_film:
        return
    for channel, limits in bounds_of(one.post):
        if limits.pictures and "refused" in prepared(one.file, limits):
            raise Problem(cannot_be_small(one, channel))


def cannot_be_small(one: Attachment, channel: Channel) -> str:
    return _(
        "%(name)s cannot be made small enough for %(channel)s. Choose a simpler picture, or leave "
        "the channel out."
    ) % {"name": one, "channel": channel}


def picture(one: Attachment, channel: Channel, limits: Limits) -> Fit:
    """A picture: as it is, or as it was made ready."""
    if not limits.pictures:
        said = _("%(channel)s takes no pictures. Take it out, or leave the channel out.")
        return Fit(channel, True, False, said % {"channel": channel})
    made = prepared(one.file, limits)
    if not made:
        return Fit(channel, False, False, _("Fits as it is."))
    if "refused" in made:
        return Fit(channel, True, False, cannot_be_small(one, channel))
    values = made | {"size": filesizeformat(made["size"])}
    said = _("Is made smaller for it: %(width)s × %(height)s, %(size)s.") % values
    if made["stands_still"]:
        said += " " + _("It stands still there.")
    return Fit(channel, False, True, said)


def prepared(file: MediaFile, limits: Limits) -> dict[str, Any]:
    """What becomes of a picture on its way to a network: its size and bytes; `{"refused": True}`
    where it cannot be made to fit; nothing where it goes as it is."""
    if pictures.is_taken(file.mime, (file.width, file.height), file.size, limits):
        return {}
    key = key_of(limits)
    known: dict[str, Any] | None = file.fits.get(key)
    if known is None:
        known = tried(file, limits)
        file.fits = file.fits | {key: known}
        MediaFile.objects.filter(pk=file.pk).update(fits=file.fits)
    return known


def key_of(limits: Limits) -> str:
    """A name for what a network takes of pictures; another limit is another name."""
    facts = [limits.picture_types, limits.picture_bytes, limits.picture_pixels]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def tried(file: MediaFile, limits: Limits) -> dict[str, Any]:
    """Make it ready as it will be when it is sent."""
    content = bytes(file.content)
    whole = pictures.Picture(content, file.mime, file.width, file.height)
    try:
        made = pictures.prepared(whole, limits)
    except Refused:
        return {"refused": True}
    return {
        "width": made.width,
        "height": made.height,
        "size": len(made.content),
        "stands_still": pictures.is_moving(content),
    }


def film(one: Attachment, channel: Channel, limits: Limits) -> Fit:
    """A film: it goes as it is, or not."""
    said = " ".join(film_troubles(one.file, limits, channel))
    return Fit(channel, bool(said), False, said or _("Fits as it is."))


def film_troubles(film: MediaFile, limits: Limits, channel: Channel) -> Iterator[str]:
    """What of a film a network does not take, and what to do; films are not made anew."""
    values = {
        "channel": channel,
        "mb": limits.film_bytes // MB,
        "seconds": limits.film_seconds,
        "codec": film.codec,
        "codecs": " / ".join(limits.film_codecs),
        "rate": limits.film_rate,
        "pixels": f"{(limits.film_pixels or 0) / 1e6:.1f}",
    }
    for is_wrong, said in (
        (
            not limits.films,
            _("%(channel)s takes no films. Take it out, or leave the channel out."),
        ),
        (
            limits.films and film.mime not in limits.film_types,
            _("%(channel)s takes films as MP4. Save it so and choose it again."),
        ),
        (
            limits.film_bytes and film.size > limits.film_bytes,
            _("It is larger than the %(mb)s MB that %(channel)s takes. Save it smaller."),
        ),
        (
            limits.film_seconds and (film.seconds or 0) > limits.film_seconds,
            _("It is longer than the %(seconds)s seconds that %(channel)s takes. Cut it."),
        ),
        (
            limits.film_codecs and film.codec and film.codec not in limits.film_codecs,
            _("It is written as %(codec)s; %(channel)s takes %(codecs)s. Save it so and choose it again."),
        ),
        (
            limits.film_pixels and film.width * film.height > limits.film_pixels,
            _("Its frame has more than the %(pixels)s megapixels that %(channel)s takes. Save it smaller."),
        ),
        (
            limits.film_rate and (film.rate or 0) > limits.film_rate + 0.5,
            _("It has more than the %(rate)s pictures a second that %(channel)s takes. Save it with fewer."),
        ),
    ):  # fmt: skip
        if is_wrong:
            yield said % values
