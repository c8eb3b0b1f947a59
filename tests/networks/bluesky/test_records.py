"""What is stored of a draft: its facets, media, card, quote, labels and who may answer."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from virta.networks.bluesky import Bluesky
from virta.networks.errors import Refused
from virta.networks.protocol import Card, Draft, Media, Receipt

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEPT = {"server": "https://pds.test", "did": "did:plc:a", "access": "one", "refresh": "two"}
URI = "at://did:plc:a/app.bsky.feed.post/3abc"
PICTURE = Media(b"png", "image/png", 600, 400, alt="A sauna")


class Server:
    """Answers as an account's server, and keeps what it was sent."""

    def __init__(self, refuses_writes: bool = False) -> None:
        self.sent: dict[str, list[object]] = {}
        self.stored = False
        self._refuses = refuses_writes

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        is_json = request.headers.get("content-type") == "application/json"
        self.sent.setdefault(name, []).append(
            json.loads(request.content) if is_json else request.content
        )
        answer: Callable[[httpx.Request], httpx.Response] = getattr(self, name.rpartition(".")[2])
        return answer(request)

    def uploadBlob(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        return httpx.Response(200, json={"blob": {"$type": "blob", "size": len(request.content)}})

    def resolveHandle(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        if request.url.params["handle"] == "aino.test":
            return httpx.Response(200, json={"did": "did:plc:aino"})
        return httpx.Response(400, json={"error": "InvalidRequest"})

    def putRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        return httpx.Response(200, json={"uri": URI, "cid": "bafy"})

    def applyWrites(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        self.stored = True
        if self._refuses:
            return httpx.Response(400, json={"error": "InvalidRequest", "message": "exists"})
        return httpx.Response(200, json={})

    def getRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        if self.stored:
            value = {"text": "Hei", "createdAt": "2026-11-23T12:00:00.000Z"}
            return httpx.Response(200, json={"uri": URI, "cid": "bafy", "value": value})
        return httpx.Response(400, json={"error": "RecordNotFound"})

    def getSession(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        return httpx.Response(200, json={"did": "did:plc:a"})

    def listRecords(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        page = int(request.url.params.get("cursor", "0"))
        days = {0: (24, 23), 1: (22, 21)}.get(page, ())
        rows = [
            {"uri": f"{URI}{day}", "cid": "c", "value": {"text": f"{day}", "createdAt": f"2026-11-{day}T12:00:00Z"}}
            for day in days
        ]  # fmt: skip
        return httpx.Response(200, json={"records": rows, "cursor": str(page + 1)})


def connected(server: Server) -> Bluesky:
    return Bluesky(KEPT, httpx.Client(transport=httpx.MockTransport(server)))


def stored(draft: Draft) -> dict[str, object]:
    server = Server()
    connected(server).publish(draft)
    (sent,) = server.sent["com.atproto.repo.putRecord"]
    record: dict[str, object] = sent["record"]  # type: ignore[index]
    return record


def draft(text: str = "Hei", **more: object) -> Draft:
    return Draft("3abc", MOMENT, text, **more)  # type: ignore[arg-type]


def test_links_mentions_and_hashtags_are_marked_and_a_handle_of_nobody_stays_text() -> None:
    facets = stored(draft("Ä @aino.test @eikukaan.test https://a.fi #sauna"))["facets"]
    assert [(one["index"]["byteStart"], one["features"][0]) for one in facets] == [  # type: ignore[attr-defined]
        (3, {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:aino"}),
        (29, {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.fi"}),
        (42, {"$type": "app.bsky.richtext.facet#tag", "tag": "sauna"}),
    ]


def test_pictures_go_ahead_with_their_alt_texts_and_proportions() -> None:
    embed = stored(draft(media=(PICTURE, PICTURE)))["embed"]
    one = {
        "image": {"$type": "blob", "size": 3},
        "alt": "A sauna",
        "aspectRatio": {"width": 600, "height": 400},
    }
    assert embed == {"$type": "app.bsky.embed.images", "images": [one, one]}


def test_a_film_a_card_and_a_quote_with_pictures() -> None:
    film = Media(b"film", "video/mp4", 1920, 1080, alt="Waves", seconds=3)
    assert stored(draft(media=(film,)))["embed"] == {
        "$type": "app.bsky.embed.video",
        "video": {"$type": "blob", "size": 4},
        "alt": "Waves",
        "aspectRatio": {"width": 1920, "height": 1080},
    }
    card = Card("https://a.fi", "A", "About A", PICTURE)
    external = stored(draft(card=card))["embed"]["external"]  # type: ignore[index]
    assert external == {
        "uri": "https://a.fi",
        "title": "A",
        "description": "About A",
        "thumb": {"$type": "blob", "size": 3},
    }
    both = stored(draft(media=(PICTURE,), quoted=Receipt(URI, "", "bafy")))["embed"]
    assert both["$type"] == "app.bsky.embed.recordWithMedia"  # type: ignore[index]
    assert both["record"]["record"] == {"uri": URI, "cid": "bafy"}  # type: ignore[index]


def test_a_label_is_the_accounts_own() -> None:
    labels = stored(draft(options={"label": "graphic-media"}))["labels"]
    assert labels == {
        "$type": "com.atproto.label.defs#selfLabels",
        "values": [{"val": "graphic-media"}],
    }


def test_who_may_answer_is_stored_together_with_the_post() -> None:
    server = Server()
    receipt = connected(server).publish(draft(options={"replies": "followers", "quotes": "nobody"}))
    (sent,) = server.sent["com.atproto.repo.applyWrites"]
    by_name = {one["collection"]: one for one in sent["writes"]}  # type: ignore[index]
    assert {one["rkey"] for one in by_name.values()} == {"3abc"}
    gate = by_name["app.bsky.feed.threadgate"]["value"]
    assert gate["allow"] == [{"$type": "app.bsky.feed.threadgate#followerRule"}]
    assert gate["post"] == receipt.remote_id == URI
    rules = by_name["app.bsky.feed.postgate"]["value"]["embeddingRules"]
    assert rules == [{"$type": "app.bsky.feed.postgate#disableRule"}]


def test_an_answer_in_a_thread_says_nothing_of_who_may_answer() -> None:
    first = Receipt(URI, "", "bafy")
    record = stored(draft(root=first, parent=first, options={"replies": "nobody"}))
    assert record["reply"] == {"root": {"uri": URI, "cid": "bafy"}, "parent": {"uri": URI, "cid": "bafy"}}  # fmt: skip


def test_a_repeat_that_the_server_refuses_is_found() -> None:
    server = Server(refuses_writes=True)
    server.stored = True
    assert connected(server).publish(draft(options={"replies": "nobody"})).revision == "bafy"


def test_what_is_refused_and_not_there_is_refused() -> None:
    class Never(Server):
        def getRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
            return httpx.Response(400, json={"error": "RecordNotFound"})

    with pytest.raises(Refused):
        connected(Never(refuses_writes=True)).publish(draft(options={"replies": "nobody"}))


def test_own_posts_are_read_back_newest_first_up_to_a_moment() -> None:
    since = datetime(2026, 11, 22, tzinfo=UTC)
    assert [one.text for one in connected(Server()).read(since)] == ["24", "23", "22"]


def test_a_post_is_looked_at_as_it_stands_or_is_gone() -> None:
    server = Server()
    assert connected(server).look([URI]) == {URI: None}
    server.stored = True
    known = connected(server).look([URI])[URI]
    assert known is not None
    assert (known.text, known.made_at) == ("Hei", MOMENT)


def test_an_own_post_is_known_by_its_address() -> None:
    server, address = Server(), "https://bsky.app/profile/virta.example/post/3abc"
    assert connected(server).locate(address) is None
    server.stored = True
    found = connected(server).locate(address)
    assert found is not None
    assert (found.remote_id, found.revision) == (URI, "bafy")
    assert connected(server).locate("https://bsky.app/profile/virta.example") is None
