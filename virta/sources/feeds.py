"""Blogs, newsrooms and anything else with a feed: RSS, Atom and JSON Feed.

What was given before is known by the entries' fingerprints in the cursor, so only what is new or was
changed is given. A feed never says that something was deleted: it only drops what is old.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx

from virta.networks import feeds
from virta.networks.errors import Refused
from virta.networks.feeds import reading
from virta.networks.protocol import Field, Published
from virta.networks.said import Said
from virta.sources import articles
from virta.sources.protocol import Choice, Heard, Portion, Settings, Source

NETWORK = "web"
TEASER = 1500
"""An entry of fewer characters may be only the beginning of its article."""
ARTICLES_AT_ONCE = 3
"""Pages of articles that are fetched for one portion."""
FIRST_ARTICLES = 9
"""So many of the newest entries of a new feed get their article; older ones stay as the feed has them."""


@dataclass(slots=True)
class _Place:
    """What the cursor keeps: what to ask with, and the entries given by their fingerprints."""

    ask_with: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    is_first: bool = False

    @classmethod
    def of(cls, cursor: str) -> "_Place":
        if not cursor:
            return cls(is_first=True)
        kept = json.loads(cursor)
        if "seen" not in kept:  # of the first version: the headers alone
            return cls()
        return cls(kept["ask"], kept["seen"], kept.get("first", False))

    def __str__(self) -> str:
        kept = {"ask": self.ask_with, "seen": self.seen}
        return json.dumps(kept | ({"first": True} if self.is_first else {}), sort_keys=True)


def check(typed: Settings, http: httpx.Client) -> Settings:
    """From the address of a feed, or of a page that has one, to the feed's own address."""
    kept = {"address": feeds.sign_in(typed, http)["feed"]}
    return kept | ({"articles": "page"} if typed.get("articles") == "page" else {})


def poll(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """What is new in the feed, or nothing where the server says it is as it was (RFC 9110)."""
    place = _Place.of(cursor)
    response = feeds.fetched(http, settings["address"], place.ask_with)
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return Portion((), cursor)
    found, now = _feed(response), datetime.now(UTC)
    fresh = [one for one in found.entries if place.seen.get(_name(one)) != _content(one)]
    taken = _taken(fresh, settings, place)
    items = [_whole(one, found.title, settings, place, http, now) for one in taken]
    place.seen = _kept(found, place.seen, taken)
    has_more = len(taken) < len(fresh)
    place.ask_with = {} if has_more else feeds.again_with(response)
    place.is_first = place.is_first and has_more
    newest = max((one.at for one in items), default=None)
    return Portion(tuple(items), str(place), seen_until=newest, has_more=has_more)


def _taken(fresh: list[Published], settings: Settings, place: _Place) -> list[Published]:
    """Entries for one portion: all of them, or as many as there is time for their articles."""
    if settings.get("articles") != "page":
        return fresh
    if place.is_first and len(place.seen) >= FIRST_ARTICLES:
        return fresh
    return fresh[:ARTICLES_AT_ONCE]


def _whole(
    one: Published,
    feed: str,
    settings: Settings,
    place: _Place,
    http: httpx.Client,
    now: datetime,
) -> Heard:
    """An entry, with its article's own text where that is wanted and to be had."""
    item = heard(one, feed, now, is_known=_name(one) in place.seen)
    is_late = place.is_first and len(place.seen) >= FIRST_ARTICLES
    if settings.get("articles") != "page" or is_late or len(item.text) >= TEASER:
        return item
    text = articles.text_at(item.url, http) if item.url else ""
    text = text.removeprefix(item.title).lstrip()  # the heading is the title once more
    return replace(item, text=text) if len(text) > len(item.text) else item


def _kept(found: reading.Feed, seen: Mapping[str, str], taken: list[Published]) -> dict[str, str]:
    """The fingerprints of those entries of the feed that have been given."""
    given = {_name(one): _content(one) for one in taken}
    there = (_name(one) for one in found.entries)
    return {name: given.get(name) or seen[name] for name in there if name in given or name in seen}


def _name(one: Published) -> str:
    return _short(one.remote_id)


def _content(one: Published) -> str:
    return _short(f"{one.url}\0{one.text}")


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def heard(one: Published, feed: str, now: datetime, *, is_known: bool = False) -> Heard:
    """An entry. Its first line is its title, where it has more than one."""
    title, parted, text = one.text.partition("\n\n")
    return Heard(
        network=NETWORK,
        key=one.remote_id,
        at=min(one.made_at, now),
        text=(text if parted else one.text)[: articles.LONGEST],
        title=title[:1000] if parted else "",
        name=feed,
        url=one.url,
        type="article",
        is_edit=is_known or one.edited_at is not None,
    )


def _feed(response: httpx.Response) -> reading.Feed:
    try:
        kind = response.headers.get("content-type", "")
        return reading.read(response.content, kind, str(response.url), whole=True)
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
            Said(
                "The address of a page will do: Virta looks for its feed.",
                "Sivun osoite riittää: Virta etsii sen syötteen.",
            ),
            kind="address",
        ),
    ),
    choices=(
        Choice(
            "articles",
            Said("Text", "Teksti"),
            (
                ("feed", Said("as it is in the feed", "sellaisena kuin se on syötteessä")),
                ("page", Said("the whole article, from its page", "koko juttu omalta sivultaan")),
            ),
            Said(
                "Many feeds have only the beginning. Pages are fetched as the site's rules for "
                "robots allow.",
                "Monessa syötteessä on vain jutun alku. Sivuja haetaan niin kuin sivuston "
                "robottisäännöt sallivat.",
            ),
        ),
    ),
    check=check,
    poll=poll,
    every=900,
    silent_after=30 * 86_400,
)
