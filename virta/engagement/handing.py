"""What no worker can send waits for people: to be published by hand, or for its channel's sign-in."""

from django.utils.translation import ngettext

from virta.audiences.models import Channel
from virta.engagement import threads
from virta.engagement.models import Connection, Delivery, Post
from virta.networks.registry import named
from virta.networks.said import Said

State = Delivery.State
NO_CONNECTION = Said(
    "The channel is not connected. Connect it, and it goes out.",
    "Kanavaa ei ole yhdistetty. Yhdistä se, niin julkaisu lähtee.",
)


def give_to_people(post: Post) -> None:
    """Of what is scheduled: what no program may publish waits for a hand, and what goes to a
    channel that is not signed in waits for that."""
    ready = post.deliveries.filter(state=State.SCHEDULED).select_related("channel")
    connected = open_channels(post)
    for one in ready:
        if is_by_hand(one.channel) or threads.is_for_people(one):
            one.settle(state=State.BY_HAND)
        elif one.channel_id not in connected:
            one.settle(state=State.SIGN_IN, trouble=NO_CONNECTION.kept)


def is_by_hand(channel: Channel) -> bool:
    """Whether no program publishes there."""
    network = named(channel.network)
    return network is None or not network.can_publish


def takes_address(one: Delivery) -> bool:
    """Whether a person may say where it is: what nobody knows of, and what people publish, also
    when they did so too late or while it was held back."""
    if one.state in {State.LATE, State.HELD}:
        return is_by_hand(one.channel) or threads.is_for_people(one)
    return one.state in {State.BY_HAND, State.UNSURE}


def is_for_hand(one: Delivery) -> bool:
    """Whether it is published by hand, and not known to be out."""
    return one.state != State.UNSURE and takes_address(one)


def open_channels(post: Post) -> set[int]:
    """The channels of its deliveries that are signed in."""
    rows = Connection.objects.filter(channel__deliveries__post=post, state=Connection.State.OPEN)
    return set(rows.values_list("channel_id", flat=True))


def unconnected(*posts: Post) -> list[Channel]:
    """The channels that these posts wait for, each once."""
    waiting = Delivery.objects.filter(post__in=posts, state=State.SIGN_IN)
    found = waiting.select_related("channel__workspace").order_by("channel__title", "pk")
    return list({one.channel_id: one.channel for one in found}.values())


def waiting_for(channels: list[Channel]) -> str:
    """A sentence that names channels that are not connected; empty where all are."""
    said = ngettext(
        "%(channels)s is not connected, so what is to go out there waits. Connect the channel "
        "under Connections.",
        "%(channels)s are not connected, so what is to go out there waits. Connect the channels "
        "under Connections.",
        len(channels),
    )
    return said % {"channels": ", ".join(map(str, channels))} if channels else ""


def connected(connection: Connection) -> int:
    """After signing in again: what waited for that goes on. Returns how many deliveries."""
    waiting = Delivery.objects.filter(channel=connection.channel, state=State.SIGN_IN)
    return int(waiting.update(state=State.SCHEDULED, retry_at=None, trouble={}))


def disconnected(channel: Channel) -> int:
    """After somebody ended the sign-in: what was to go out there waits for another. Returns how
    many deliveries."""
    ready = Delivery.objects.filter(channel=channel, state=State.SCHEDULED)
    return int(ready.update(state=State.SIGN_IN, trouble=NO_CONNECTION.kept))
