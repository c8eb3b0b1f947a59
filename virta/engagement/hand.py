"""Publishing by hand: what is due for whom, where the network's form is, and how it ends."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement.models import Delivery
from virta.kit.problems import Problem
from virta.networks import tagging, typed
from virta.networks.errors import Refused
from virta.networks.protocol import Network
from virta.networks.registry import named
from virta.networks.said import Said
from virta.ownership.watching import on_watch
from virta.people.models import Workspace

State = Delivery.State
AHEAD = timedelta(hours=24)
LONGEST_LINK = 4000
"""Addresses that are longer are not taken everywhere; then the form opens empty."""
NOT_PUBLISHED = Said(
    "It could not be published by hand.",
    "Sitä ei voitu julkaista käsin.",
)


def waiting(workspace: Workspace, now: datetime) -> list[Delivery]:
    """What is to be published by hand now, the oldest first."""
    return list(by_hand(workspace).filter(due_at__lte=now)[:200])


def coming(workspace: Workspace, now: datetime) -> list[Delivery]:
    """What is to be published by hand within a day."""
    return list(by_hand(workspace).filter(due_at__gt=now, due_at__lte=now + AHEAD)[:20])


def by_hand(workspace: Workspace) -> Any:
    rows = Delivery.objects.of(workspace).filter(
        state=State.BY_HAND, post__removed_at__isnull=True, workspace__pauses__isnull=True
    )
    return rows.select_related("post__workspace", "post__owner", "channel").order_by("due_at", "pk")


def is_for(delivery: Delivery, person: Any) -> bool:
    """Whether it is this person's to publish: on watch when it is due, or, with nobody on watch,
    whoever wrote it."""
    watch = [one.person for one in on_watch(delivery.workspace, delivery.asked_from)]
    return person in watch if watch else person == delivery.post.owner


def mine_first(rows: list[Delivery], person: Any) -> list[Delivery]:
    """This person's own first; each in the order of time."""
    return sorted(rows, key=lambda one: not is_for(one, person))


def composer(channel: Channel, text: str) -> str:
    """Where the network's own form opens, with the text or its first link in it where the network
    has such an address; empty where it has no form at all."""
    network = named(channel.network)
    if network is None:
        return ""
    link = next((text[start:end] for start, end in tagging.links(text)), "")
    if not network.compose or ("{url}" in network.compose and not link):
        return network.page
    rest = text.replace(link, "", 1).strip() if "{url}" in network.compose else text
    parts = {"text": quote(rest, safe=""), "url": quote(link, safe="")}
    filled = network.compose.format(**parts)
    return filled if len(filled) <= LONGEST_LINK else network.page


def address_on(network: Network | None, written: str) -> str:
    """The address of a post as it was pasted, checked. Raises Problem with what to do."""
    try:
        url = typed.address(written)
    except Refused:
        raise Problem(
            _("That is not the address of a post. Copy it from the network, with https://.")
        ) from None
    hosts = network.hosts if network else ()
    if network and hosts and not any(is_below(url.host, host) for host in hosts):
        said = _("%(host)s is not a place of %(network)s. Copy the address of the post there.")
        raise Problem(said % {"host": url.host, "network": network.name})
    if hosts and is_front_page(url):
        raise Problem(
            _("That is the front page, not the post. Open the post itself and copy its address.")
        )
    return str(url)


def is_below(host: str, known: str) -> bool:
    return host == known or host.endswith(f".{known}")


def is_front_page(url: httpx.URL) -> bool:
    return url.path in {"", "/"} and not url.query


def could_not(delivery: Delivery, reason: str) -> None:
    """It was not published: its writer is told why, and decides. Raises Problem."""
    if delivery.state != State.BY_HAND:
        raise Problem(_("This delivery does not wait for its address. Look at its state."))
    if not reason:
        raise Problem(_("Say in a few words why it could not be published."))
    trouble = {"en": NOT_PUBLISHED.en, "fi": NOT_PUBLISHED.fi, "reason": reason}
    delivery.settle(state=State.HELD, trouble=trouble)


def leads_to(about: str) -> str:
    """The key of the delivery that a notice asks somebody to publish by hand; else nothing."""
    parts = about.split(":")
    is_it = len(parts) > 2 and parts[0] == "stuck" and parts[2] in {State.BY_HAND, "by_hand_again"}
    return parts[1] if is_it else ""
