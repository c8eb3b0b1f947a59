"""Who Virta is to a server of Bluesky's network: the address of a document about us.

https://atproto.com/specs/oauth ("Clients"). An installation on one's own machine cannot be looked
up; it says all there is to say in the address itself ("Localhost Client Development").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from virta.networks.bluesky import identity, words
from virta.networks.protocol import Ours


@dataclass(frozen=True, slots=True)
class Client:
    """How we are known, and where people are sent back to."""

    id: str
    callback: str


def of(ours: Ours) -> Client:
    """As whom we sign in. Raises Refused where no server could look this installation up."""
    callback = httpx.URL(ours.callback)
    if callback.scheme == "https" and _is_looked_up(httpx.URL(ours.client_id)):
        return Client(ours.client_id, ours.callback)
    # By the name localhost nobody may be sent back, and cookies of 127.0.0.1 are not its own.
    if callback.scheme == "http" and callback.host in {"127.0.0.1", "::1"}:
        asked: Mapping[str, str] = {"redirect_uri": ours.callback, "scope": words.SCOPE}
        return Client(f"http://localhost?{urlencode(asked)}", ours.callback)
    raise words.no_address(ours.site)


def _is_looked_up(url: httpx.URL) -> bool:
    is_name = "." in url.host and not identity.is_loopback(url.host)
    return url.scheme == "https" and url.port is None and is_name
