"""The cards of a post's links, as a preview shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement import lookups, scheduling
from virta.engagement.models import Lookup, Post
from virta.networks.looks import Look

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A link's card, or in a word why there is none yet."""

    title: str
    description: str
    host: str
    alt: str = ""
    address: str = ""
    """Where its picture is had; empty where it has none, or whoever looks may not see it."""
    state: str = ""


def shown_cards(post: Post, channel: Channel, content: Content, look: Look) -> list[Card | None]:
    """The card of each part: what goes out with it, or what was found where the network makes its
    own; with a word where it is still being fetched or could not be."""
    if look.card == "none":
        return []
    going = content.get("cards") or []
    known = lookups.known_of(post)
    written = scheduling.written_parts(post, channel)
    found: list[Card | None] = []
    for place, text in enumerate(content["parts"]):
        sent = going[place] if place < len(going) else None
        link = lookups.first_link(written[place] if place < len(written) else text)
        one = known.get(lookups.place_of(Lookup.What.CARD, None, link)) if link else None
        found.append(card_sent(sent, one) if sent else card_known(one, look))
    return found


def card_sent(sent: Mapping[str, str], one: Lookup | None) -> Card:
    """What goes out, with the picture where it is still there."""
    is_same = one is not None and one.picture is not None and one.picture.sha256 == sent["picture"]
    address = picture_address(one) if one and is_same else ""
    host = lookups.host_of(sent["url"])
    return Card(sent["title"], sent["description"], host, sent["alt"], address)


def card_known(one: Lookup | None, look: Look) -> Card | None:
    """What is known of a link; nothing where a person has left its card out."""
    if one is None or (one.state == Lookup.State.LEFT and look.card == "ours"):
        return None
    host = lookups.host_of(one.address)
    if one.state == Lookup.State.WAITING:
        return Card("", "", host, state=_("The link's card is being fetched."))
    if one.state == Lookup.State.TROUBLE:
        return Card("", "", host, state=one.words) if look.card == "ours" else None
    if not one.facts:
        return None
    address = picture_address(one) if one.picture else ""
    facts = one.facts
    return Card(facts["title"], facts["description"], host, facts["alt"], address)


def picture_address(one: Lookup) -> str:
    parts = [one.post.workspace.slug, one.post.key, one.key]
    return reverse("engagement:card_picture", args=parts)
