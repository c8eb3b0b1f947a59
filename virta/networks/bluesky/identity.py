"""From a handle or a DID to the server that an account lives on.

https://atproto.com/specs/handle, https://atproto.com/specs/did. A handle is looked up at its own
host (/.well-known/atproto-did), then with a public resolver, which knows DNS as well. Whatever
they say is believed only when the account's own document names the handle in return.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from virta.networks import replies, typed
from virta.networks.asking import ask
from virta.networks.bluesky import words
from virta.networks.bluesky.words import NAME
from virta.networks.errors import NetworkError
from virta.networks.places import ATPROTO
from virta.networks.reasons import presentable

BRIEF = {"within": 4.0, "most_bytes": 64 * 1024}
"""Seconds and bytes for one look at somebody's own host, which may be slow or anything at all."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?"
_HANDLE = re.compile(_NAME, re.ASCII)
_PLC = re.compile(r"did:plc:[a-z2-7]{24}", re.ASCII)
_WEB = re.compile(rf"did:web:(?:{_NAME}|localhost(?:%3a[0-9]{{1,5}})?)", re.I | re.A)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account, and the server that it lives on."""

    did: str
    pds: str
    """The origin of its Personal Data Server, such as https://morel.us-east.host.bsky.network."""
    handle: str = ""
    """The handle that it was found by; empty where it was found by its DID."""


def bare(text: str) -> str:
    """A handle or a DID as it was meant: without @, at://, a profile's address, invisible signs."""
    text = presentable(text).removeprefix("at://")
    text = re.sub(r"^https?://[^/]+/profile/", "", text).partition("/")[0].removeprefix("@")
    if is_did(text):
        return text
    try:
        return text.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return text


def is_handle(text: str) -> bool:
    return len(text) <= 253 and bool(_HANDLE.fullmatch(text))


def is_did(text: str) -> bool:
    """Whether it is of one of the two kinds that the network takes."""
    return bool(_PLC.fullmatch(text) or _WEB.fullmatch(text))


def found(who: str, http: httpx.Client) -> Identity:
    """The account of a handle or a DID, looked up now. Raises a NetworkError."""
    if is_did(who):
        return Identity(who, server_in(who, document(who, http)))
    if not is_handle(who):
        raise words.not_found(who)
    did = did_of(who, http)
    told = document(did, http)
    if handle_in(told) != who:
        raise words.other_handle(who)
    return Identity(did, server_in(did, told), who)


def did_of(handle: str, http: httpx.Client) -> str:
    """What the handle leads to, not yet verified. Raises a NetworkError."""
    did = _at_host(handle, http)
    if did:
        return did
    url = f"{ATPROTO.resolver}/xrpc/com.atproto.identity.resolveHandle"
    response = ask(http, NAME, "GET", url, params={"handle": handle}, takes=(400, 404))
    if not response.is_success:
        raise words.not_found(handle)
    did = replies.take(response, replies.body(response), "did", str)
    if not is_did(did):
        raise words.not_found(handle)
    return did


def _at_host(handle: str, http: httpx.Client) -> str:
    """What the handle's own host says; empty where it says nothing, for most have no such page."""
    url = f"https://{handle}/.well-known/atproto-did"
    try:
        response = ask(http, NAME, "GET", url, takes=range(300, 600), hops=2, extensions=BRIEF)
    except NetworkError:
        return ""  # the resolver is asked instead, and tells what is wrong
    text = response.content[:2048].decode("ascii", "replace").strip()
    return text if response.is_success and is_did(text) else ""


def document(did: str, http: httpx.Client) -> Mapping[str, object]:
    """The account's public document. Raises a NetworkError, also where it is another's."""
    response = ask(http, NAME, "GET", _address(did), takes=(404, 410))
    if not response.is_success:
        raise words.not_found(did)
    told = replies.body(response)
    if told.get("id") != did:
        raise words.no_document(did, "id")
    return told


def _address(did: str) -> str:
    if _PLC.fullmatch(did):
        return f"{ATPROTO.directory}/{did}"
    host = did.removeprefix("did:web:").replace("%3A", ":").replace("%3a", ":")
    scheme = "http" if host.partition(":")[0] == "localhost" else "https"
    return f"{scheme}://{host}/.well-known/did.json"


def handle_in(told: Mapping[str, object]) -> str:
    """The handle that the document claims: the first at:// of it; empty where there is none."""
    names = told.get("alsoKnownAs")
    for name in names if isinstance(names, list) else []:
        if isinstance(name, str) and name.startswith("at://"):
            return name.removeprefix("at://").lower()
    return ""


def server_in(did: str, told: Mapping[str, object]) -> str:
    """The origin of the account's server by its document. Raises Refused where there is none."""
    services = told.get("service")
    for one in services if isinstance(services, list) else []:
        is_pds = isinstance(one, dict) and one.get("id") in {"#atproto_pds", f"{did}#atproto_pds"}
        if is_pds and one.get("type") == "AtprotoPersonalDataServer":
            pds = origin(one.get("serviceEndpoint"))
            if pds:
                return pds
    raise words.no_document(did, "#atproto_pds")


def origin(value: object) -> str:
    """The value, where it is the address of a whole server and safe to sign in at; else empty.

    That is https, and http only to this very machine, where networks are tried out.
    """
    try:
        url = httpx.URL(value) if isinstance(value, str) else None
    except httpx.InvalidURL:
        url = None
    if url is None or not is_safe(url) or url.raw_path not in {b"", b"/"} or url.fragment:
        return ""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def is_safe(url: httpx.URL) -> bool:
    """Whether secrets may go there: an address of the web, encrypted or on this machine."""
    return typed.is_plain(url) and (url.scheme == "https" or is_loopback(url.host))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
