"""Jetstream: real frames, rubbish, and a server that cuts."""

import gc
import json
import threading
import weakref
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.server import serve

from virta.networks.errors import Refused
from virta.sources import jetstream, sockets
from virta.sources.door import Door
from virta.sources.protocol import AuthorGone, Gone, Heard

CAPTURE = Path(__file__).parents[3] / "shared" / "data" / "jetstream-capture"
LOCAL = Door(["127.0.0.1"])


def frame(number, text="Hei", operation="create", **record):
    return json.dumps(
        {
            "did": "did:plc:aino",
            "time_us": 1_700_000_000_000_000 + number,
            "kind": "commit",
            "commit": {
                "rev": "r",
                "operation": operation,
                "collection": "app.bsky.feed.post",
                "rkey": str(number),
                "record": {"text": text, "createdAt": "2023-11-14T20:00:00Z"} | record,
                "cid": "c",
            },
        }
    )


def test_a_post_is_heard_with_its_place_languages_and_links():
    record = {
        "langs": ["fi", "sv"],
        "reply": {"root": {"uri": "at://a"}, "parent": {"uri": "at://b", "cid": "x"}},
        "facets": [{"index": {}, "features": [{"$type": "link", "uri": "https://a.example/"}]}],
        "embed": {"$type": "external", "external": {"uri": "https://b.example/", "title": "B"}},
    }
    portion = jetstream.read([frame(7, **record)])
    (one,) = portion.items
    assert isinstance(one, Heard)
    assert one.key == "at://did:plc:aino/app.bsky.feed.post/7"
    assert (one.type, one.about, one.languages) == ("reply", "at://b", ("fi", "sv"))
    assert one.links == ("https://a.example/", "https://b.example/")
    assert one.url == "https://bsky.app/profile/did:plc:aino/post/7"
    assert portion.cursor == "1700000000000007"


def test_a_quote_with_a_picture_is_about_what_it_quotes():
    embed = {"record": {"record": {"uri": "at://quoted", "cid": "x"}}, "media": {}}
    (one,) = jetstream.read([frame(1, embed=embed)]).items
    assert (one.type, one.about) == ("quote", "at://quoted")


def test_deletions_edits_and_accounts_that_ended_are_told():
    gone = json.loads(frame(1, operation="delete"))
    del gone["commit"]["record"]
    ended = {"did": "did:plc:x", "time_us": 3, "kind": "account"}
    ended["account"] = {"active": False, "did": "did:plc:x", "status": "deleted"}
    resting = ended | {"account": {"active": False, "status": "deactivated"}}
    frames = [
        json.dumps(gone),
        frame(2, operation="update"),
        json.dumps(ended),
        json.dumps(resting),
    ]
    items = jetstream.read(frames).items
    assert items[0] == Gone("bluesky", "at://did:plc:aino/app.bsky.feed.post/1")
    assert items[1].is_edit
    assert items[2:] == (AuthorGone("bluesky", "did:plc:x"),)


def test_no_post_is_later_than_when_it_was_seen():
    (one,) = jetstream.read([frame(0, createdAt="2099-01-01T00:00:00Z")]).items
    (two,) = jetstream.read([frame(0, createdAt="yesterday")]).items
    assert one.at == two.at
    assert one.at.year == 2023


def test_rubbish_is_counted_and_passed_over():
    rubbish = [b"\xff\xfe", "{", "[]", "null", '{"did": 1}', b"", '{"a":' * 5000, "x" * 10_000_000]
    portion = jetstream.read([frame(1), *rubbish, frame(2)])
    assert [one.key[-1] for one in portion.items] == ["1", "2"]
    assert portion.unreadable == len(rubbish)
    assert "DecodeError" in portion.unreadable_example or "Unicode" in portion.unreadable_example


@pytest.mark.shared
def test_every_frame_of_a_real_capture_can_be_read():
    frames = (CAPTURE / "expected_v1.jsonl").read_bytes().splitlines()
    portion = jetstream.read(frames)
    assert len(frames) > 100
    assert portion.unreadable == 0, portion.unreadable_example
    posts = [portion.unread.read(at) for at in range(len(portion.unread))]
    assert len(posts) == 17
    assert portion.count == 18, "one was taken back"
    assert all(one.key.startswith("at://did:") for one in posts)


