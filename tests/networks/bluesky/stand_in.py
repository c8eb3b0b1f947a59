"""A small network of Bluesky's kind that keeps its rules: directory, resolver, account's server
and a sign-in server of its own, over `httpx.MockTransport`.

It checks what the specification has servers check, and says no as they do. What it says can be
changed for a test (`instead`), and `asked` keeps every request.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jwt

from virta.networks.bluesky.words import SCOPE
from virta.networks.protocol import Ours

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
OTHER = "did:plc:z72i7hdynmk6r22z27h6tvur"
HANDLE = "aluksi.example"
PDS = "https://pds.example"
ISSUER = "https://entry.example"
OURS = Ours(
    client_id="https://virta.example/.well-known/virta/client.json",
    callback="https://virta.example/connections/back/",
    site="https://virta.example",
)
RESOURCE = {"resource": PDS, "authorization_servers": [ISSUER]}
SERVER = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/oauth/authorize",
    "token_endpoint": f"{ISSUER}/oauth/token",
    "pushed_authorization_request_endpoint": f"{ISSUER}/oauth/par",
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
    "scopes_supported": ["atproto", "transition:generic", "transition:chat.bsky"],
    "authorization_response_iss_parameter_supported": True,
    "require_pushed_authorization_requests": True,
    "dpop_signing_alg_values_supported": ["ES256"],
    "client_id_metadata_document_supported": True,
}


def document(did: str = DID, handle: str = HANDLE, pds: str = PDS) -> dict[str, object]:
    """The public document of an account."""
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": pds,
    }
    return {"id": did, "alsoKnownAs": [f"at://{handle}"], "service": [service]}


class No(Exception):
    """A server's no: status, OAuth's word for it, headers."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.status, self.error, self.headers = status, error, headers


@dataclass
class Grant:
    """What one pushed request became."""

    asked: dict[str, str]
    thumbprint: str
    code: str = ""
    access: str = ""
    refresh: str = ""


