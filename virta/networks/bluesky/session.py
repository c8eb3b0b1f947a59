"""Asking an account's server, whichever way the account was signed in to.

By app password the token alone is enough (`Bearer`); by OAuth every request also proves that the
sign-in's key is ours (`Proven`). Both take `ask(method, name, **more)` and renew themselves.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx
import jwt

from virta.networks import replies
from virta.networks.asking import ask
from virta.networks.bluesky import clients, tokens
from virta.networks.bluesky.dpop import Prover
from virta.networks.bluesky.words import NAME
from virta.networks.protocol import Credentials

_FORGOTTEN = (400, 401)
"""What servers say of a sign-in that they do not know (any more)."""


class Session(Protocol):
    """A sign-in that can be used."""

    def ask(self, method: str, name: str, **more: Any) -> httpx.Response:
        """One request of the network's own (XRPC), such as GET com.atproto.server.getSession.

        `more` is as in `virta.networks.asking.ask`, without the token; what is sent may be sent
        twice, so no streams. Raises a NetworkError.
        """

    def renew(self) -> Credentials:
        """The whole new credentials; the old ones are worth nothing then. Raises a NetworkError."""

    def end(self) -> bool:
        """Have the server forget the sign-in; False where it cannot be asked to.

        Raises a NetworkError.
        """


PUBLIC, PROVEN = timedelta(days=14), timedelta(days=730)
"""How long the network's rules let a sign-in by OAuth last: of a client that cannot prove who it
is, and of one that can. https://atproto.com/specs/oauth ("Tokens and Session Lifetime")"""


def opened(credentials: Credentials, http: httpx.Client) -> Session:
    """The sign-in that these credentials are of."""
    return Proven(credentials, http) if "dpop_key" in credentials else Bearer(credentials, http)


def runs_out(credentials: Credentials) -> datetime | None:
    """When the access token of a sign-in ceases to hold; None where nobody said."""
    text = credentials.get("runs_out", "")
    if text.isdecimal():
        return datetime.fromtimestamp(int(text), UTC)
    try:
        # A session by app password says it in the token itself. Nothing rests on its being true.
        said = jwt.decode(credentials.get("access", ""), options={"verify_signature": False})
        return datetime.fromtimestamp(int(said["exp"]), UTC)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError):
        return None


def ends(credentials: Credentials) -> datetime | None:
    """When a sign-in by OAuth ends, however often it is renewed; None where that is not known."""
    since = credentials.get("since", "")
    if "dpop_key" not in credentials or not since.isdecimal():
        return None
    lasts = PROVEN if credentials.get("client_key") else PUBLIC
    return datetime.fromtimestamp(int(since), UTC) + lasts


class Bearer:
    """A session made with an app password."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._credentials, self._http = credentials, http

    def ask(self, method: str, name: str, **more: Any) -> httpx.Response:
        return self._asked(self._credentials["access"], method, name, **more)

    def renew(self) -> Credentials:
        token, name = self._credentials["refresh"], "com.atproto.server.refreshSession"
        response = self._asked(token, "POST", name, writes=True)
        return kept(self._credentials["server"], response)

    def end(self) -> bool:
        token, name = self._credentials["refresh"], "com.atproto.server.deleteSession"
        self._asked(token, "POST", name, takes=_FORGOTTEN)
        return True

    def _asked(self, token: str, method: str, name: str, **more: Any) -> httpx.Response:
        url = _address(self._credentials, name)
        return ask(self._http, NAME, method, url, token=token, **more)


class Proven:
    """A session by OAuth, bound to a key of its own."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._credentials, self._http = credentials, http
        self._prover = Prover(credentials["dpop_key"])

    def ask(self, method: str, name: str, **more: Any) -> httpx.Response:
        url, token = _address(self._credentials, name), self._credentials["access"]
        return self._prover.ask(self._http, method, url, token=token, **more)

    def renew(self) -> Credentials:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._credentials["refresh"],
            "client_id": self._credentials["client_id"],
        }
        form |= clients.proof(self._credentials)
        url = self._credentials["token_url"]
        response = self._prover.ask(self._http, "POST", url, writes=True, data=form)
        fresh = tokens.taken(response, self._credentials["did"])
        return {**self._credentials, **{key: value for key, value in fresh.items() if value}}

    def end(self) -> bool:
        """By RFC 7009; a server that named no place for it forgets the sign-in when it runs out."""
        known = self._credentials
        if not (url := known.get("revoke_url", "")):
            return False
        form = {"client_id": known["client_id"], "token": known["refresh"]} | clients.proof(known)
        self._prover.ask(self._http, "POST", url, data=form, takes=_FORGOTTEN)
        return True


def kept(server: str, response: httpx.Response) -> Credentials:
    """What is kept of a session by app password. Raises Unsure where a part of it is missing."""
    said = replies.body(response)
    parts = {"access": "accessJwt", "refresh": "refreshJwt", "did": "did"}
    return {"server": server} | {
        key: replies.take(response, said, name, str) for key, name in parts.items()
    }


def _address(credentials: Credentials, name: str) -> str:
    return f"{credentials['server']}/xrpc/{name}"
