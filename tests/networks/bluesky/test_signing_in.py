"""Signing in by OAuth: the whole way, and everything that has to be turned away on it."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.networks.bluesky.stand_in import (
    DID,
    HANDLE,
    ISSUER,
    OTHER,
    OURS,
    PDS,
    RESOURCE,
    SERVER,
    StandIn,
    document,
)
from virta.networks import keys
from virta.networks.bluesky import Bluesky, signing_in
from virta.networks.bluesky.session import runs_out
from virta.networks.errors import NetworkError, Refused, SignInAgain, Unsure
from virta.networks.protocol import Begun, Credentials, Draft, Ours

DRAFT = Draft("3abc", datetime(2026, 11, 24, 12, tzinfo=UTC), "Hei")


def signed_in(world: StandIn, account: str = HANDLE) -> Credentials:
    begun = signing_in.begin({"account": account}, OURS, world.http)
    return signing_in.finish(begun.keep, world.allow(begun.url), OURS, world.http)


def begun_in(world: StandIn) -> Begun:
    return signing_in.begin({"account": HANDLE}, OURS, world.http)


def test_from_a_handle_to_a_published_post() -> None:
    world = StandIn()
    kept = signed_in(world, f" @{HANDLE.upper()} ")
    assert (kept["did"], kept["server"], kept["issuer"]) == (DID, PDS, ISSUER)
    account = Bluesky(kept, world.http)
    assert account.account().handle == HANDLE
    assert account.publish(DRAFT).remote_id.endswith("/3abc")
    assert world.grants[0].asked["login_hint"] == HANDLE
    ends = runs_out(kept)
    assert ends is not None
    assert 200 < (ends - datetime.now(UTC)).total_seconds() <= 300


def test_the_address_that_the_browser_goes_to_tells_nothing_of_the_request() -> None:
    world = StandIn()
    begun = begun_in(world)
    assert set(httpx.URL(begun.url).params) == {"client_id", "request_uri"}
    for name in ("state", "code_verifier", "dpop_key"):
        assert begun.keep[name] not in begun.url
    assert begun.state == begun.keep["state"]


@pytest.mark.parametrize("account", [DID, PDS, ISSUER, f"https://bsky.app/profile/{HANDLE}"])
def test_a_did_a_server_or_a_profile_will_do_as_well(account: str) -> None:
    kept = signed_in(StandIn(), account)
    assert (kept["did"], kept["server"]) == (DID, PDS)


def test_a_sign_in_that_began_at_a_server_is_checked_by_the_accounts_own_document() -> None:
    world = StandIn(sub=OTHER)
    elsewhere = "https://elsewhere.example"
    world.instead = {
        f"https://plc.directory/{OTHER}": document(OTHER, "o.example", elsewhere),
        f"{elsewhere}/.well-known/oauth-protected-resource": {
            "resource": elsewhere,
            "authorization_servers": ["https://its-own.example"],
        },
        "https://its-own.example/.well-known/oauth-authorization-server": {
            name: value.replace(ISSUER, "https://its-own.example")
            if isinstance(value, str)
            else value
            for name, value in SERVER.items()
        },
    }
    with pytest.raises(Refused, match="another account"):
        signed_in(world, ISSUER)


def test_somebody_elses_account_is_not_taken() -> None:
    with pytest.raises(Refused, match="another account"):
        signed_in(StandIn(sub=OTHER))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"state": "other"}, "not begun here"),
        ({"state": None}, "not begun here"),
        ({"iss": "https://evil.example"}, "did not come from"),
        ({"iss": None}, "did not come from"),
        ({"code": None, "error": "access_denied"}, "not completed"),
    ],
)
def test_an_answer_that_is_not_ours_never_reaches_the_token_endpoint(
    changed: dict[str, str | None], sentence: str
) -> None:
    world = StandIn()
    begun = begun_in(world)
    returned = {k: v for k, v in (world.allow(begun.url) | changed).items() if v is not None}
    with pytest.raises(Refused, match=sentence):
        signing_in.finish(begun.keep, returned, OURS, world.http)
    assert "/oauth/token" not in world.paths()


def test_a_code_is_good_once() -> None:
    world = StandIn()
    begun = begun_in(world)
    returned = world.allow(begun.url)
    signing_in.finish(begun.keep, returned, OURS, world.http)
    with pytest.raises(SignInAgain):
        signing_in.finish(begun.keep, returned, OURS, world.http)


@pytest.mark.parametrize(
    "stolen",
    [{"code_verifier": "x" * 64}, {"dpop_key": keys.made()}, {"redirect_uri": "https://x"}],
)
def test_a_stolen_code_is_worth_nothing_without_what_we_kept(stolen: dict[str, str]) -> None:
    world = StandIn()
    begun = begun_in(world)
    with pytest.raises(SignInAgain):
        signing_in.finish({**begun.keep, **stolen}, world.allow(begun.url), OURS, world.http)


def test_a_stolen_token_is_worth_nothing_without_the_key() -> None:
    world = StandIn()
    kept = {**signed_in(world), "dpop_key": keys.made()}
    with pytest.raises(SignInAgain):
        Bluesky(kept, world.http).account()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"scope": "atproto"}, Refused),
        ({"scope": None}, NetworkError),
        ({"sub": None}, NetworkError),
        ({"token_type": "Bearer"}, NetworkError),
        ({"access_token": ""}, NetworkError),
    ],
)
def test_tokens_are_kept_only_with_all_that_belongs_to_them(
    answer: dict[str, Any], kind: type[NetworkError]
) -> None:
    with pytest.raises(kind):
        signed_in(StandIn(answer=answer))


def test_renewing_turns_both_tokens_and_the_old_ones_are_done() -> None:
    world = StandIn()
    kept = signed_in(world)
    fresh = Bluesky(kept, world.http).renew()
    assert fresh["access"] != kept["access"]
    assert fresh["refresh"] != kept["refresh"]
    assert {**fresh, "access": "", "refresh": "", "runs_out": ""} == {
        **kept,
        "access": "",
        "refresh": "",
        "runs_out": "",
    }
    assert Bluesky(fresh, world.http).account().remote_id == DID
    for used in (lambda: Bluesky(kept, world.http).renew(), Bluesky(kept, world.http).account):
        with pytest.raises(SignInAgain):
            used()


@pytest.mark.parametrize("given", [None, ""])
def test_a_refresh_token_is_never_overwritten_by_nothing(given: str | None) -> None:
    world = StandIn()
    kept = signed_in(world)
    world.answer = {"refresh_token": given}
    assert Bluesky(kept, world.http).renew()["refresh"] == kept["refresh"]


@pytest.mark.parametrize("lacking", ["access_token", "sub", "scope"])
def test_half_an_answer_to_renewing_leaves_it_open_what_holds(lacking: str) -> None:
    world = StandIn()
    kept = signed_in(world)
    world.answer = {lacking: None}
    with pytest.raises(Unsure):
        Bluesky(kept, world.http).renew()


def test_renewing_never_ends_in_another_account() -> None:
    world = StandIn()
    kept = signed_in(world)
    world.sub = OTHER
    with pytest.raises(Refused):
        Bluesky(kept, world.http).renew()


def test_a_server_without_nonces_is_turned_away_before_the_browser_goes_there() -> None:
    uri = {"request_uri": "urn:x", "expires_in": 60}
    world = StandIn(instead={f"{ISSUER}/oauth/par": httpx.Response(201, json=uri)})
    with pytest.raises(Refused) as caught:
        begun_in(world)
    assert caught.value.reason == "DPoP-Nonce"


@pytest.mark.parametrize(
    ("callback", "is_known"),
    [
        ("http://127.0.0.1:8000/connections/back/", True),
        ("http://[::1]:8000/connections/back/", True),
        ("http://localhost:8000/connections/back/", False),
        ("http://virta.example/connections/back/", False),
        ("https://virta.example:8443/connections/back/", False),
        ("https://127.0.0.1/connections/back/", False),
    ],
)
def test_an_installation_on_ones_own_machine_is_known_by_what_it_says(
    callback: str, is_known: bool
) -> None:
    world = StandIn()
    site = callback.removesuffix("/connections/back/")
    ours = Ours(f"{site}/.well-known/virta/client.json", callback, site=site)
    if not is_known:
        with pytest.raises(Refused, match="VIRTA_URL"):
            signing_in.begin({"account": HANDLE}, ours, world.http)
        return
    begun = signing_in.begin({"account": HANDLE}, ours, world.http)
    client = httpx.URL(begun.keep["client_id"])
    assert (client.scheme, client.host, client.port) == ("http", "localhost", None)
    assert dict(client.params) == {
        "redirect_uri": callback,
        "scope": "atproto transition:generic",
    }
    assert signing_in.finish(begun.keep, world.allow(begun.url), ours, world.http)["did"] == DID


def test_no_secret_of_the_sign_in_is_in_what_people_are_told() -> None:
    world = StandIn()
    begun = begun_in(world)
    echo = {"error": "invalid_grant", "error_description": begun.keep["code_verifier"]}
    world.instead = {f"{ISSUER}/oauth/token": httpx.Response(400, json=echo)}
    with pytest.raises(SignInAgain) as caught:
        signing_in.finish(begun.keep, world.allow(begun.url), OURS, world.http)
    assert begun.keep["code_verifier"] not in f"{caught.value}{caught.value.reason}"


def test_the_account_and_its_server_have_to_agree_on_who_signs_in() -> None:
    world = StandIn()
    world.instead = {
        f"{PDS}/.well-known/oauth-protected-resource": RESOURCE
        | {"resource": "https://other.example"}
    }
    with pytest.raises(Refused):
        begun_in(world)


def test_virta_proves_who_it_is_all_along_where_it_has_a_key() -> None:
    ours = dataclasses.replace(OURS, key=keys.made())
    world = StandIn(jwks=[keys.published(ours.key)])
    begun = signing_in.begin({"account": HANDLE}, ours, world.http)
    kept = signing_in.finish(begun.keep, world.allow(begun.url), ours, world.http)
    assert Bluesky(Bluesky(kept, world.http).renew(), world.http).account().remote_id == DID
    assert ours.key not in repr(ours)


@pytest.mark.parametrize("key", ["", keys.made()], ids=["none", "another"])
def test_nobody_else_signs_in_as_virta(key: str) -> None:
    ours = dataclasses.replace(OURS, key=key)
    world = StandIn(jwks=[keys.published(keys.made())])
    with pytest.raises(SignInAgain):
        signing_in.begin({"account": HANDLE}, ours, world.http)


def test_a_sign_in_is_renewed_with_the_key_that_it_was_begun_with() -> None:
    first, second = (dataclasses.replace(OURS, key=keys.made()) for _ in range(2))
    world = StandIn(jwks=[keys.published(first.key)])
    begun = signing_in.begin({"account": HANDLE}, first, world.http)
    kept = signing_in.finish(begun.keep, world.allow(begun.url), second, world.http)
    world.jwks.append(keys.published(second.key))
    assert Bluesky(kept, world.http).renew()["access"] != kept["access"]
