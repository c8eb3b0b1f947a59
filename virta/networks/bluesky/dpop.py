"""Requests that prove who holds the key of a sign-in (DPoP, RFC 9449).

A token that leaks is worth nothing without the key. Each request carries a proof of its own, with
the number that the server gave last (nonce); a server that wants a newer one says so, has done
nothing yet, and is asked once more.
"""

import hashlib
import secrets
import time
from collections.abc import Collection
from typing import Any

import httpx
import jwt

from virta.networks import keys, replies
from virta.networks.asking import ask
from virta.networks.bluesky.words import NAME
from virta.networks.reasons import parsed

_WANTED = "use_dpop_nonce"
_CHALLENGES = (400, 401)
_LONGEST = 512


class Prover:
    """Makes requests with one sign-in's key, and remembers each server's last nonce."""

    def __init__(self, key: str) -> None:
        self._key = keys.read(key)
        self._jwk = keys.public(self._key)
        self.nonces: dict[str, str] = {}
        """By origin: servers keep apart what they have given."""

    def proof(self, method: str, url: httpx.URL, token: str = "") -> str:
        """A proof for one request: it holds for this method, address, token and moment only."""
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(24),
            "htm": method,
            "htu": str(url.copy_with(query=None, fragment=None)),
            "iat": int(time.time()),
        }
        if nonce := self.nonces.get(_origin(url)):
            claims["nonce"] = nonce
        if token:
            claims["ath"] = digest(token)
        headers = {"typ": "dpop+jwt", "jwk": self._jwk}
        return jwt.encode(claims, self._key, "ES256", headers=headers)

    def ask(
        self,
        http: httpx.Client,
        method: str,
        url: str,
        *,
        token: str = "",
        writes: bool = False,
        takes: Collection[int] = (),
        **parts: Any,
    ) -> httpx.Response:
        """As `virta.networks.asking.ask`, with a proof. What is sent may be sent twice: no streams.

        Raises a NetworkError. A server's wish for a newer nonce is answered once, not more.
        """
        own = parts.pop("headers", {})
        target = httpx.URL(url)
        for is_last in (False, True):
            headers = {**own, "DPoP": self.proof(method, target, token)}
            if token:
                headers["Authorization"] = f"DPoP {token}"
            both = {*takes, *_CHALLENGES}
            response = ask(
                http, NAME, method, url, writes=writes, takes=both, headers=headers, **parts
            )
            if not self._is_asked_again(response, target) or is_last:
                break
        return replies.settled(response, takes)

    def _is_asked_again(self, response: httpx.Response, url: httpx.URL) -> bool:
        """Keep the nonce of an answer. Returns whether it asks for the same again with that one."""
        given = response.headers.get("dpop-nonce", "")
        if not given or len(given) > _LONGEST:
            return False
        before = self.nonces.get(_origin(url))
        self.nonces[_origin(url)] = given
        return given != before and _wants_nonce(response)


def digest(text: str) -> str:
    """SHA-256 in base64url without padding, as `ath` (RFC 9449) and PKCE (RFC 7636) have it."""
    return keys.encoded(hashlib.sha256(text.encode("utf-8")).digest())


def _wants_nonce(response: httpx.Response) -> bool:
    if response.status_code not in _CHALLENGES:
        return False
    if _WANTED in response.headers.get("www-authenticate", ""):
        return True
    try:
        told = parsed(response)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("error") == _WANTED


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
