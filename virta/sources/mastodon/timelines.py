"""Timelines of the Mastodon API, asked again and again: newer statuses, and what became of those known.

A timeline gives what is newer than a status (`min_id`), so that no gap opens however many came
meanwhile. What came late under an older id, was edited or was deleted does not show there; every
ten minutes the newest page is read once more for these. What is older than that page stays as it
was heard: the API lets nobody ask about a timeline's past deletions.
https://docs.joinmastodon.org/methods/timelines/
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from virta.networks import replies
from virta.networks.mastodon.asking import ask, is_gone
from virta.sources.mastodon.statuses import NETWORK, heard, key_of
from virta.sources.parts import Whole, moment, objects_in, text_of
from virta.sources.protocol import Gone, Heard, Item, Portion

A_PAGE = 40
"""The most statuses that servers give at a time."""
LOOK_AGAIN = timedelta(minutes=10)
MOST_ASKED = 5
"""So many missing statuses are asked for by name at one look."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where it is and who asks."""

    server: str
    path: str
    token: str = ""
    params: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Place:
    """Where the reading of a timeline stands, as the cursor keeps it."""

    newest: str = ""
    """The id of the newest status read."""
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The newest statuses by id: their keys, and when they were last edited."""
    looked_at: str = ""

    @classmethod
    def of(cls, cursor: str) -> "Place":
        """From a cursor, also one of the first version, which was an id alone."""
        if not cursor.startswith("{"):
            return cls(cursor)
        kept = json.loads(cursor)
        known = {name: (key, at) for name, (key, at) in kept["known"].items()}
        return cls(kept["newest"], known, kept["looked_at"])

    def __str__(self) -> str:
        return json.dumps(
            {"newest": self.newest, "known": self.known, "looked_at": self.looked_at},
            separators=(",", ":"),
        )

    def keep(self, row: Whole) -> None:
        """Remember a status, and forget the oldest of more than a page."""
        name = text_of(row, "id")
        if not name:
            return
        self.newest = max(self.newest, name, key=order)
        self.known[name] = (key_of(row), text_of(row, "edited_at"))
        if len(self.known) > A_PAGE:
            del self.known[min(self.known, key=order)]

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look at the newest page once more."""
        before = moment(self.looked_at)
        return before is None or now - before >= LOOK_AGAIN


def order(status_id: str) -> tuple[int, str]:
    """Ids are numbers or sortable words, the longer the later."""
    return len(status_id), status_id


def poll(timeline: Timeline, cursor: str, http: httpx.Client) -> Portion:
    """Statuses newer than the cursor, oldest first, and now and then what became of the newest."""
    place, now = Place.of(cursor), datetime.now(UTC)
    is_first = not place.newest
    rows, response = page(timeline, http, place.newest)
    items: list[Item] = []
    items += _heard(rows, timeline.server, now)
    unreadable = len(rows) - len(items)
    for row in rows:
        place.keep(row)
    has_more = not is_first and len(rows) >= A_PAGE
    if is_first:
        place.looked_at = now.isoformat()
    elif not has_more and place.is_due(now):
        items += look_again(timeline, place, http, now)
    return Portion(
        tuple(items),
        str(place),
        seen_until=now,
        unreadable=unreadable,
        wait=wait(response.headers),
        has_more=has_more,
    )


def page(
    timeline: Timeline, http: httpx.Client, after: str = ""
) -> tuple[list[Whole], httpx.Response]:
    """A page of a timeline: the next one after a status, or the newest."""
    params = {**dict(timeline.params), "limit": str(A_PAGE)}
    if after:
        params["min_id"] = after
    url = f"{timeline.server}{timeline.path}"
    response = ask(http, "GET", url, params=params, token=timeline.token)
    try:
        return objects_in(response.json()), response
    except (ValueError, RecursionError):
        pass  # raised below, without the answer in its context
    raise replies.misunderstood(response)


def look_again(
    timeline: Timeline, place: Place, http: httpx.Client, now: datetime
) -> Iterator[Item]:
    """From the newest page: what came late, what was edited, and what is gone from it."""
    place.looked_at = now.isoformat()
    rows, _response = page(timeline, http)
    there = {text_of(row, "id"): row for row in rows}
    if not there:
        return
    oldest = min(there, key=order)
    for name in [one for one in place.known if one not in there and order(one) > order(oldest)][
        :MOST_ASKED
    ]:
        if _is_deleted(timeline, name, http):
            yield Gone(NETWORK, place.known.pop(name)[0])
    changed = [row for name, row in there.items() if _is_news(place, name, row)]
    yield from _heard(changed, timeline.server, now)
    for row in changed:
        place.keep(row)


def _is_news(place: Place, name: str, row: Whole) -> bool:
    known = place.known.get(name)
    return known is None or known[1] != text_of(row, "edited_at")


def _is_deleted(timeline: Timeline, name: str, http: httpx.Client) -> bool:
    url = f"{timeline.server}/api/v1/statuses/{name}"
    return is_gone(ask(http, "GET", url, token=timeline.token, takes=(404, 410)))


def _heard(rows: list[Whole], server: str, now: datetime) -> list[Heard]:
    read = [one for row in rows if (one := heard(row, server, now))]
    return sorted(read, key=lambda one: one.at)


def wait(headers: httpx.Headers) -> float | None:
    """Seconds until more requests are allowed, once only a few are left."""
    left, again = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-reset", "")
    at = moment(again)
    if not left.isdigit() or int(left) > 5 or at is None:
        return None
    return max(1.0, (at - datetime.now(UTC)).total_seconds())
