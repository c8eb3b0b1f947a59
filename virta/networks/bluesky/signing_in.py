"""Signing in to an account by OAuth, as Bluesky's network prescribes.

https://atproto.com/specs/oauth: OAuth 2.1 with pushed requests (RFC 9126), PKCE (RFC 7636), keys
that tokens are bound to (RFC 9449), and the server's name in its answer (RFC 9207). The server is
the one that the account itself names, and the account the one that was asked for.
"""

import hmac
import secrets
import time
from collections.abc import Mapping

import httpx

from virta.networks import keys, replies, typed
from virta.networks.bluesky import clients, identity, metadata, tokens, words
from virta.networks.bluesky.dpop import Prover, digest
from virta.networks.protocol import Begun, ByOAuth, Credentials, Field, Ours
from virta.networks.reasons import presentable
from virta.networks.said import Said

_KEPT = ("issuer", "token_url", "revoke_url", "client_id", "client_key", "dpop_key")


def begin(filled: Mapping[str, str], ours: Ours, http: httpx.Client) -> Begun:
    """Find the account's server, tell it what we ask for, and say where the browser goes.

    Without the account's name a server's address (https://…) will do. Raises a NetworkError.
    """
    client = clients.of(ours)
    found, server = _where(filled.get("account", ""), http)
    keep = {
        "state": secrets.token_urlsafe(32),
        "code_verifier": secrets.token_urlsafe(48),
        "dpop_key": keys.made(),
        "client_id": client.id,
        "client_key": client.key,
        "redirect_uri": client.callback,
        "issuer": server.issuer,
        "token_url": server.token,
        "revoke_url": server.revoke,
        "did": found.did if found else "",
        "pds": found.pds if found else "",
    }
    prover = Prover(keep["dpop_key"])
    asked = _asked(keep, found.handle or found.did if found else "")
    response = prover.ask(http, "POST", server.pushed, data=asked | clients.proof(keep))
    if not response.headers.get("dpop-nonce"):
        raise words.unlike(httpx.URL(server.issuer).host, "DPoP-Nonce")
    uri = replies.take(response, replies.body(response), "request_uri", str)
    url = httpx.URL(server.authorize).copy_merge_params(
        {"client_id": client.id, "request_uri": uri}
    )
    return Begun(url=str(url), state=keep["state"], keep=keep)


def finish(
    kept: Mapping[str, str], returned: Mapping[str, str], ours: Ours, http: httpx.Client
) -> Credentials:
    """From the code that the browser brought back to credentials. Raises a NetworkError."""
    _check(kept, returned)
    form = {
        "grant_type": "authorization_code",
        "code": returned["code"],
        **{key: kept[key] for key in ("client_id", "redirect_uri", "code_verifier")},
    }
    prover = Prover(kept["dpop_key"])
    response = prover.ask(http, "POST", kept["token_url"], data=form | clients.proof(kept))
    got = tokens.taken(response, kept["did"])
    known = {key: kept.get(key, "") for key in _KEPT} | {"since": str(int(time.time()))}
    return {**known, **got, "server": kept["pds"] or _verified(got["did"], kept["issuer"], http)}


def _where(text: str, http: httpx.Client) -> tuple[identity.Identity | None, metadata.Server]:
    """The account, where one was named, and the server that signs it in."""
    who = identity.bare(text)
    if "://" not in text or identity.is_did(who) or identity.is_handle(who):
        found = identity.found(who, http)
        return found, metadata.of_account(found.pds, http)
    url = typed.address(text)
    address = f"{url.scheme}://{url.netloc.decode('ascii')}"
    if not identity.is_safe(url):
        raise words.unlike(url.host, "https")
    return None, metadata.of_address(address, http)


def _asked(keep: Mapping[str, str], who: str) -> dict[str, str]:
    asked = {
        **{key: keep[key] for key in ("client_id", "redirect_uri", "state")},
        "response_type": "code",
        "scope": words.SCOPE,
        "code_challenge": digest(keep["code_verifier"]),
        "code_challenge_method": "S256",
    }
    return asked | ({"login_hint": who} if who else {})


def _check(kept: Mapping[str, str], returned: Mapping[str, str]) -> None:
    """Raise Refused unless it is the answer to what was begun, from where it was begun, and a yes."""
    if not hmac.compare_digest(returned.get("state", "").encode(), kept["state"].encode()):
        raise words.not_ours()
    if returned.get("iss", "") != kept["issuer"]:
        raise words.other_server(httpx.URL(kept["issuer"]).host)
    if not returned.get("code"):
        why = returned.get("error_description") or returned.get("error", "")
        raise words.turned_down(presentable(why))


def _verified(did: str, issuer: str, http: httpx.Client) -> str:
    """The account's own server, where that is one whose accounts this issuer signs in.

    Any server could name any account; only the account's document tells whose it is.
    """
    pds = identity.server_in(did, identity.document(did, http))
    if metadata.of_account(pds, http).issuer != issuer:
        raise words.other_account(did)
    return pds


WAY = ByOAuth(
    "oauth",
    Said("At Bluesky", "Blueskyssa"),
    (
        Field(
            "account",
            Said("Handle", "Käyttäjätunnus"),
            Said(
                "Such as name.bsky.social. If the handle does not work, the address of the "
                "account's server, such as https://bsky.social.",
                "Esimerkiksi nimi.bsky.social. Jos tunnus ei kelpaa, tilin palvelimen osoite, "
                "kuten https://bsky.social.",
            ),
        ),
    ),
    begin,
    finish,
)
"""To be joined to the network's ways, before the app password."""
