"""Manners: one request at a time to a host, whichever worker asks, and robots' rules for pages.

Robots' rules as RFC 9309 has them: what the server lacks (4xx) allows everything, what it cannot say
(5xx, silence) allows nothing until it can, and what it said is kept for a day. They hold for pages
that nobody asked for by hand: requests that carry `extensions={"as_crawler": True}`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

import httpx
from protego import Protego

from virta.networks import outside, sentences
from virta.networks.errors import NetworkError, Refused, TryLater
from virta.networks.said import Said

AGENT = "Virta"
"""The name that robots' rules are looked up by."""
GAP = 0.5
"""Seconds between two requests to one host."""
MOST_GAP = 10.0
"""A longer delay that robots' rules ask for is cut to this."""
MOST_WAIT = 20.0
"""Whoever would have to wait longer for the turn comes back later."""
KEPT_FOR = timedelta(hours=24)
TRIED_AGAIN = timedelta(minutes=10)
"""After so long a server that could not say is asked again."""
MOST_BYTES = 500 * 1024
"""So much of the rules is read, as RFC 9309 asks for at least."""

State = Literal["rules", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a server said to robots: its rules, nothing at all, or that it cannot say now."""

    state: State
    text: str
    at: datetime

    def are_fresh(self, now: datetime) -> bool:
        return now - self.at < (TRIED_AGAIN if self.state == "closed" else KEPT_FOR)


class Hosts(Protocol):
    """What all workers know together about hosts."""

    def turn(self, host: str, gap: float, most: float) -> float:
        """Book the next request: in so many seconds. More than `most` is told but not booked."""

    def rules(self, origin: str) -> Rules | None:
        """What was kept of the rules of a server."""

    def keep(self, origin: str, rules: Rules) -> None:
        """Keep them for all workers."""


class Manners:
    """Comes before each request of a client (`Door.before`)."""

    def __init__(
        self,
        hosts: Hosts,
        http: httpx.Client,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hosts, self._http, self._clock, self._sleep = hosts, http, clock, sleep

    def __call__(self, request: httpx.Request) -> None:
        """Wait for the turn. Raises Refused where robots may not go, TryLater where many wait."""
        gap = GAP
        if request.extensions.get("as_crawler"):
            found = self.rules_of(request.url)
            if not may_go(found, request.url):
                raise Refused(_not_for_robots(request.url.host))
            gap = delay(found)
        self._wait(request.url, gap)

    def rules_of(self, url: httpx.URL) -> Rules:
        """The rules of a server, asked for where they are not known or too old."""
        origin, now = f"{url.scheme}://{url.netloc.decode()}", self._clock()
        kept = self._hosts.rules(origin)
        if kept is not None and kept.are_fresh(now):
            return kept
        self._wait(url, GAP)
        found = asked(origin, self._http, now)
        if found.state == "closed" and kept is not None and kept.state != "closed":
            found = Rules(kept.state, kept.text, now - KEPT_FOR + TRIED_AGAIN)
        self._hosts.keep(origin, found)
        return found

    def _wait(self, url: httpx.URL, gap: float) -> None:
        seconds = self._hosts.turn(url.netloc.decode(), gap, MOST_WAIT)
        if seconds > MOST_WAIT:
            raise TryLater(sentences.busy(url.host), wait=timedelta(seconds=seconds))
        if seconds > 0:
            self._sleep(seconds)


def asked(origin: str, http: httpx.Client, now: datetime) -> Rules:
    """What the server says to robots now."""
    bounds = {"within": 15.0, "most_bytes": MOST_BYTES, "cut": True}
    try:
        request = http.build_request("GET", f"{origin}/robots.txt", extensions=bounds)
        response = outside.follow(http, request)
    except Refused:  # it only leads on and on, which RFC 9309 takes for a server without rules
        return Rules("open", "", now)
    except (httpx.HTTPError, NetworkError):
        return Rules("closed", "", now)
    if response.is_success:
        return Rules("rules", response.content.decode("utf-8", "replace"), now)
    is_closed = response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS
    return Rules("closed" if is_closed else "open", "", now)


def may_go(rules: Rules, url: httpx.URL) -> bool:
    """Whether a robot of our name may fetch the page."""
    if rules.state != "rules":
        return rules.state == "open"
    return bool(Protego.parse(rules.text).can_fetch(str(url), AGENT))


def delay(rules: Rules) -> float:
    """Seconds between two pages, longer where the rules ask for it."""
    wanted = Protego.parse(rules.text).crawl_delay(AGENT) if rules.state == "rules" else None
    return min(max(GAP, float(wanted or 0.0)), MOST_GAP)


def _not_for_robots(host: str) -> Said:
    return Said(
        f"{host} asks robots not to fetch this page, and Virta keeps to that. Its feed is still read.",
        f"{host} pyytää, ettei ohjelmin haeta tätä sivua, ja Virta noudattaa pyyntöä. Syötettä "
        "luetaan silti.",
    )
