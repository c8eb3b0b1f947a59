"""Signing in to an account: by OAuth at the server, or with a token made there.

https://docs.joinmastodon.org/spec/oauth/ with the server's metadata (RFC 8414) and PKCE (RFC 7636)
where the server has them.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping

import httpx

from virta.networks import replies, typed
from virta.networks.errors import Refused
from virta.networks.mastodon import instance
from virta.networks.mastodon.account import Mastodon
from virta.networks.mastodon.asking import ask, text_of
from virta.networks.protocol import Begun, Credentials, Ours
from virta.networks.reasons import presentable
from virta.networks.said import Said

_SCOPES = ("read", "write:statuses", "write:media")
_LONGEST = 100 * 365 * 24 * 3600
_ENDPOINTS = {"authorize": "authorization_endpoint", "token": "token_endpoint"}


def by_token(filled: Mapping[str, str], http: httpx.Client) -> Credentials:
    """From a server and a token made there to credentials, once the token is seen to work."""
    server, _ = instance.read(http, _server(filled.get("server", "")))
    return _complete({"server": server, "token": filled.get("token", "").strip()}, http)


def begin(filled: Mapping[str, str], ours: Ours, http: httpx.Client) -> Begun:
    """Introduce Virta to the server, and say where the browser goes to sign in."""
    server, _ = instance.read(http, _server(filled.get("server", "")))
    said = _metadata(http, server)
    scope = " ".join(_scopes(said))
    app = _app(http, server, ours, scope)
    keep = {"server": server, "redirect_uri": ours.callback, **app}
    for name in ("token", "revoke"):
        keep[f"{name}_url"] = _endpoint(server, said, name)
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": ours.callback,
        "scope": scope,
    }
    keep["state"] = asked["state"] = secrets.token_urlsafe(32)
    if "S256" in _texts(said, "code_challenge_methods_supported"):
        keep["code_verifier"] = secrets.token_urlsafe(48)
        asked["code_challenge"] = _challenge(keep["code_verifier"])
        asked["code_challenge_method"] = "S256"
    url = httpx.URL(_endpoint(server, said, "authorize")).copy_merge_params(asked)
    return Begun(url=str(url), state=keep["state"], keep=keep)


def finish(
    kept: Mapping[str, str], returned: Mapping[str, str], ours: Ours, http: httpx.Client
) -> Credentials:
    """From the code that the browser brought back to credentials."""
    if not hmac.compare_digest(returned.get("state", "").encode(), kept["state"].encode()):
        raise _not_ours()
    if not returned.get("code"):
        raise _turned_down(returned.get("error_description") or returned.get("error", ""))
    form = {
        "grant_type": "authorization_code",
        "code": returned["code"],
        **{key: kept[key] for key in ("client_id", "client_secret", "redirect_uri")},
    }
    if "code_verifier" in kept:
        form["code_verifier"] = kept["code_verifier"]
    response = ask(http, "POST", kept["token_url"], data=form)
    said = replies.body(response)
    token = replies.take(response, said, "access_token", str)
    known = {key: kept[key] for key in ("server", "client_id", "client_secret")}
    known |= {"token": token, "revoke": kept["revoke_url"], "runs_out": _runs_out(said)}
    return _complete({key: value for key, value in known.items() if value}, http)


def _runs_out(said: Mapping[str, object]) -> str:
    """When the token ceases to hold, in seconds since 1970; empty where the server did not say.

    Mastodon's own tokens last until they are taken back; those of Pleroma and Akkoma do not.
    """
    seconds = said.get("expires_in")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        return ""
    return str(int(time.time() + min(seconds, _LONGEST)))


def _complete(credentials: dict[str, str], http: httpx.Client) -> Credentials:
    account = Mastodon(credentials, http).account()
    return credentials | {"id": account.remote_id, "handle": account.handle}


def _server(text: str) -> str:
    """The server's address, from an address, a bare name or a whole handle."""
    bare = text.strip()
    if "://" not in bare:
        bare = bare.rpartition("@")[2]
    url = typed.address(bare)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _metadata(http: httpx.Client, server: str) -> Mapping[str, object]:
    """What the server says of its OAuth; nothing on servers before Mastodon 4.3."""
    url = f"{server}/.well-known/oauth-authorization-server"
    response = ask(http, "GET", url, takes=range(300, 500))
    if not response.is_success or "json" not in response.headers.get("content-type", ""):
        return {}
    return replies.body(response)


def _endpoint(server: str, said: Mapping[str, object], name: str) -> str:
    """Where to, if the server names a place of its own; else where Mastodon has always had it."""
    usual = f"{server}/oauth/{name}"
    named = text_of(said, _ENDPOINTS.get(name, "revocation_endpoint"))
    return named if named.startswith(f"{server}/") else usual


def _scopes(said: Mapping[str, object]) -> list[str]:
    """As little as publishing and reading take; the wide scope where a server has no finer one."""
    supported = _texts(said, "scopes_supported")
    if not supported:
        return list(_SCOPES)
    fitting = (one if one in supported else one.partition(":")[0] for one in _SCOPES)
    return list(dict.fromkeys(fitting))


def _app(http: httpx.Client, server: str, ours: Ours, scope: str) -> dict[str, str]:
    form = {"client_name": ours.name, "redirect_uris": ours.callback, "scopes": scope}
    if ours.site:
        form["website"] = ours.site
    response = ask(http, "POST", f"{server}/api/v1/apps", data=form)
    said = replies.body(response)
    keys = ("client_id", "client_secret")
    return {key: replies.take(response, said, key, str) for key in keys}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _texts(said: Mapping[str, object], key: str) -> list[str]:
    value = said.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _not_ours() -> Refused:
    return Refused(
        Said(
            "This sign-in was not begun here, or it was begun too long ago. Begin it again.",
            "Tätä kirjautumista ei ole aloitettu täällä tai sen aloittamisesta on kulunut liian "
            "kauan. Aloita uudelleen.",
        )
    )


def _turned_down(reason: str) -> Refused:
    return Refused(
        Said(
            "The sign-in was not completed at the server. Begin it again and allow Virta there.",
            "Kirjautuminen jäi palvelimella kesken. Aloita uudelleen ja anna Virralle siellä lupa.",
        ),
        presentable(reason),
    )
