"""Timelines of the Mastodon API as they happen, by its streaming; polled where that is closed.

https://docs.joinmastodon.org/methods/streaming/ . A stream has no cursor: what came while nobody
was connected is fetched from the timeline first, at each connection. A deletion names only the
server's own id of the status, so it is honoured for those that were seen since this connection of
Virta's began (the last 20,000) and for the newest page before it.
"""

import json
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from virta.networks.errors import NetworkError, TryLater
from virta.sources.door import Door
from virta.sources.mastodon.events import Ended, Event, Events
from virta.sources.mastodon.statuses import NETWORK, heard, key_of
from virta.sources.mastodon.timelines import Place, Timeline, poll
from virta.sources.parts import part_of, text_of
from virta.sources.protocol import Gone, Item, Portion
from virta.sources.sockets import GIVES_UP, rest

WITHIN, AT_ONCE = 0.5, 500
A_CONNECTION = 3600.0
"""Seconds after which a connection is made anew, whatever it did."""
QUIET = 45.0
"""Seconds without a byte; servers send a sign of life every fifteen."""
TRIED_AGAIN = 1800.0
"""Seconds until a streaming that was closed is tried again."""
EVERY = 60.0
"""Seconds between two polls meanwhile."""
STEP = 5.0
MOST_SEEN = 20_000
MOST_PAGES = 25
"""Pages that are caught up with after a break; a longer one leaves a gap, and says so."""


@dataclass(slots=True)
class _Reading:
    """One source while it is read."""

    timeline: Timeline
    stream: str
    """The streaming's path below /api/v1/streaming/, with its question."""
    place: Place
    is_stopping: Callable[[], bool]
    http: httpx.Client
    seen: OrderedDict[str, str] = field(default_factory=OrderedDict)
    closed_until: float = 0.0


def portions(
    timeline: Timeline, stream: str, cursor: str, is_stopping: Callable[[], bool], door: Door
) -> Iterator[Portion]:
    """Portions without end. Raises a NetworkError when nothing has answered for five minutes."""
    since, pause = time.monotonic(), 1.0
    with door.client() as http:
        one = _Reading(timeline, stream, Place.of(cursor), is_stopping, http)
        while not is_stopping():
            try:
                for portion in _turn(one):
                    since, pause = time.monotonic(), 1.0
                    yield portion
            except NetworkError as trouble:
                if not isinstance(trouble, TryLater) or time.monotonic() - since > GIVES_UP:
                    raise
                pause = max(pause, min(trouble.wait.total_seconds(), GIVES_UP))
            yield from _resting(one, pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(pause * 2, 60.0)


def _turn(one: _Reading) -> Iterator[Portion]:
    """What was missed, then what comes: from the stream, or by asking while that is closed."""
    asked_for_rest = yield from _caught_up(one)
    if time.monotonic() >= one.closed_until:
        with _connected(one) as events:
            if events is not None:
                yield from _streamed(one, events)
                return
        one.closed_until = time.monotonic() + TRIED_AGAIN
    yield from _resting(one, max(EVERY, asked_for_rest))


def _resting(one: _Reading, seconds: float) -> Iterator[Portion]:
    until = time.monotonic() + seconds
    while not one.is_stopping() and (left := until - time.monotonic()) > 0:
        yield Portion((), str(one.place))
        rest(min(STEP, left), one.is_stopping)


def _caught_up(one: _Reading) -> Generator[Portion, None, float]:
    """Page by page from where one stands; in the end how many seconds the server asks to rest."""
    for _number in range(MOST_PAGES):
        portion = poll(one.timeline, str(one.place), one.http)
        one.place = Place.of(portion.cursor)
        yield portion
        if one.is_stopping() or not portion.has_more:
            return portion.wait or 0.0
        yield from _resting(one, portion.wait or 0.0)
    one.place.newest = ""
    yield Portion((), str(one.place), is_missed=True)
    return 0.0


class _connected:  # noqa: N801 - a context, used as one
    """The events of the stream; None where the server does not let us have it."""

    def __init__(self, one: _Reading) -> None:
        self._one = one
        self._events: Events | None = None

    def __enter__(self) -> Events | None:
        one = self._one
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if one.timeline.token:
            headers["Authorization"] = f"Bearer {one.timeline.token}"
        request = one.http.build_request(
            "GET",
            f"{_base(one)}/api/v1/streaming/{one.stream}",
            headers=headers,
            timeout=httpx.Timeout(10.0, read=QUIET),
            extensions={"within": A_CONNECTION, "most_bytes": 10**9},
        )
        try:
            response = one.http.send(request, stream=True)
        except httpx.HTTPError:
            return None
        kind = response.headers.get("content-type", "")
        if not response.is_success or "text/event-stream" not in kind:
            response.close()
            return None
        self._events = Events(response)
        return self._events

    def __exit__(self, *_trouble: object) -> None:
        if self._events is not None:
            self._events.close()


def _base(one: _Reading) -> str:
    """Where the server says that its streaming is; else the server itself."""
    try:
        said = one.http.get(f"{one.timeline.server}/api/v2/instance").json()
    except (httpx.HTTPError, ValueError, RecursionError):
        return one.timeline.server
    urls = part_of(part_of(said if isinstance(said, dict) else {}, "configuration"), "urls")
    told = text_of(urls, "streaming").rstrip("/")
    if not told.startswith(("wss://", "ws://", "https://", "http://")):
        return one.timeline.server
    return told.replace("wss://", "https://", 1).replace("ws://", "http://", 1)


def _streamed(one: _Reading, events: Events) -> Iterator[Portion]:
    until = time.monotonic() + A_CONNECTION
    while not one.is_stopping() and time.monotonic() < until:
        try:
            came = events.take(AT_ONCE, WITHIN)
        except Ended:
            return
        yield _portion(one, came)


def _portion(one: _Reading, came: list[Event]) -> Portion:
    items: list[Item] = []
    unreadable = 0
    now = datetime.now(UTC)
    for name, data in came:
        try:
            item = _item(one, name, data, now)
        except (ValueError, RecursionError):
            unreadable += 1
            continue
        if item is not None:
            items.append(item)
    return Portion(tuple(items), str(one.place), seen_until=now, unreadable=unreadable)


def _item(one: _Reading, name: str, data: str, now: datetime) -> Item | None:
    """What an event tells; None for one that tells nothing of a status. Raises ValueError."""
    if name == "delete":
        key = one.seen.pop(data, "") or one.place.known.pop(data, ("", ""))[0]
        return Gone(NETWORK, key) if key else None
    if name not in {"update", "status.update"}:
        return None
    row = json.loads(data)
    if not isinstance(row, dict):
        raise ValueError("a status that is no object")
    item = heard(row, one.timeline.server, now, is_edit=name == "status.update")
    if item is None:
        raise ValueError("a status without a name or an author")
    one.place.keep(row)
    one.seen[text_of(row, "id")] = key_of(row)
    while len(one.seen) > MOST_SEEN:
        one.seen.popitem(last=False)
    return item