@contextmanager
def server(behave):
    """A server of WebSockets on this machine; `behave` gets each connection and its number."""
    count = iter(range(1000))

    def each(connection):
        behave(connection, next(count))

    with serve(each, "127.0.0.1", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{running.socket.getsockname()[1]}/subscribe"
        running.shutdown()


def keys_until(address, most, cursor=""):
    """The keys heard until there are so many different ones."""
    seen = {}
    stream = jetstream.stream({"address": address}, cursor, lambda: False, LOCAL)
    for portion in stream:
        for one in portion.items:
            seen[int(one.key.rsplit("/", 1)[1])] = portion.cursor
        if len(seen) >= most:
            stream.close()
            break
    return seen


def test_after_a_cut_it_goes_on_and_nothing_is_missed(monkeypatch):
    monkeypatch.setattr(sockets, "rest", lambda *_: None)
    monkeypatch.setattr(sockets, "WITHIN", 0.05)
    asked = []

    def behave(connection, number):
        query = connection.request.path.partition("?")[2]
        asked.append(query)
        since = query.partition("cursor=")[2]
        first = int(since) - 1_700_000_000_000_000 + jetstream.BACK if since else 0
        for one in range(max(first, 0), 300):
            connection.send(frame(one))
            if one == 100 * (number + 1):
                connection.close_timeout = 0.1
                connection.socket.shutdown(2)
                return

    with server(behave) as address:
        seen = keys_until(address, 300)
    assert sorted(seen) == list(range(300))
    assert len(asked) >= 3
    assert "cursor" not in asked[0]
    assert all("wantedCollections=app.bsky.feed.post" in one for one in asked)


def test_what_was_read_before_a_cut_does_not_stay_in_memory(monkeypatch):
    monkeypatch.setattr(sockets, "rest", lambda *_: None)

    def behave(connection, number):
        connection.send(json.dumps(json.loads(frame(number)), separators=(",", ":")))
        connection.close_timeout = 0.1

    seen = []
    gc.collect()
    gc.disable()
    try:
        with server(behave) as address:
            stream = jetstream.stream({"address": address}, "", lambda: False, LOCAL)
            while len(seen) < 5:
                portion = next(stream)
                if portion.unread:
                    seen.append(weakref.ref(portion.unread))
            stream.close()
        # The last one is still at hand here.
        assert [one() for one in seen[:-1]] == [None] * 4
    finally:
        gc.enable()


def test_a_frame_that_is_too_large_and_wrong_utf8_stop_nothing(monkeypatch):
    monkeypatch.setattr(sockets, "rest", lambda *_: None)
    monkeypatch.setattr(sockets, "WITHIN", 0.05)

    def behave(connection, number):
        connection.send(b"\xff\xff\xff")
        connection.send("rubbish")
        if number == 0:
            connection.send("x" * 10_000_000)
        connection.send(frame(number))
        if number:
            connection.recv()

    with server(behave) as address:
        assert 1 in keys_until(address, 1)


def test_private_networks_are_not_reached():
    stream = jetstream.stream({"address": "ws://127.0.0.1:9/subscribe"}, "", lambda: False, Door())
    with pytest.raises(Refused):
        next(stream)
    with pytest.raises(Refused):
        jetstream.check({"address": "https://bsky.app"}, None)
    assert jetstream.check({"address": ""}, None)["address"].startswith("wss://")


def test_the_cursor_never_goes_back_but_where_the_servers_clock_was_set_back():
    first = int(jetstream.read([frame(10)]).cursor)
    assert jetstream.read([frame(9)], str(first)).cursor == str(first)
    assert jetstream.read([], str(first)).cursor == str(first)
    hour = 3_600_000_000
    ahead = jetstream.read([frame(10 + hour)], str(first)).cursor
    assert int(ahead) == first + hour
    assert int(jetstream.read([frame(11)], ahead).cursor) == first + 1
