"""The own blog, read from its feed: what was published, and when. Nothing is published by it."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from virta.networks import typed
from virta.networks.asking import ask
from virta.networks.errors import NetworkError, Refused
from virta.networks.feeds import reading
from virta.networks.protocol import (
    Account,
    ByFields,
    Credentials,
    Field,
    Limits,
    Network,
    Published,
)
from virta.networks.said import Said

__all__ = ["NETWORK", "Blog"]

MOST_BYTES = 5 * 1024 * 1024
_TYPES = "application/atom+xml, application/rss+xml, application/feed+json, text/xml, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A feed as it was, and what the server wants to hear to say that it still is (RFC 9110)."""

    feed: reading.Feed
    ask_with: Mapping[str, str]


class _Memory:
    """The last feeds read, for as long as Virta runs."""

    def __init__(self, most: int = 64) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def get(self, url: str) -> _Kept | None:
        with self._lock:
            return self._kept.get(url)

    def put(self, url: str, kept: _Kept) -> None:
        with self._lock:
            self._kept[url] = kept
            self._kept.move_to_end(url)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


MEMORY = _Memory()


class Blog:
    """A blog by its feed. A feed holds the newest entries only, often ten or twenty."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._url = credentials["feed"]
        self._http = http

    def account(self) -> Account:
        feed = self._feed()
        host = httpx.URL(self._url).host
        return Account(self._url, host, feed.title or host, feed.site or self._url)

    def read(self, since: datetime) -> Iterator[Published]:
        return (one for one in self._feed().entries if one.made_at >= since)

    def look(self, remote_ids: Iterable[str]) -> Mapping[str, Published | None]:
        """What the feed holds of these. One that is gone from it may only be too old for it, so

        it is left out of the answer: whether it is still there is not known.
        """
        known = {one.remote_id: one for one in self._feed().entries}
        return {name: known[name] for name in remote_ids if name in known}

    def _feed(self) -> reading.Feed:
        kept = MEMORY.get(self._url)
        response = fetched(self._http, self._url, kept.ask_with if kept else {})
        if response.status_code == 304 and kept:
            return kept.feed
        feed = _read(response)
        if ask_with := again_with(response):
            MEMORY.put(self._url, _Kept(feed, ask_with))
        return feed


def sign_in(filled: Mapping[str, str], http: httpx.Client) -> Credentials:
    """From the address of a feed, or of a page that offers one, to the feed's address."""
    response = fetched(http, str(typed.address(filled.get("address", ""))), {})
    url = str(response.url)
    try:
        reading.read(response.content, response.headers.get("content-type", ""), url)
    except reading.NotAFeed:
        offered = reading.offered(response.content, url)
        if not offered:
            return {"feed": _guessed(response.url, http)}
        url = offered
        _read(fetched(http, url, {}))
    return {"feed": url}


USUAL = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
"""Where sites have their feed although their pages do not name it."""


def _guessed(page: httpx.URL, http: httpx.Client) -> str:
    """The feed at one of the usual places of a site. Raises Refused where there is none."""
    for path in USUAL:
        bounds = {"as_crawler": True, "within": 5.0, "most_bytes": MOST_BYTES}
        try:
            url = str(page.copy_with(path=path, query=None, fragment=None))
            response = ask(http, page.host, "GET", url, hops=3, extensions=bounds)
            _read(response)
        except NetworkError:
            continue
        return str(response.url)
    raise _no_feed(page.host)


def again_with(response: httpx.Response) -> dict[str, str]:
    """The headers with which a server says whether its answer is as it was (RFC 9110)."""
    ask_with = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    given = response.headers
    return {name: given[theirs] for name, theirs in ask_with.items() if theirs in given}


def fetched(http: httpx.Client, url: str, ask_with: Mapping[str, str]) -> httpx.Response:
    """What is at the address; 304 where it is as it was when these headers were given."""
    host = httpx.URL(url).host
    headers = {"Accept": _TYPES, **ask_with}
    takes = (304,) if ask_with else ()
    bound = {"most_bytes": MOST_BYTES}
    return ask(http, host, "GET", url, headers=headers, takes=takes, hops=5, extensions=bound)


def _read(response: httpx.Response) -> reading.Feed:
    kind = response.headers.get("content-type", "")
    try:
        return reading.read(response.content, kind, str(response.url))
    except reading.NotAFeed:
        pass
    raise _no_feed(response.url.host)


def _no_feed(host: str) -> Refused:
    return Refused(
        Said(
            f"No feed that Virta can read was found at {host}. Look for a link named RSS or feed "
            "on the blog and type its address.",
            f"Osoitteesta {host} ei löytynyt syötettä, jonka Virta osaa lukea. Etsi blogista "
            "linkki, jonka nimi on RSS tai syöte, ja kirjoita sen osoite.",
        )
    )


NETWORK = Network(
    key="blog",
    name="Blog",
    ways=(
        ByFields(
            "feed",
            Said("By its feed", "Syötteen avulla"),
            (
                Field(
                    "address",
                    Said("Address of the blog or its feed", "Blogin tai sen syötteen osoite"),
                    kind="address",
                ),
            ),
            sign_in,
            Said(
                "The front page will do where it names its feed.",
                "Etusivu riittää, jos se kertoo syötteensä.",
            ),
        ),
    ),
    connect=Blog,
    limits=lambda _: Limits(text=0, pictures=100, picture_bytes=20 * 1024 * 1024, alt=1000),
    count=lambda text, _: len(text),
    new_reference=lambda moment: f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(10)}",
)
