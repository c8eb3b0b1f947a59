"""Blogs, newsrooms and anything else with a feed: RSS, Atom and JSON Feed."""

import json
from datetime import UTC, datetime

import httpx

from virta.networks import feeds
from virta.networks.errors import Refused
from virta.networks.feeds import reading
from virta.networks.protocol import Field, Published
from virta.networks.said import Said
from virta.sources.protocol import Heard, Portion, Settings, Source

NETWORK = "web"


def check(typed: Settings, http: httpx.Client) -> Settings:
    """From the address of a feed, or of a page that names one, to the feed's own address."""
    return {"address": feeds.sign_in(typed, http)["feed"]}


def poll(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """All that the feed holds, or nothing where the server says it is as it was (RFC 9110)."""
    response = feeds.fetched(http, settings["address"], json.loads(cursor) if cursor else {})
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return Portion((), cursor)
    found = _feed(response)
    now = datetime.now(UTC)
    items = tuple(heard(one, found.title, now) for one in found.entries)
    newest = max((one.at for one in items), default=None)
    return Portion(items, json.dumps(feeds.again_with(response), sort_keys=True), seen_until=newest)


def heard(one: Published, feed: str, now: datetime) -> Heard:
    """An entry. Its first line is its title, where it has more than one."""
    title, parted, text = one.text.partition("\n\n")
    return Heard(
        network=NETWORK,
        key=one.remote_id,
        at=min(one.made_at, now),
        text=text if parted else one.text,
        title=title if parted else "",
        name=feed,
        url=one.url,
        type="article",
        is_edit=one.edited_at is not None,
    )


def _feed(response: httpx.Response) -> reading.Feed:
    try:
        kind = response.headers.get("content-type", "")
        return reading.read(response.content, kind, str(response.url))
    except reading.NotAFeed:
        host = response.url.host
    raise Refused(
        Said(
            f"What {host} sends is no longer a feed. Open the address in a browser, and add the "
            "feed again where it has moved.",
            f"Osoitteesta {host} ei enää tule syötettä. Avaa osoite selaimessa ja lisää syöte "
            "uudelleen, jos se on muuttanut.",
        )
    )


SOURCE = Source(
    key="feed",
    name=Said("Feed of a site or blog", "Sivuston tai blogin syöte"),
    network=NETWORK,
    help=Said(
        "Newsrooms, blogs, podcasts: what a site publishes in RSS, Atom or JSON Feed.",
        "Uutishuoneet, blogit, podcastit: mitä sivusto julkaisee RSS-, Atom- tai JSON-syötteenä.",
    ),
    fields=(
        Field(
            "address",
            Said("Address of the site or its feed", "Sivuston tai sen syötteen osoite"),
            kind="address",
        ),
    ),
    check=check,
    poll=poll,
    every=900,
    silent_after=30 * 86_400,
)
