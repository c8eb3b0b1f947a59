"""An account's own posts as they stand on its server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx

from virta.networks import replies
from virta.networks.bluesky.records import POST
from virta.networks.protocol import Published

A_PAGE = 100


class Asks(Protocol):
    """How the server is asked: method, name of the procedure, and what goes with it."""

    def __call__(self, method: str, name: str, **more: Any) -> httpx.Response: ...


def since(ask: Asks, did: str, begin: datetime) -> Iterator[Published]:
    """Posts made at `begin` or later, newest first. A post whose own moment cannot be read, or was
    set before others, is passed over and does not end the reading; two pages without any do."""
    cursor, empty = "", 0
    while empty < 2:
        asked = {"repo": did, "collection": POST, "limit": str(A_PAGE)}
        response = ask(
            "GET",
            "com.atproto.repo.listRecords",
            params=asked | ({"cursor": cursor} if cursor else {}),
        )
        said = replies.body(response)
        rows = replies.take(response, said, "records", list)
        fresh = [one for row in rows if (one := published(did, row)) and one.made_at >= begin]
        yield from sorted(fresh, key=lambda one: one.made_at, reverse=True)
        empty = 0 if fresh else empty + 1
        cursor = str(said.get("cursor") or "")
        if not cursor or not rows:
            return


def one(ask: Asks, did: str, remote_id: str) -> Published | None:
    """How a post stands now; None where it is gone."""
    response = stored(ask, did, remote_id)
    if response is None:
        return None
    known = published(did, replies.body(response))
    if known is None:
        raise replies.misunderstood(response)
    return known


def stored(ask: Asks, did: str, remote_id: str) -> httpx.Response | None:
    """The answer that holds a stored post; None where there surely is none."""
    key = {"repo": did, "collection": POST, "rkey": remote_id.rpartition("/")[2]}
    response = ask("GET", "com.atproto.repo.getRecord", params=key, takes=(400, 404))
    if response.is_success:
        return response
    if replies.body(response).get("error") == "RecordNotFound":
        return None
    ask("GET", "com.atproto.server.getSession")  # says it if the sign-in has run out
    raise replies.misunderstood(response, replies.reason_of(response))


def published(did: str, row: object) -> Published | None:
    """A stored record as a post; None where its moment cannot be read."""
    if not isinstance(row, dict) or not isinstance(value := row.get("value"), dict):
        return None
    try:
        made_at = datetime.fromisoformat(str(value.get("createdAt")))
    except ValueError:
        return None
    uri = str(row.get("uri"))
    return Published(
        remote_id=uri,
        url=address(did, uri),
        text=str(value.get("text", "")),
        made_at=made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC),
        revision=str(row.get("cid", "")),
        is_talk=bool(value.get("reply")),
    )


def address(did: str, uri: str) -> str:
    """Where people see a post."""
    return f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}"