@dataclass
class StandIn:
    """The whole network. `http` talks to it."""

    sub: str = DID
    """Whose account the person signs in to."""
    answer: dict[str, Any] = field(default_factory=dict)
    """Changes to the answers of the token endpoint; None takes a part away."""
    instead: dict[str, Any] = field(default_factory=dict)
    """Other answers, by address: JSON, a text, an httpx.Response, or an error to raise."""
    asked: list[httpx.Request] = field(default_factory=list)
    jwks: list[dict[str, str]] = field(default_factory=list)
    """Our public keys, as our document shows them; without, we need not prove who we are."""
    nonces: dict[str, str] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.renew_nonces()
        self.http = self.again()

    def again(self) -> httpx.Client:
        """Another client of the same network."""
        return httpx.Client(transport=httpx.MockTransport(self.handle))

    def renew_nonces(self) -> None:
        """What the servers gave before holds no longer; each has a nonce of its own."""
        self.nonces = {origin: secrets.token_urlsafe(12) for origin in (PDS, ISSUER)}

    def paths(self) -> list[str]:
        return [one.url.path for one in self.asked]

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        address = str(request.url.copy_with(query=None))
        if address in self.instead:
            return _as_response(self.instead[address])
        try:
            return self._routes().get(address, _missing)(request)
        except No as no:
            headers = {"DPoP-Nonce": self.nonces.get(_origin(request), "")} | no.headers
            return httpx.Response(no.status, json={"error": no.error}, headers=headers)

    def _routes(self) -> dict[str, Callable[[httpx.Request], httpx.Response]]:
        return {
            f"https://{HANDLE}/.well-known/atproto-did": _says(DID),
            "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle": _says(
                {"did": DID}
            ),
            f"https://plc.directory/{DID}": _says(document()),
            f"{PDS}/.well-known/oauth-protected-resource": _says(RESOURCE),
            f"{ISSUER}/.well-known/oauth-authorization-server": _says(SERVER),
            f"{ISSUER}/oauth/par": self._push,
            f"{ISSUER}/oauth/token": self._token,
            f"{PDS}/xrpc/com.atproto.server.getSession": self._session,
            f"{PDS}/xrpc/com.atproto.repo.putRecord": self._put,
        }

    # The person's part, in the browser.

    def allow(self, url: str) -> dict[str, str]:
        """Go to the address, sign in and allow: what the browser brings back."""
        query = dict(httpx.URL(url).params)
        if set(query) != {"client_id", "request_uri"}:
            raise No(400, "invalid_request")
        grant = self.grants[int(query["request_uri"].rpartition(":")[2])]
        assert grant.asked["client_id"] == query["client_id"]
        grant.code = secrets.token_urlsafe(16)
        return {"code": grant.code, "state": grant.asked["state"], "iss": ISSUER}

    # The sign-in server's part.

    def _push(self, request: httpx.Request) -> httpx.Response:
        thumbprint = self._proven(request)
        form = _form(request)
        wanted = {"response_type": "code", "scope": SCOPE, "code_challenge_method": "S256"}
        is_whole = wanted.items() <= form.items() and len(form.get("code_challenge", "")) == 43
        if not is_whole or not {"client_id", "redirect_uri", "state"} <= set(form):
            raise No(400, "invalid_request")
        self._known(form)
        self.grants.append(Grant(form, thumbprint))
        uri = f"urn:ietf:params:oauth:request_uri:{len(self.grants) - 1}"
        return self._said(request, {"request_uri": uri, "expires_in": 299}, 201)

    def _token(self, request: httpx.Request) -> httpx.Response:
        thumbprint, form = self._proven(request), _form(request)
        self._known(form)
        by = {"authorization_code": self._by_code, "refresh_token": self._by_refresh}
        grant = by[form["grant_type"]](form)
        if grant.thumbprint != thumbprint or grant.asked["client_id"] != form["client_id"]:
            raise No(400, "invalid_grant")
        grant.access, grant.refresh = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        said = {
            "access_token": grant.access,
            "refresh_token": grant.refresh,
            "token_type": "DPoP",
            "expires_in": 300,
            "scope": SCOPE,
            "sub": self.sub,
        }
        changed = {key: one for key, one in (said | self.answer).items() if one is not None}
        return self._said(request, changed)

    def _known(self, form: dict[str, str]) -> None:
        """Whether the client proves who it is (RFC 7523), once for each proof."""
        if not self.jwks:
            return
        proof = form.get("client_assertion", "")
        try:
            name = jwt.get_unverified_header(proof)["kid"]
            key = next(jwt.PyJWK(one) for one in self.jwks if one["kid"] == name)
            claims = jwt.decode(proof, key, algorithms=["ES256"], audience=ISSUER)
        except (jwt.PyJWTError, KeyError, StopIteration) as problem:
            raise No(400, "invalid_client") from problem
        lasts = claims["exp"] - claims["iat"]
        is_it = claims["iss"] == claims["sub"] == form["client_id"] and lasts < 60
        if not is_it or claims["jti"] in self.seen:
            raise No(400, "invalid_client")
        self.seen.add(claims["jti"])

    def _by_code(self, form: dict[str, str]) -> Grant:
        grant = next((one for one in self.grants if one.code and one.code == form["code"]), None)
        if grant is None:
            raise No(400, "invalid_grant")
        grant.code = ""  # once
        made = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(made).decode().rstrip("=")
        is_same = grant.asked["redirect_uri"] == form["redirect_uri"]
        if grant.asked["code_challenge"] != challenge or not is_same:
            raise No(400, "invalid_grant")
        return grant

    def _by_refresh(self, form: dict[str, str]) -> Grant:
        for grant in self.grants:
            if grant.refresh and grant.refresh == form["refresh_token"]:
                return grant
        raise No(400, "invalid_grant")

    # The account's server's part.

    def _session(self, request: httpx.Request) -> httpx.Response:
        self._signed_in(request)
        return self._said(request, {"did": DID, "handle": HANDLE})

    def _put(self, request: httpx.Request) -> httpx.Response:
        self._signed_in(request)
        key = json.loads(request.content)["rkey"]
        said = {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafy"}
        return self._said(request, said)

    def _signed_in(self, request: httpx.Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = next((one for one in self.grants if one.access and one.access == token), None)
        if scheme != "DPoP" or grant is None:
            raise No(401, "invalid_token")
        if self._proven(request, token) != grant.thumbprint:
            raise No(401, "invalid_token")

    def _proven(self, request: httpx.Request, token: str = "") -> str:
        """Check the proof as RFC 9449, section 4.3 has it. Returns the key's thumbprint."""
        proof = request.headers.get("dpop", "")
        try:
            head = jwt.get_unverified_header(proof)
            key = jwt.PyJWK(head["jwk"])
            claims = jwt.decode(proof, key, algorithms=["ES256"], options={"require": ["iat"]})
        except (jwt.PyJWTError, KeyError) as problem:
            raise No(400, "invalid_dpop_proof") from problem
        address = str(request.url.copy_with(query=None))
        fits = claims["htm"] == request.method and claims["htu"] == address
        if head["typ"] != "dpop+jwt" or "d" in head["jwk"] or not fits:
            raise No(400, "invalid_dpop_proof")
        if token and claims.get("ath") != _hashed(token.encode()):
            raise No(401, "invalid_dpop_proof")
        self._fresh(request, claims, bool(token))
        parts = {name: head["jwk"][name] for name in ("crv", "kty", "x", "y")}
        return _hashed(json.dumps(parts, separators=(",", ":"), sort_keys=True).encode())

    def _fresh(self, request: httpx.Request, claims: dict[str, str], is_resource: bool) -> None:
        if claims.get("nonce") != self.nonces[_origin(request)]:
            challenge = {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"'} if is_resource else {}
            raise No(401 if is_resource else 400, "use_dpop_nonce", **challenge)
        if claims["jti"] in self.seen:
            raise No(400, "invalid_dpop_proof")
        self.seen.add(claims["jti"])

    def _said(self, request: httpx.Request, said: object, status: int = 200) -> httpx.Response:
        headers = {"DPoP-Nonce": self.nonces[_origin(request)]}
        return httpx.Response(status, json=said, headers=headers)


def _as_response(value: Any) -> httpx.Response:
    if isinstance(value, Exception):
        raise value
    if isinstance(value, httpx.Response):
        return value
    return (
        httpx.Response(200, text=value)
        if isinstance(value, str)
        else httpx.Response(200, json=value)
    )


def _says(value: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: _as_response(value)


def _missing(request: httpx.Request) -> httpx.Response:
    return httpx.Response(404, json={"error": "NotFound"})


def _form(request: httpx.Request) -> dict[str, str]:
    return dict(parse_qsl(request.content.decode(), strict_parsing=True))


def _hashed(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _origin(request: httpx.Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc.decode()}"
