"""Link cards, and posts that are quoted or answered: asked outside, once, by one worker."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import httpx

from virta.engagement import media
from virta.engagement.models import Connection, Lookup, MediaFile
from virta.flows.publishing.connecting import connector_of
from virta.networks import cards
from virta.networks.errors import NetworkError, Refused, TryLater
from virta.networks.protocol import Seeker
from virta.networks.said import Said

AT_A_TIME = 10
TRIES = 3
State, What = Lookup.State, Lookup.What

NOT_CONNECTED = Said(
    "The channel is not connected, so the post cannot be looked up. Connect it, then look again.",
    "Kanavaa ei ole yhdistetty, joten julkaisua ei voi hakea. Yhdistä kanava ja hae uudelleen.",
)
NOT_ABLE = Said(
    "Virta cannot look up posts on this network. Put a link to the post in the text instead.",
    "Virta ei osaa hakea julkaisuja tästä verkostosta. Lisää sen sijaan tekstiin linkki.",
)


def look_up(now: datetime, http: Callable[[], httpx.Client]) -> int:
    """Look up what is due. Returns how much was tried. No network hears of the example."""
    rows = Lookup.objects.due(now).filter(workspace__is_example=False)
    due = list(rows.select_related("post__workspace", "channel")[:AT_A_TIME])
    if not due:
        return 0
    with http() as client:
        return sum(looked_up(one, now, client) for one in due if one.claim(now))


def looked_up(one: Lookup, now: datetime, client: httpx.Client) -> int:
    """Ask, and write down what came of it, unless the post was scheduled meanwhile."""
    try:
        found = card(one, client) if one.what == What.CARD else other(one, client)
    except TryLater as error:
        if one.tries < TRIES:
            one.retry(now + max(error.wait, timedelta(seconds=10)), "")
            return 1
        put_down(one, now, error)
    except NetworkError as error:
        put_down(one, now, error)
    else:
        one.finish(now, state=State.FOUND, said={}, **found)
    return 1


def put_down(one: Lookup, now: datetime, error: NetworkError) -> None:
    said = {"en": error.said.to("en"), "fi": error.said.to("fi")}
    one.finish(now, state=State.TROUBLE, said=said)


def card(one: Lookup, client: httpx.Client) -> dict[str, Any]:
    """What the page says of itself, with its picture cleaned and kept."""
    languages = (one.post.language,) if one.post.language else ()
    made = cards.card(client, one.address, languages)
    picture: MediaFile | None = None
    if made.picture is not None:
        try:
            picture = media.stored(one.workspace, made.picture.content)
        except Refused:
            picture = None  # a card without its picture is still a card
    alt = made.picture.alt if made.picture and picture else ""
    facts = {"title": made.title, "description": made.description, "alt": alt}
    return {"facts": facts, "picture": picture}


def other(one: Lookup, client: httpx.Client) -> dict[str, Any]:
    """The post of the address, as the channel's account sees it. Raises a NetworkError."""
    connection = Connection.objects.filter(channel=one.channel).first()
    if connection is None or connection.state != Connection.State.OPEN:
        raise Refused(NOT_CONNECTED)
    connector = connector_of(connection, client)
    if not isinstance(connector, Seeker):
        raise Refused(NOT_ABLE)
    found = connector.seek(one.address, "quoted" if one.what == What.QUOTED else "answered")
    facts = asdict(found.receipt) | {"author": found.author, "text": found.text}
    return {"facts": facts | ({"root": asdict(found.root)} if found.root else {})}
