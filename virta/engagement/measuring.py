"""How long a text is on each channel, while it is being written and again before it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.audiences.models import Channel
from virta.engagement import channel_fields, links, scheduling
from virta.engagement.models import Connection, Post
from virta.networks.protocol import Facts, Limits, Network
from virta.networks.registry import named
from virta.networks.text import graphemes, threads


@dataclass(frozen=True, slots=True)
class Measured:
    """The length of one part of a text on one channel. In the network's own unit."""

    channel: Channel
    field: str
    """The form field whose text it is."""
    number: int | None
    """Which part of a thread it is, from 1; None where there is but one."""
    length: int
    most: int
    """0 where only the bytes are limited."""
    unit: str
    too_long: str
    """What to do, in a sentence, where it is too long; else empty."""


def measured(post: Post, channels: list[Channel]) -> list[Measured]:
    """Each part of the post on each of these channels that limits texts. The post need not be
    stored; what goes out counts, with campaign tags on its links."""
    rows = Connection.objects.filter(channel__in=channels)
    facts: Mapping[int, Facts] = {one.channel_id: one.facts for one in rows}
    found: list[Measured] = []
    for channel in channels:
        content = scheduling.content_of(post, channel)
        own = bool(post.versions.get(channel.key, {}).get("text"))
        field = channel_fields.text_name(channel) if own else "text"
        found += of_content(channel, content, facts.get(channel.pk, {}), field)
    return found


def of_content(
    channel: Channel, content: Mapping[str, Any], facts: Facts, field: str = ""
) -> list[Measured]:
    """Each part of what goes out on a channel; nothing where its network has no limit."""
    network = named(channel.network)
    limits = network.limits(facts) if network else None
    if network is None or limits is None or not (limits.text or limits.text_bytes):
        return []
    beside = counted_beside(network, content.get("options") or {}, facts)
    parts, media = content["parts"], bool(content.get("media"))
    return [
        Measured(
            channel=channel,
            field=field,
            number=number if len(parts) > 1 else None,
            length=(length := network.count(part, facts) + beside),
            most=(most := _most(limits, has_media=media and number == 1)),
            unit=channel_fields.words(network.unit),
            too_long=_too_long(channel, part, length, most, limits.text_bytes),
        )
        for number, part in enumerate(parts, start=1)
    ]


def split(post: Post, channel: Channel, facts: Facts) -> str:
    """The channel's text as the parts of a thread that fit; nothing where it fits as it is, or the
    network has no threads. Campaign tags count, and are put on only when the post goes out."""
    network = named(channel.network)
    limits = network.limits(facts) if network else None
    if network is None or limits is None or limits.thread == 1 or not limits.text:
        return ""
    content = scheduling.content_of(post, channel)
    if not any(one.too_long for one in of_content(channel, content, facts)):
        return ""
    beside = counted_beside(network, content["options"], facts)
    most = _most(limits, has_media=bool(content.get("media")))

    def count(text: str) -> int:
        return network.count(links.tagged(post, channel, text), facts) + beside

    text = post.text_for(channel).replace("\r\n", "\n")
    return "\n---\n".join(threads.split(text, most, count, limits.text_bytes))


def counted_beside(network: Network, options: Mapping[str, str], facts: Facts) -> int:
    """What a content warning and its like add to the length of the text."""
    return sum(
        network.count(options.get(one.name, ""), facts) for one in network.options if one.counts
    )


def troubles(channel: Channel, content: Mapping[str, Any], facts: Facts) -> list[str]:
    """Why the text cannot go out on a channel, each reason once; empty where it can."""
    said = [one.too_long for one in of_content(channel, content, facts) if one.too_long]
    network = named(channel.network)
    most = network.limits(facts).thread if network else 1
    if len(content["parts"]) > max(most, 1):
        words = _("A thread on %(channel)s holds at most %(most)s posts. Make it shorter.")
        said.append(words % {"channel": channel, "most": most})
    return list(dict.fromkeys(said))


def _most(limits: Limits, *, has_media: bool) -> int:
    """How long the text may be; the first post of a thread has the pictures."""
    return limits.text_with_media if has_media and limits.text_with_media else limits.text


def _too_long(channel: Channel, part: str, length: int, most: int, most_bytes: int | None) -> str:
    over = length - most
    if most and over > 0:
        said = ngettext(
            "The text for %(channel)s is %(over)s character too long. Shorten it.",
            "The text for %(channel)s is %(over)s characters too long. Shorten it.",
            over,
        )
        return said % {"channel": channel, "over": over}
    if most_bytes is not None and graphemes.utf8(part) > most_bytes:
        said = _(
            "The text for %(channel)s takes too many bytes: emoji, and letters with marks, take "
            "several each. Shorten it."
        )
        return said % {"channel": channel}
    return ""
