"""Another's post on Bluesky, found by its address and read from its author's own server."""

from typing import Any

import httpx
import pytest

from virta.networks.bluesky import Bluesky
from virta.networks.errors import Refused, TryLater
from virta.networks.protocol import Receipt

OURS = "https://pds.test"
THEIRS = "https://theirs.test"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
URI = f"at://{DID}/app.bsky.feed.post/3abc"
KEPT = {"server": OURS, "did": "did:plc:a", "access": "one", "refresh": "two"}
WEB = "https://bsky.app/profile/aino.test/post/3abc"
DOCUMENT = {
    "id": DID,
    "alsoKnownAs": ["at://aino.test"],
    "service": [
        {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": THEIRS}
    ],
}
ROOT = {"uri": "at://did:plc:b/app.bsky.feed.post/1", "cid": "bafyroot"}


def network(*, value: object = None, gates: Any = None, status: int = 200) -> Bluesky:
    held = {"text": "Sauna on lämmin."} if value is None else value

    def answer(request: httpx.Request) -> httpx.Response:
        asked = dict(request.url.params)
        if request.url.path.endswith("resolveHandle"):
            known = asked["handle"] == "aino.test"
            return httpx.Response(200 if known else 400, json={"did": DID} if known else {})
        if request.url.host == "plc.directory":
            return httpx.Response(200, json=DOCUMENT)
        assert request.url.host == "theirs.test"
        assert "authorization" not in request.headers
        if asked["collection"] != "app.bsky.feed.post":
            found = (gates or {}).get(asked["collection"])
            return httpx.Response(200, json={"value": found}) if found else httpx.Response(400)
        return httpx.Response(status, json={"uri": URI, "cid": "bafy", "value": held})

    return Bluesky(KEPT, httpx.Client(transport=httpx.MockTransport(answer)))


@pytest.mark.parametrize("address", [WEB, f" {WEB}?ref=x", URI, WEB.replace("aino.test", DID)])
def test_it_is_found_by_any_of_its_addresses(address: str) -> None:
    found = network().seek(address, "quoted")
    assert found.receipt == Receipt(URI, f"https://bsky.app/profile/{DID}/post/3abc", "bafy")
    assert (found.author, found.text) == ("@aino.test", "Sauna on lämmin.")
    assert found.root == found.receipt


def test_the_first_post_of_its_thread_comes_with_it() -> None:
    value = {"text": "Niin on.", "reply": {"root": ROOT, "parent": ROOT}}
    found = network(value=value).seek(WEB, "answered")
    assert found.root == Receipt(ROOT["uri"], "", ROOT["cid"])


@pytest.mark.parametrize(
    ("purpose", "gates", "word"),
    [
        ("quoted", {"app.bsky.feed.postgate": {"embeddingRules": [{"$type": "x"}]}}, "quoted"),
        ("answered", {"app.bsky.feed.threadgate": {"allow": []}}, "nobody answer"),
    ],
)
def test_what_its_author_does_not_allow_is_refused(purpose: Any, gates: Any, word: str) -> None:
    with pytest.raises(Refused, match=word):
        network(gates=gates).seek(WEB, purpose)
    other = "answered" if purpose == "quoted" else "quoted"
    assert network(gates=gates).seek(WEB, other)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "not an address", WEB.replace("aino", "nobody"), ""],
)
def test_what_is_no_post_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        network().seek(address, "quoted")


def test_a_post_that_is_gone_is_refused_and_a_silent_server_is_asked_later() -> None:
    with pytest.raises(Refused):
        network(status=400).seek(WEB, "quoted")
    with pytest.raises(TryLater):
        network(status=503).seek(WEB, "quoted")
