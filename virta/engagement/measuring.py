"""How long a text would be on each channel while it is being written, by each network's count."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.audiences.models import Channel
from virta.engagement import channel_fields, scheduling
from virta.engagement.models import Connection, Post
from virta.networks.protocol import Facts, Limits, Network
from virta.networks.registry import named
from virta.networks.text import graphemes


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
    too_long: str
    """What to do, in a sentence, where it is too long; else empty."""


def measured(post: Post, channels: list[Channel]) -> list[Measured]:
    """Each part of the post on each of these channels that limits texts. The post need not be
    stored; what goes out counts, with campaign tags on its links."""
    rows = Connection.objects.filter(channel__in=channels)
    facts: Mapping[int, Facts] = {one.channel_id: one.facts for one in rows}
    found: list[Measured] = []
    for channel in channels:
        network = named(channel.network)
        if network is not None:
            found += _on(post, channel, network, facts.get(channel.pk, {}))
    return found


def _on(post: Post, channel: Channel, network: Network, facts: Facts) -> list[Measured]:
    limits = network.limits(facts)
    if not limits.text:
        return []
    own = channel.key in post.versions
    parts = scheduling.parts_of(post, channel)
    return [
        Measured(
            channel=channel,
            field=channel_fields.text_name(channel) if own else "text",
            number=number if len(parts) > 1 else None,
            length=(length := network.count(part, facts)),
            most=limits.text,
            too_long=_too_long(channel, part, length, limits),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _too_long(channel: Channel, part: str, length: int, limits: Limits) -> str:
    over = length - limits.text
    if over > 0:
        said = ngettext(
            "The text for %(channel)s is %(over)s character too long. Shorten it.",
            "The text for %(channel)s is %(over)s characters too long. Shorten it.",
            over,
        )
        return said % {"channel": channel, "over": over}
    if limits.text_bytes is not None and graphemes.utf8(part) > limits.text_bytes:
        said = _(
            "The text for %(channel)s takes too many bytes: emoji, and letters with marks, take "
            "several each. Shorten it."
        )
        return said % {"channel": channel}
    return ""
