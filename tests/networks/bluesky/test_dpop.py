"""Proofs of possession: one for each request, with the number that the server gave last."""

import httpx
import jwt
import pytest

from tests.networks.bluesky.stand_in import HANDLE, ISSUER, OURS, PDS, StandIn
from virta.networks import keys
from virta.networks.bluesky import signing_in
from virta.networks.bluesky.dpop import Prover, digest
from virta.networks.bluesky.session import opened
from virta.networks.errors import Refused, SignInAgain, TryLater, Unsure

GET_SESSION = "com.atproto.server.getSession"
PUT = "com.atproto.repo.putRecord"


def signed_in(world: StandIn) -> dict[str, str]:
    begun = signing_in.begin({"account": HANDLE}, OURS, world.http)
    return dict(signing_in.finish(begun.keep, world.allow(begun.url), OURS, world.http))


def test_a_proof_says_what_it_is_for_and_never_holds_the_private_key() -> None:
    prover = Prover(keys.made())
    prover.nonces[PDS] = "n"
    proof = prover.proof("GET", httpx.URL(f"{PDS}/xrpc/x?a=b#c"), "the token")
    head = jwt.get_unverified_header(proof)
    claims = jwt.decode(proof, jwt.PyJWK(head["jwk"]), algorithms=["ES256"])
    assert head["typ"] == "dpop+jwt"
    assert set(head["jwk"]) == {"kty", "crv", "x", "y"}
    assert (claims["htm"], claims["htu"]) == ("GET", f"{PDS}/xrpc/x")
    assert (claims["nonce"], claims["ath"]) == ("n", digest("the token"))


def test_the_digest_is_that_of_the_standard() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert digest(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_each_proof_is_another() -> None:
    prover, url = Prover(keys.made()), httpx.URL(PDS)
    numbers = {
        jwt.decode(prover.proof("GET", url), options={"verify_signature": False})["jti"]
        for _ in range(20)
    }
    assert len(numbers) == 20


def test_a_newer_number_is_taken_up_in_the_same_request() -> None:
    world = StandIn()
    session = opened(signed_in(world), world.http)
    session.ask("GET", GET_SESSION)
    before = len(world.asked)
    session.ask("GET", GET_SESSION)
    assert len(world.asked) == before + 1
    world.renew_nonces()
    assert session.ask("POST", PUT, writes=True, json={"rkey": "3abc"}).is_success
    assert len(world.asked) == before + 3


def test_each_server_keeps_its_own_number() -> None:
    world = StandIn()
    kept = signed_in(world)
    session = opened(kept, world.http)
    session.ask("GET", GET_SESSION)
    session.renew()
    before = len(world.asked)
    with pytest.raises(SignInAgain):  # the token is an old one, the number is not
        session.ask("GET", GET_SESSION)
    assert len(world.asked) == before + 1


def test_a_server_that_always_wants_another_number_is_asked_twice_and_no_more() -> None:
    world = StandIn()
    kept = signed_in(world)
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        headers = {"DPoP-Nonce": f"n{asked}", "WWW-Authenticate": 'DPoP error="use_dpop_nonce"'}
        return httpx.Response(401, json={"error": "use_dpop_nonce"}, headers=headers)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, pytest.raises(SignInAgain):
        opened(kept, http).ask("GET", GET_SESSION)
    assert asked == 2


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (401, SignInAgain), (429, TryLater), (500, Unsure)]
)
def test_what_is_no_wish_for_a_number_is_judged_as_ever(status: int, kind: type[Exception]) -> None:
    world = StandIn()
    kept = signed_in(world)
    world.instead = {f"{PDS}/xrpc/{PUT}": httpx.Response(status, json={"error": "Other"})}
    before = len(world.asked)
    with pytest.raises(kind):
        opened(kept, world.http).ask("POST", PUT, writes=True, json={"rkey": "3abc"})
    assert len(world.asked) == before + 1


def test_a_status_that_the_caller_takes_is_the_callers_to_judge() -> None:
    world = StandIn()
    kept = signed_in(world)
    gone = httpx.Response(400, json={"error": "RecordNotFound"})
    world.instead = {f"{PDS}/xrpc/{PUT}": gone}
    response = opened(kept, world.http).ask("POST", PUT, takes=(400,), json={"rkey": "3abc"})
    assert response.status_code == 400


@pytest.mark.parametrize("broken", ["ath", "htu", "htm"])
def test_a_proof_for_another_request_opens_nothing(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = StandIn()
    kept = signed_in(world)
    right = Prover.proof

    def wrong(prover: Prover, method: str, url: httpx.URL, token: str = "") -> str:
        return right(
            prover,
            "PUT" if broken == "htm" else method,
            httpx.URL("https://evil.example/") if broken == "htu" else url,
            "another token" if broken == "ath" else token,
        )

    monkeypatch.setattr(Prover, "proof", wrong)
    with pytest.raises((Refused, SignInAgain)) as caught:
        opened(kept, world.http).ask("GET", GET_SESSION)
    assert caught.value.reason == "invalid_dpop_proof"


def test_a_proof_that_was_overheard_cannot_be_sent_again() -> None:
    world = StandIn()
    session = opened(signed_in(world), world.http)
    session.ask("GET", GET_SESSION)
    assert world.http.send(world.asked[-1]).status_code == 400


def test_a_token_is_not_taken_without_a_proof() -> None:
    world = StandIn()
    kept = signed_in(world)
    for scheme in ("Bearer", "DPoP"):
        headers = {"Authorization": f"{scheme} {kept['access']}"}
        answer = world.http.get(f"{PDS}/xrpc/{GET_SESSION}", headers=headers)
        assert answer.status_code in {400, 401}


def test_the_sign_in_server_too_is_answered_with_a_newer_number() -> None:
    world = StandIn()
    kept = signed_in(world)
    session = opened(kept, world.http)
    world.renew_nonces()
    assert session.renew()["access"] != kept["access"]
    assert [str(one.url) for one in world.asked[-2:]] == [f"{ISSUER}/oauth/token"] * 2
