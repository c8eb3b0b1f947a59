"""Bluesky by app password, against a stand-in that answers as the network does."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import jwt
import pytest

from virta.networks.bluesky import NETWORK, Bluesky
from virta.networks.bluesky.account import sign_in
from virta.networks.bluesky.session import runs_out
from virta.networks.bluesky.tid import made, new_reference
from virta.networks.errors import Refused, SignInAgain, TryLater, Unsure
from virta.networks.protocol import Draft, Receipt

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEPT = {"server": "https://pds.test", "did": "did:plc:a", "access": "one", "refresh": "two"}
HERE = {"uri": "at://did:plc:a/app.bsky.feed.post/3abc", "cid": "bafy"}
SESSION = {"accessJwt": "new", "refreshJwt": "newer", "did": "did:plc:a"}
DRAFT = Draft("3abc", MOMENT, "Hei", languages=("fi",))


def connected(status: int, said: object, seen: list[httpx.Request] | None = None) -> Bluesky:
    return Bluesky(KEPT, http(lambda _: httpx.Response(status, json=said), seen))


def http(
    answer: Callable[[httpx.Request], httpx.Response], seen: list[httpx.Request] | None = None
) -> httpx.Client:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return answer(request)

    return httpx.Client(transport=httpx.MockTransport(handle))


def test_a_post_goes_out_under_the_key_and_the_moment_that_were_stored() -> None:
    seen: list[httpx.Request] = []
    receipt = connected(200, HERE, seen).publish(DRAFT)
    sent = json.loads(seen[0].content)
    assert sent["rkey"] == "3abc"
    assert sent["record"]["createdAt"] == "2026-11-23T12:00:00.000Z"
    assert seen[0].headers["authorization"] == "Bearer one"
    assert receipt == Receipt(HERE["uri"], "https://bsky.app/profile/did:plc:a/post/3abc", "bafy")


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (400, {"error": "ExpiredToken", "message": "Token has expired"}, SignInAgain),
        (400, {"error": "InvalidRequest", "message": "too long"}, Refused),
        (429, {"error": "RateLimitExceeded"}, TryLater),
        (500, {"error": "InternalServerError"}, Unsure),
    ],
)
def test_every_answer_is_one_of_the_four(status: int, said: object, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        connected(status, said).publish(DRAFT)


def test_only_a_record_that_surely_is_not_there_is_none() -> None:
    assert connected(200, HERE).find(DRAFT) is not None
    assert connected(400, {"error": "RecordNotFound"}).find(DRAFT) is None
    with pytest.raises(SignInAgain):
        connected(400, {"error": "ExpiredToken"}).find(DRAFT)


def test_signing_in_and_renewing_keep_the_whole_session() -> None:
    client = http(lambda _: httpx.Response(200, json=SESSION))
    new = {**KEPT, "access": "new", "refresh": "newer"}
    filled = {"server": "https://pds.test", "handle": "@a.test", "password": "p"}
    assert sign_in(filled, client) == new
    assert Bluesky(KEPT, client).renew() == new
    with pytest.raises(Unsure):
        connected(200, {}).renew()


def test_references_are_tids_that_only_grow() -> None:
    given = [new_reference(MOMENT) for _ in range(50)]
    assert given == sorted(set(given))
    assert {len(one) for one in given} == {13}
    assert made(0, 0) == "2" * 13


def test_length_is_counted_as_people_see_it() -> None:
    assert NETWORK.count("a👨‍👩‍👧", {}) == 2


def test_a_session_by_app_password_says_in_its_token_when_it_runs_out() -> None:
    end = datetime(2026, 11, 23, 14, tzinfo=UTC)
    token = jwt.encode({"exp": int(end.timestamp())}, "k" * 32)
    assert runs_out(KEPT | {"access": token}) == end
    assert runs_out(KEPT) is None
