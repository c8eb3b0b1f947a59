"""A signed-in Bluesky account. https://docs.bsky.app/docs/api

`putRecord` under a key that we chose is the same post however often it is sent, so `find` knows
the very post. Where it says who may answer or quote, post and rules are stored at once
(`applyWrites`): there is no moment in which anybody may. Pictures and films go ahead of the post;
nothing of them is public before it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import httpx

from virta.networks import replies, typed
from virta.networks.asking import ask
from virta.networks.bluesky import films, reading, records, seeking
from virta.networks.bluesky.session import ends, kept, opened, runs_out
from virta.networks.bluesky.words import NAME
from virta.networks.errors import Refused, Unsure
from virta.networks.protocol import Account, Credentials, Draft, Media, Published, Receipt, Sought
from virta.networks.said import Said
from virta.networks.text import facets

WITHIN = 600.0
"""Seconds that a film may take on its way."""
UNSEEN = Said(
    "Bluesky took the post and does not show it yet. Virta looks for it again.",
    "Bluesky otti julkaisun vastaan mutta ei vielä näytä sitä. Virta etsii sitä uudelleen.",
)


class Bluesky:
    """One account: it publishes, finds, reads, removes and renews its sign-in."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._credentials, self._http = credentials, http
        self._session = opened(credentials, http)

    def account(self) -> Account:
        response = self._ask("GET", "com.atproto.server.getSession")
        said = replies.body(response)
        did = replies.take(response, said, "did", str)
        handle = replies.take(response, said, "handle", str)
        return Account(did, handle, handle, f"https://bsky.app/profile/{did}")

    def publish(self, draft: Draft) -> Receipt:
        blobs = [self._sent(draft, one) for one in draft.media]
        thumb = self._upload(draft.card.picture) if draft.card and draft.card.picture else None
        made = records.post(draft, self._handles(draft.text), blobs, thumb)
        gates = records.gates(draft, self._uri(draft.reference))
        draft.begins()
        if gates:
            return self._written(draft, made, gates)
        sent = self._key(draft.reference) | {"record": made}
        response = self._ask("POST", "com.atproto.repo.putRecord", writes=True, json=sent)
        return self._receipt(response)

    def _written(
        self, draft: Draft, made: records.Record, gates: dict[str, records.Record]
    ) -> Receipt:
        """Post and rules at once. A repeat is refused by the server, and then found."""
        writes = [
            {
                "$type": "com.atproto.repo.applyWrites#create",
                "collection": collection,
                "rkey": draft.reference,
                "value": value,
            }
            for collection, value in ({records.POST: made} | gates).items()
        ]
        sent = {"repo": self._credentials["did"], "writes": writes}
        try:
            self._ask("POST", "com.atproto.repo.applyWrites", writes=True, json=sent)
        except (Refused, Unsure):  # servers answer 500 to a repeat
            known = self.find(draft)
            if known is None:
                raise
            return known
        written = self.find(draft)
        if written is None:
            raise Unsure(UNSEEN)
        return written

    def find(self, draft: Draft) -> Receipt | None:
        did = self._credentials["did"]
        response = reading.stored(self._ask, did, self._uri(draft.reference))
        return self._receipt(response) if response is not None else None

    def read(self, since: datetime) -> Iterator[Published]:
        return reading.since(self._ask, self._credentials["did"], since)

    def look(self, remote_ids: Iterable[str]) -> Mapping[str, Published | None]:
        did = self._credentials["did"]
        return {one: reading.one(self._ask, did, one) for one in remote_ids}

    def locate(self, address: str) -> Receipt | None:
        key = seeking.key_in(address)
        response = reading.stored(self._ask, self._credentials["did"], key) if key else None
        return self._receipt(response) if response is not None else None

    def remove(self, remote_id: str) -> None:
        """Delete a post, then the rules that stand beside it under the same key."""
        key = self._key(remote_id.rpartition("/")[2])
        for collection in (records.POST, records.THREAD_GATE, records.POST_GATE):
            sent = key | {"collection": collection}
            self._ask("POST", "com.atproto.repo.deleteRecord", writes=True, json=sent)

    def seek(self, address: str, purpose: Literal["quoted", "answered"]) -> Sought:
        return seeking.sought(address, purpose, self._ask, self._http)

    def renew(self) -> Credentials:
        return self._session.renew()

    def runs_out(self) -> datetime | None:
        return runs_out(self._credentials)

    def ends(self) -> datetime | None:
        return ends(self._credentials)

    def sign_out(self) -> bool:
        return self._session.end()

    def _key(self, rkey: str) -> dict[str, str]:
        return {"repo": self._credentials["did"], "collection": records.POST, "rkey": rkey}

    def _uri(self, rkey: str) -> str:
        return f"at://{self._credentials['did']}/{records.POST}/{rkey}"

    def _sent(self, draft: Draft, media: Media) -> records.Blob:
        """A film goes by the video service, unless the account lives on a machine of one's own
        (which that service could not reach) or does not say where. Then it is stored as it is.
        """
        home = films.home(self._session) if media.is_film else None
        if home is None or home.scheme != "https":
            return self._upload(media)
        did = self._credentials["did"]
        return films.prepared(self._session, self._http, home.host, did, draft.reference, media)

    def _upload(self, media: Media) -> records.Blob:
        """A picture or film on the account's server. Raises no Unsure: it is not public yet."""
        response = self._ask(
            "POST",
            "com.atproto.repo.uploadBlob",
            content=media.content,
            headers={"Content-Type": media.mime},
            extensions={"within": WITHIN, "timeout": httpx.Timeout(60.0).as_dict()},
        )
        blob: records.Blob = replies.take(response, replies.body(response), "blob", dict)
        return blob

    def _handles(self, text: str) -> dict[str, str]:
        """The accounts of the handles that a text mentions; a handle of nobody stays plain text."""
        wanted = {one.value for one in facets.found(text) if one.kind == "mention"}
        known = {}
        for handle in sorted(wanted):
            name, asked = "com.atproto.identity.resolveHandle", {"handle": handle.lower()}
            response = self._ask("GET", name, params=asked, takes=(400, 404))
            did = replies.body(response).get("did") if response.is_success else None
            if isinstance(did, str):
                known[handle] = did
        return known

    def _receipt(self, response: httpx.Response) -> Receipt:
        said = replies.body(response)
        uri = replies.take(response, said, "uri", str)
        url = reading.address(self._credentials["did"], uri)
        return Receipt(uri, url, replies.take(response, said, "cid", str))

    def _ask(self, method: str, name: str, **more: Any) -> httpx.Response:
        return self._session.ask(method, name, **more)


def sign_in(filled: Mapping[str, str], http: httpx.Client) -> Credentials:
    """From a handle and an app password to credentials."""
    url = typed.address(filled.get("server", ""))
    server = f"{url.scheme}://{url.netloc.decode('ascii')}"
    sent = {"identifier": filled.get("handle", "").strip().lstrip("@")}
    sent["password"] = filled.get("password", "").strip()
    address = f"{server}/xrpc/com.atproto.server.createSession"
    return kept(server, ask(http, NAME, "POST", address, json=sent))
