"""A signed-in Bluesky account: text, threads and quotes. https://docs.bsky.app/docs/api

`putRecord` under a key that we chose is the same post however often it is sent, so `find` knows
the very post.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from virta.networks import replies, typed
from virta.networks.asking import ask
from virta.networks.bluesky.session import kept, opened, runs_out
from virta.networks.bluesky.words import NAME
from virta.networks.errors import Refused
from virta.networks.protocol import Account, Credentials, Draft, Receipt
from virta.networks.said import Said

POST = "app.bsky.feed.post"


class Bluesky:
    """One account: it publishes, finds, removes and renews its sign-in."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._credentials = credentials
        self._session = opened(credentials, http)

    def account(self) -> Account:
        response = self._ask("GET", "com.atproto.server.getSession")
        said = replies.body(response)
        did = replies.take(response, said, "did", str)
        handle = replies.take(response, said, "handle", str)
        return Account(did, handle, handle, f"https://bsky.app/profile/{did}")

    def publish(self, draft: Draft) -> Receipt:
        sent = self._key(draft.reference) | {"record": record(draft)}
        response = self._ask("POST", "com.atproto.repo.putRecord", writes=True, json=sent)
        return self._receipt(response)

    def find(self, draft: Draft) -> Receipt | None:
        key = self._key(draft.reference)
        response = self._ask("GET", "com.atproto.repo.getRecord", params=key, takes=(400, 404))
        if response.is_success:
            return self._receipt(response)
        if replies.body(response).get("error") == "RecordNotFound":
            return None
        self._ask("GET", "com.atproto.server.getSession")  # says it if the sign-in has run out
        raise replies.misunderstood(response, replies.reason_of(response))

    def remove(self, remote_id: str) -> None:
        key = self._key(remote_id.rpartition("/")[2])
        self._ask("POST", "com.atproto.repo.deleteRecord", writes=True, json=key)

    def renew(self) -> Credentials:
        return self._session.renew()

    def runs_out(self) -> datetime | None:
        return runs_out(self._credentials)

    def _key(self, rkey: str) -> dict[str, str]:
        return {"repo": self._credentials["did"], "collection": POST, "rkey": rkey}

    def _receipt(self, response: httpx.Response) -> Receipt:
        said = replies.body(response)
        uri = replies.take(response, said, "uri", str)
        url = f"https://bsky.app/profile/{self._credentials['did']}/post/{uri.rpartition('/')[2]}"
        return Receipt(uri, url, replies.take(response, said, "cid", str))

    def _ask(self, method: str, name: str, **more: Any) -> httpx.Response:
        return self._session.ask(method, name, **more)


def record(draft: Draft) -> dict[str, object]:
    """The post as it is stored; the same draft always gives the same. Refused with media."""
    if draft.media or draft.card:
        raise Refused(
            Said(
                "Pictures, films and link cards cannot be sent to Bluesky yet. Take them out.",
                "Kuvia, videoita ja linkkikortteja ei voi vielä lähettää Blueskyhin. Poista ne.",
            )
        )
    made_at = draft.made_at.astimezone(UTC).isoformat(timespec="milliseconds")
    post: dict[str, object] = {"$type": POST, "text": draft.text}
    post["createdAt"] = made_at.replace("+00:00", "Z")
    if draft.languages:
        post["langs"] = list(draft.languages[:3])
    if draft.parent:
        root = draft.root or draft.parent
        post["reply"] = {"root": _named(root), "parent": _named(draft.parent)}
    if draft.quoted:
        post["embed"] = {"$type": "app.bsky.embed.record", "record": _named(draft.quoted)}
    return post


def _named(receipt: Receipt) -> dict[str, str]:
    return {"uri": receipt.remote_id, "cid": receipt.revision}


def sign_in(filled: Mapping[str, str], http: httpx.Client) -> Credentials:
    """From a handle and an app password to credentials."""
    url = typed.address(filled.get("server", ""))
    server = f"{url.scheme}://{url.netloc.decode('ascii')}"
    sent = {"identifier": filled.get("handle", "").strip().lstrip("@")}
    sent["password"] = filled.get("password", "").strip()
    address = f"{server}/xrpc/com.atproto.server.createSession"
    return kept(server, ask(http, NAME, "POST", address, json=sent))
