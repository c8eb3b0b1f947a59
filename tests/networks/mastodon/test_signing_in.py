"""Signing in at a server: as little as needed, and nobody else's sign-in is taken."""

import base64
import hashlib
from urllib.parse import parse_qs

import httpx
import pytest

from virta.networks.errors import Refused
from virta.networks.mastodon import signing_in
from virta.networks.protocol import Ours

OURS = Ours(client_id="", callback="https://virta.example/back", site="https://virta.example")
META = {
    "authorization_endpoint": "https://s.example/oauth/authorize",
    "token_endpoint": "https://s.example/oauth/token",
    "revocation_endpoint": "https://evil.example/oauth/revoke",
    "scopes_supported": ["read", "write", "write:statuses"],
    "code_challenge_methods_supported": ["S256"],
}
ANSWERS = {
    "/api/v2/instance": {"version": "4.5.0"},
    "/.well-known/oauth-authorization-server": META,
    "/api/v1/apps": {"client_id": "the-client", "client_secret": "the-secret-1"},
    "/oauth/token": {"access_token": "the-token-1"},
    "/api/v1/accounts/verify_credentials": {
        "id": "5",
        "username": "virta",
        "url": "https://s.example/@virta",
    },
}


def server(asked, **instead):
    def answer(request):
        asked.append(request)
        said = (ANSWERS | instead).get(request.url.path)
        return httpx.Response(200 if said else 404, json=said or {"error": "Not found"})

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_oauth_with_pkce_from_a_handle_to_credentials():
    asked = []
    with server(asked) as http:
        begun = signing_in.begin({"server": "@virta@S.example"}, OURS, http)
        query = {key: one for key, (one,) in parse_qs(httpx.URL(begun.url).query.decode()).items()}
        assert begun.url.startswith("https://s.example/oauth/authorize?")
        assert query["scope"] == "read write:statuses write"
        assert query["state"] == begun.state
        digest = hashlib.sha256(begun.keep["code_verifier"].encode()).digest()
        assert query["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert "the-secret-1" not in begun.url
        kept = signing_in.finish(begun.keep, {"state": begun.state, "code": "c"}, OURS, http)
    sent = next(parse_qs(one.content.decode()) for one in asked if one.url.path == "/oauth/token")
    assert sent["code_verifier"] == [begun.keep["code_verifier"]]
    assert kept["server"] == "https://s.example"
    assert (kept["token"], kept["id"], kept["handle"]) == ("the-token-1", "5", "@virta@s.example")
    assert (
        kept["revoke"] == "https://s.example/oauth/revoke"
    )  # not where somebody else collects them


def test_an_older_server_without_metadata_is_signed_in_to_without_pkce():
    with server([], **{"/.well-known/oauth-authorization-server": None}) as http:
        begun = signing_in.begin({"server": "https://s.example/about"}, OURS, http)
    assert "code_challenge" not in begun.url
    assert "read+write%3Astatuses+write%3Amedia" in begun.url


@pytest.mark.parametrize(
    "returned",
    [{}, {"code": "c"}, {"code": "c", "state": "other"}, {"error": "access_denied"}],
)
def test_what_was_not_begun_here_is_not_taken(returned):
    asked = []
    with server(asked) as http:
        begun = signing_in.begin({"server": "s.example"}, OURS, http)
        with pytest.raises(Refused):
            signing_in.finish(begun.keep, returned, OURS, http)
    assert "/oauth/token" not in {one.url.path for one in asked}


def test_a_no_at_the_server_is_told_with_its_reason():
    with server([]) as http:
        begun = signing_in.begin({"server": "s.example"}, OURS, http)
        returned = {"state": begun.state, "error": "access_denied"}
        with pytest.raises(Refused) as caught:
            signing_in.finish(begun.keep, returned, OURS, http)
    assert caught.value.reason == "access_denied"


def test_a_token_made_there_is_tried_before_it_is_kept():
    with server([]) as http:
        kept = signing_in.by_token({"server": "s.example", "token": " t0ken "}, http)
    assert kept == {
        "server": "https://s.example",
        "token": "t0ken",
        "id": "5",
        "handle": "@virta@s.example",
    }


def test_a_token_that_cannot_be_sent_is_refused_without_repeating_it():
    with server([]) as http, pytest.raises(Refused) as caught:
        signing_in.by_token({"server": "s.example", "token": "säläinen"}, http)
    assert "säläinen" not in f"{caught.value}{caught.value.reason}"
