"""What the addresses in a post lead to: which are to be looked up, and what of them goes out."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement.models import Lookup, Post
from virta.networks import tagging
from virta.networks.registry import named

State, What = Lookup.State, Lookup.What
Row = dict[str, Any]


def place_of(what: str, channel: Channel | None, address: str) -> str:
    """By which the same address is known again."""
    text = f"{what}|{channel.key if channel else ''}|{address}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_link(text: str) -> str:
    return next((text[start:end] for start, end in tagging.links(text)), "")


def wanted(post: Post, parts_of: Any) -> dict[str, tuple[str, Channel | None, str]]:
    """By place: what a post speaks of. `parts_of` gives its texts on a channel, without tags."""
    found: dict[str, tuple[str, Channel | None, str]] = {}
    for channel in post.channels.select_related("workspace"):
        network = named(channel.network)
        if network is None:
            continue
        options = post.options_for(channel)
        asked: list[tuple[str, Channel | None, str]] = [
            (option.shows, channel, options[option.name])
            for option in network.options
            if option.kind == "post" and options.get(option.name)
        ]
        if network.look.card != "none":
            links = [first_link(text) for text in parts_of(post, channel)]
            asked += [(What.CARD, None, link) for link in links if link]
        found |= {place_of(*one): one for one in asked if len(one[2]) <= 2000}
    return found


def keep_up(post: Post, parts_of: Any, now: datetime) -> None:
    """Have looked up what the post speaks of now; what it speaks of no more is forgotten."""
    places = wanted(post, parts_of)
    Lookup.objects.filter(post=post).exclude(place__in=places).delete()
    known = set(Lookup.objects.filter(post=post).values_list("place", flat=True))
    Lookup.objects.bulk_create(
        [
            Lookup(
                workspace=post.workspace,
                post=post,
                what=what,
                channel=channel,
                address=address,
                place=place,
                due_at=now,
            )
            for place, (what, channel, address) in places.items()
            if place not in known
        ],
        ignore_conflicts=True,
    )


def known_of(post: Post) -> dict[str, Lookup]:
    """By place: what was looked up for a post."""
    if not post.pk:
        return {}
    rows = (
        Lookup.objects.filter(post=post)
        .select_related("picture", "post__workspace")
        .defer("picture__content", "picture__thumb")
    )
    return {one.place: one for one in rows}


def cards_of(post: Post, parts: list[str], going: list[str]) -> list[Row | None]:
    """The card of each part's first link, where it was found: `parts` as they were written,
    `going` as they go out, with campaign tags, to which the card leads."""
    known = known_of(post)
    found: list[Row | None] = []
    for text, tagged in zip(parts, going, strict=True):
        one = known.get(place_of(What.CARD, None, first_link(text)))
        is_there = one is not None and one.state == State.FOUND
        found.append(card_row(one, first_link(tagged)) if one and is_there else None)
    return found


def card_row(one: Lookup, url: str) -> Row:
    """A card as the queue keeps it."""
    facts = {name: one.facts.get(name, "") for name in ("title", "description", "alt")}
    return facts | {"url": url, "picture": one.picture.sha256 if one.picture else ""}


def others_of(post: Post, channel: Channel) -> dict[str, Row]:
    """The posts that it quotes and answers on a channel, as the queue keeps them."""
    known = known_of(post)
    found = {}
    for what, one in pointed_at(post, channel, known):
        if one is not None and one.state == State.FOUND:
            found[what] = one.facts
    return found


def pointed_at(
    post: Post, channel: Channel, known: dict[str, Lookup]
) -> list[tuple[str, Lookup | None]]:
    network = named(channel.network)
    options = post.options_for(channel)
    return [
        (option.shows, known.get(place_of(option.shows, channel, options[option.name])))
        for option in (network.options if network else ())
        if option.kind == "post" and options.get(option.name)
    ]


def troubles(post: Post, channel: Channel) -> list[str]:
    """Why a quoted or answered post cannot go with it yet, in sentences."""
    said = []
    for what, one in pointed_at(post, channel, known_of(post)):
        if one is None or one.state == State.WAITING:
            label = What(what).label
            text = _("%(channel)s: the %(what)s is being fetched. Look again in a moment.")
            said.append(text % {"channel": channel, "what": label})
        elif one.state != State.FOUND:
            said.append(f"{channel}: {one.words}")
    return said


def leave_waiting(post: Post, now: datetime) -> int:
    """What is scheduled goes out as it stands: cards that are not there yet are left out."""
    rows = Lookup.objects.filter(post=post, what=What.CARD, state=State.WAITING)
    return int(rows.update(state=State.LEFT, done_at=now, fence=F("fence") + 1))


def again(one: Lookup, now: datetime) -> None:
    """Have it looked up once more."""
    Lookup.objects.filter(pk=one.pk).update(
        state=State.WAITING, due_at=now, done_at=None, claimed_until=None, tries=0, said={}
    )


def host_of(url: str) -> str:
    """The site of a card, as it is shown below it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
