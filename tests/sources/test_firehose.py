"""The firehose: frames of every kind, rubbish, and a server that cuts."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from websockets.sync.server import serve

from tests.sources.firehose_frames import commit, frame
from virta.networks.errors import Refused
from virta.sources import firehose, sockets
from virta.sources.door import Door
from virta.sources.protocol import AuthorGone, Gone, Heard

LOCAL = Door(["127.0.0.1"])


def test_a_post_is_heard_as_from_jetstream():
    record = {
        "text": "Hei",
        "createdAt": "2026-03-02T09:59:00+02:00",
        "langs": ["fi", 7],
        "reply": {"root": {"uri": "at://a"}, "parent": {"uri": "at://b", "cid": "x"}},
        "facets": [{"index": {}, "features": [{"$type": "link", "uri": "https://a.example/"}]}],
        "embed": {"$type": "external", "external": {"uri": "https://b.example/", "title": "B"}},
    }
    portion = firehose.read([commit(7, ("create", "3kabc", record))])
    (one,) = portion.items
    assert isinstance(one, Heard)
    assert one.key == "at://did:plc:aino/app.bsky.feed.post/3kabc"
    assert (one.type, one.about, one.languages) == ("reply", "at://b", ("fi",))
    assert one.links == ("https://a.example/", "https://b.example/")
    assert one.url == "https://bsky.app/profile/did:plc:aino/post/3kabc"
    assert one.at == datetime(2026, 3, 2, 7, 59, tzinfo=UTC)
    assert (portion.cursor, portion.unreadable) == ("7", 0)
    assert portion.seen_until == datetime(2026, 3, 2, 10, 0, 0, 123000, tzinfo=UTC)


def test_one_commit_tells_of_several_and_of_nothing_but_posts():
    ops = [
        ("create", "1", "a"),
        ("update", "2", "b"),
        ("delete", "3", None),
        ("create", "app.bsky.feed.like/4", {"subject": {}}),
        ("delete", "app.bsky.feed.like/5", None),
    ]
    made, changed, gone = firehose.read([commit(1, *ops)]).items
    assert (made.text, made.is_edit) == ("a", False)
    assert (changed.text, changed.is_edit) == ("b", True)
    assert gone == Gone("bluesky", "at://did:plc:aino/app.bsky.feed.post/3")


def test_accounts_that_ended_are_told_and_resting_ones_are_not():
    def account(seq, **more):
        return frame("#account", seq=seq, did="did:plc:x", time="2026-03-02T10:00:00Z", **more)

    frames = [
        account(1, active=False, status="deactivated"),
        account(2, active=True),
        account(3, active=False, status="takendown"),
        frame("#identity", seq=4, did="did:plc:x", time="2026-03-02T10:00:00Z"),
        frame("#of-the-future", seq=5, did="did:plc:x"),
    ]
    portion = firehose.read(frames)
    assert portion.items == (AuthorGone("bluesky", "did:plc:x"),)
    assert (portion.cursor, portion.unreadable) == ("5", 0)


def test_a_cursor_that_is_too_old_or_of_the_future_is_told_as_something_missed():
    outdated = firehose.read([frame("#info", name="OutdatedCursor", message="x")], "5")
    assert outdated.is_missed
    assert outdated.cursor == "5"
    future = firehose.read([frame("", error="FutureCursor", message="x")], "5")
    assert future.is_missed
    assert future.cursor == ""
    slow = firehose.read([frame("", error="ConsumerTooSlow", message="x")], "5")
    assert (slow.cursor, slow.is_missed, slow.unreadable) == ("5", False, 1)
    assert "ConsumerTooSlow" in slow.unreadable_example


def test_what_is_too_big_or_lacks_its_record_is_counted_and_the_rest_is_heard():
    frames = [
        commit(1, tooBig=True, blocks=b""),
        commit(2, ("create", "1", "a"), blocks=b""),
        commit(3, ("delete", "2", None), blocks=b""),
        commit(4, ("create", "3", "c")),
    ]
    portion = firehose.read(frames)
    assert [type(one) for one in portion.items] == [Gone, Heard]
    assert (portion.unreadable, portion.cursor) == (2, "4")
    assert "too big" in portion.unreadable_example


def test_rubbish_is_counted_and_passed_over():
    good = commit(2, ("create", "2", "b"))
    rubbish = [
        *(b"", b"\xff\xfe", b"\xa0", b"\xa0\xa0\xa0", b"\x81" * 100_000, good[:-1], good[:90]),
        *("text", frame("#commit", seq=1), frame("#commit", seq=1, repo="d", ops=[], blocks=3)),
        commit(1, ("create", "1", "a"), blocks=b"no car"),
        commit(1, ("create", "1", "a"), blocks="no bytes"),
        commit(1, ("create", "1", {"text": 7, "facets": [3], "embed": []}), time=3),
        b"x" * 10_000_000,
    ]
    portion = firehose.read([commit(1, ("create", "1", "a")), *rubbish, good])
    assert [one.text for one in portion.items if one.text] == ["a", "b"]
    assert portion.cursor == "2"
    assert portion.unreadable >= len(rubbish) - 3


@contextmanager
def server(behave):
    """A relay on this machine; `behave` gets each connection and its number."""
    count = iter(range(1000))
    with serve(lambda one: behave(one, next(count)), "127.0.0.1", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{running.socket.getsockname()[1]}"
        running.shutdown()


def test_after_a_cut_it_goes_on_from_its_number_and_nothing_is_missed(monkeypatch):
    monkeypatch.setattr(sockets, "rest", lambda *_: None)
    monkeypatch.setattr(sockets, "WITHIN", 0.05)
    asked = []

    def behave(connection, number):
        asked.append((connection.request.path, connection.request.headers["User-Agent"]))
        since = int(connection.request.path.partition("cursor=")[2] or 0)
        for one in range(since + 1, 301):
            connection.send(commit(one, ("create", str(one), "a")))
            if one == 100 * (number + 1):
                connection.socket.shutdown(2)
                return

    heard = []
    door = Door(["127.0.0.1"], "Virta (+https://virta.example)")
    with server(behave) as address:
        stream = firehose.stream({"address": address}, "", lambda: False, door)
        for portion in stream:
            heard += [int(one.key.rpartition("/")[2]) for one in portion.items]
            if portion.cursor == "300":
                stream.close()
                break
    assert heard == list(range(1, 301)), "none is missed and none comes twice"
    assert asked[0] == (firehose.PATH, "Virta (+https://virta.example)")
    assert asked[1][0] == f"{firehose.PATH}?cursor=100"


def test_addresses_are_checked():
    assert firehose.check({"address": ""}, None) == {"address": "wss://bsky.network"}
    given = {"address": "https://pds.example/xrpc/com.atproto.sync.subscribeRepos"}
    assert firehose.check(given, None) == {"address": "wss://pds.example"}
    with pytest.raises(Refused):
        firehose.check({"address": "bsky.network"}, None)
    with pytest.raises(Refused):
        next(firehose.stream({"address": "ws://127.0.0.1:9"}, "", lambda: False, Door()))
