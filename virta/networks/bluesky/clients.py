"""Who Virta is to a server of Bluesky's network: the address of a document about us.

https://atproto.com/specs/oauth ("Clients"). An installation on one's own machine cannot be looked
up; it says all there is to say in the address itself ("Localhost Client Development").
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import jwt

from virta.networks import keys
from virta.networks.bluesky import identity, words
from virta.networks.protocol import Ours

_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SECONDS = 50
"""How long a proof holds; servers take none of a minute or more."""


@dataclass(frozen=True, slots=True)
class Client:
    """How we are known, and where people are sent back to."""

    id: str
    callback: str
    key: str = field(default="", repr=False)
    """What we prove it with (PEM); empty where nobody can look up its public half."""


def of(ours: Ours) -> Client:
    """As whom we sign in. Raises Refused where no server could look this installation up."""
    callback = httpx.URL(ours.callback)
    if callback.scheme == "https" and _is_looked_up(httpx.URL(ours.client_id)):
        return Client(ours.client_id, ours.callback, ours.key)
    # By the name localhost nobody may be sent back, and cookies of 127.0.0.1 are not its own.
    if callback.scheme == "http" and callback.host in {"127.0.0.1", "::1"}:
        asked: Mapping[str, str] = {"redirect_uri": ours.callback, "scope": words.SCOPE}
        return Client(f"http://localhost?{urlencode(asked)}", ours.callback)
    raise words.no_address(ours.site)


def _is_looked_up(url: httpx.URL) -> bool:
    is_name = "." in url.host and not identity.is_loopback(url.host)
    return url.scheme == "https" and url.port is None and is_name


def proof(known: Mapping[str, str]) -> dict[str, str]:
    """What to send with a request so that the server knows it is us (RFC 7523, section 2.2).

    `known` holds `client_id`, `issuer` and `client_key`; without a key there is nothing to send.
    A sign-in lasts much longer for those who can prove who they are.
    """
    pem = known.get("client_key", "")
    if not pem:
        return {}
    key, now = keys.read(pem), int(time.time())
    claims = {
        "iss": known["client_id"],
        "sub": known["client_id"],
        "aud": known["issuer"],
        "jti": secrets.token_urlsafe(24),
        "iat": now,
        "exp": now + _SECONDS,
    }
    signed = jwt.encode(claims, key, "ES256", headers={"kid": keys.thumbprint(key)})
    return {"client_assertion_type": _KIND, "client_assertion": signed}
