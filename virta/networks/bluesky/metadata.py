"""What servers say of their sign-in, and whether it is what Bluesky's network demands.

https://atproto.com/specs/oauth ("Server Metadata"), RFC 9728 for the account's server and RFC 8414
for the one that signs in, which may be another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from virta.networks import replies
from virta.networks.asking import ask
from virta.networks.bluesky import words
from virta.networks.bluesky.identity import is_safe, origin
from virta.networks.bluesky.words import NAME

_RESOURCE = "/.well-known/oauth-protected-resource"
_SERVER = "/.well-known/oauth-authorization-server"
_REVOKE = "revocation_endpoint"
_ALGORITHMS = "token_endpoint_auth_signing_alg_values_supported"
_MUST_HOLD = {
    "response_types_supported": {"code"},
    "grant_types_supported": {"authorization_code", "refresh_token"},
    "code_challenge_methods_supported": {"S256"},
    "token_endpoint_auth_methods_supported": {"none", "private_key_jwt"},
    _ALGORITHMS: {"ES256"},
    "scopes_supported": set(words.SCOPE.split()),
    "dpop_signing_alg_values_supported": {"ES256"},
}
_MUST_BE_TRUE = (
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "client_id_metadata_document_supported",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that signs people in, and where it does what."""

    issuer: str
    """Its origin, which is its name."""
    authorize: str
    token: str
    pushed: str
    """Where the request is sent before the person goes there (RFC 9126)."""
    revoke: str = ""
    """Where tokens are taken back (RFC 7009); empty where the server has no such place."""


def of_account(pds: str, http: httpx.Client) -> Server:
    """Who signs in the accounts of a Personal Data Server. Raises a NetworkError."""
    told = _told(pds, _RESOURCE, http)
    if told is None:
        raise words.unlike(_host(pds), _RESOURCE)
    return _named_by(pds, told, http)


def of_address(address: str, http: httpx.Client) -> Server:
    """The same for an address that may be either of the two. Raises a NetworkError."""
    told = _told(address, _RESOURCE, http)
    return _server(address, http) if told is None else _named_by(address, told, http)


def _named_by(pds: str, told: Mapping[str, object], http: httpx.Client) -> Server:
    servers = told.get("authorization_servers")
    issuer = servers[0] if isinstance(servers, list) and len(servers) == 1 else None
    if origin(told.get("resource")) != pds:
        raise words.unlike(_host(pds), "resource")
    if not isinstance(issuer, str) or origin(issuer) != issuer:
        raise words.unlike(_host(pds), "authorization_servers")
    return _server(issuer, http, pds)


def _server(issuer: str, http: httpx.Client, pds: str = "") -> Server:
    told = _told(issuer, _SERVER, http)
    lacking = _SERVER if told is None else _lacking(told, issuer, pds)
    if told is None or lacking:
        raise words.unlike(_host(issuer), lacking)
    return Server(
        issuer,
        _endpoint(told, "authorization_endpoint", issuer),
        _endpoint(told, "token_endpoint", issuer),
        _endpoint(told, "pushed_authorization_request_endpoint", issuer),
        _endpoint(told, _REVOKE, issuer) if _REVOKE in told else "",
    )


def _lacking(told: Mapping[str, object], issuer: str, pds: str) -> str:
    """The first thing that is not as it must be; empty where all is."""
    if told.get("issuer") != issuer:
        return "issuer"
    missing = [name for name, wanted in _MUST_HOLD.items() if not wanted <= _texts(told, name)]
    untrue = [name for name in _MUST_BE_TRUE if told.get(name) is not True]
    if missing or untrue:
        return (missing or untrue)[0]
    if "none" in _texts(told, _ALGORITHMS):
        return _ALGORITHMS
    if told.get("require_request_uri_registration") is False:
        return "require_request_uri_registration"
    if pds and "protected_resources" in told and pds not in _texts(told, "protected_resources"):
        return "protected_resources"
    return ""


def _endpoint(told: Mapping[str, object], name: str, issuer: str) -> str:
    value = told.get(name)
    try:
        if isinstance(value, str) and is_safe(httpx.URL(value)):
            return value
    except httpx.InvalidURL:
        pass  # raised below
    raise words.unlike(_host(issuer), name)


def _told(address: str, path: str, http: httpx.Client) -> Mapping[str, object] | None:
    """A document of a server: an answer of 200 with JSON; None where there is none."""
    response = ask(http, NAME, "GET", address + path, takes=range(300, 500))
    is_json = response.headers.get("content-type", "").partition(";")[0] == "application/json"
    return replies.body(response) if response.status_code == 200 and is_json else None


def _texts(told: Mapping[str, object], name: str) -> set[str]:
    value = told.get(name)
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()


def _host(address: str) -> str:
    return httpx.URL(address).host
