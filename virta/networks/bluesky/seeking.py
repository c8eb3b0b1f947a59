"""Another's post by its web address, read from its author's own server.

https://docs.bsky.app/docs/tutorials/creating-a-post: an answer names the post and the first one of
its thread, a quote the post, each by address and version (CID).
"""

from typing import Literal
from urllib.parse import unquote

import httpx
import regex

from virta.networks import replies
from virta.networks.asking import ask
from virta.networks.bluesky import identity, reading, records
from virta.networks.bluesky.words import NAME
from virta.networks.errors import Refused
from virta.networks.protocol import Receipt, Sought
from virta.networks.said import Said

_WEB = regex.compile(r"https?://[^/\s]+/profile/(?P<who>[^/\s]+)/post/(?P<key>[A-Za-z0-9._~:-]+)")
_AT = regex.compile(r"at://(?P<who>[^/\s]+)/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._~:-]+)")

NO_ADDRESS = Said(
    "This is not the address of a post on Bluesky. Open the post and copy its address: "
    "https://bsky.app/profile/…/post/….",
    "Tämä ei ole Bluesky-julkaisun osoite. Avaa julkaisu ja kopioi sen osoite: "
    "https://bsky.app/profile/…/post/….",
)
NOT_THERE = Said(
    "There is no such post on Bluesky. Its author may have removed it; check the address.",
    "Blueskyssa ei ole tällaista julkaisua. Tekijä on voinut poistaa sen; tarkista osoite.",
)
NO_QUOTES = Said(
    "Its author does not let this post be quoted. Put a link to it in the text instead.",
    "Julkaisun tekijä ei salli lainaamista. Lisää sen sijaan tekstiin linkki siihen.",
)
NO_ANSWERS = Said(
    "Its author lets nobody answer this post. Write a post of your own instead.",
    "Julkaisun tekijä ei salli kenenkään vastata siihen. Kirjoita sen sijaan oma julkaisu.",
)


def key_in(address: str) -> str:
    """The key of a post in its address; empty where it is no such address."""
    match = _WEB.match(address.strip()) or _AT.match(address.strip())
    return match["key"] if match else ""


def sought(
    address: str, purpose: Literal["quoted", "answered"], asks: reading.Asks, http: httpx.Client
) -> Sought:
    """The post of the address. `asks` is the signed-in account's server, which knows handles.

    Raises a NetworkError: Refused where there is none, or its author does not allow it.
    """
    match = _WEB.match(address.strip()) or _AT.match(address.strip())
    if match is None:
        raise Refused(NO_ADDRESS)
    who, key = identity.bare(unquote(match["who"])), match["key"]
    did = who if identity.is_did(who) else _did_of(who, asks)
    told = identity.document(did, http)
    server = identity.server_in(did, told)
    found = _record(http, server, did, records.POST, key)
    if found is None or not isinstance(value := found.get("value"), dict):
        raise Refused(NOT_THERE)
    _check(http, server, did, key, purpose)
    receipt = Receipt(
        str(found.get("uri")), reading.address(did, str(found.get("uri"))), str(found.get("cid"))
    )
    author = f"@{identity.handle_in(told) or who}"
    return Sought(receipt, author, str(value.get("text", "")), _root(value) or receipt)


def _did_of(handle: str, asks: reading.Asks) -> str:
    name = "com.atproto.identity.resolveHandle"
    response = asks("GET", name, params={"handle": handle}, takes=(400, 404))
    did = replies.body(response).get("did") if response.is_success else None
    if not isinstance(did, str) or not identity.is_did(did):
        raise Refused(NOT_THERE)
    return did


def _record(
    http: httpx.Client, server: str, did: str, collection: str, key: str
) -> dict[str, object] | None:
    url = f"{server}/xrpc/com.atproto.repo.getRecord"
    asked = {"repo": did, "collection": collection, "rkey": key}
    response = ask(http, NAME, "GET", url, params=asked, takes=(400, 404))
    return dict(replies.body(response)) if response.is_success else None


def _check(http: httpx.Client, server: str, did: str, key: str, purpose: str) -> None:
    """What the author has said about quoting and answering, as far as it concerns everybody."""
    collection = records.POST_GATE if purpose == "quoted" else records.THREAD_GATE
    gate = (_record(http, server, did, collection, key) or {}).get("value")
    if not isinstance(gate, dict):
        return
    rules = gate.get("embeddingRules")
    if purpose == "quoted" and isinstance(rules, list) and rules:
        raise Refused(NO_QUOTES)
    if purpose == "answered" and gate.get("allow") == []:
        raise Refused(NO_ANSWERS)


def _root(value: dict[str, object]) -> Receipt | None:
    """The first post of the thread that a post goes on with."""
    reply = value.get("reply")
    root = reply.get("root") if isinstance(reply, dict) else None
    if not isinstance(root, dict):
        return None
    return Receipt(str(root.get("uri")), "", str(root.get("cid")))
