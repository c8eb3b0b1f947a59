"""Mastodon's streaming: events, deletions, cuts, and a server whose stream is closed."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sources.test_mastodon import status
from virta.networks.errors import NetworkError
from virta.sources import mastodon
from virta.sources.door import Door
from virta.sources.mastodon import events, streaming
from virta.sources.protocol import Gone, Heard

LOCAL = Door(["127.0.0.1"], "Virta (+https://virta.example)")


class Server(ThreadingHTTPServer):
    """A timeline, and a stream that `behave` writes to."""

    daemon_threads = True

    def __init__(self, behave=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave, self.statuses, self.asked, self.streams = behave, [], [], 0
        self.ending = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_parts):
        pass

    def do_GET(self):
        parts = urlsplit(self.path)
        self.server.asked.append((parts.path, self.headers))
        if parts.path.startswith("/nowhere"):
            self.answer("{}", 404)
        elif "/streaming/" in parts.path:
            self.stream()
        elif "/timelines/" in parts.path:
            since = int(parse_qs(parts.query).get("min_id", ["0"])[0])
            newer = [one for one in self.server.statuses if int(one["id"]) > since]
            self.answer(json.dumps(newer[:40][::-1]))
        else:
            self.answer("{}", 404)

    def answer(self, text, code=200):
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

    def stream(self):
        self.server.streams += 1
        if self.server.behave is None:
            self.answer('{"error": "Missing access token"}', 401)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.behave(self, self.server.streams)

    def send(self, name, data):
        text = data if isinstance(data, str) else json.dumps(data)
        self.wfile.write(f":thump\nevent: {name}\ndata: {text}\n\n".encode())
        self.wfile.flush()


@contextmanager
def running(behave=None):
    server = Server(behave)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def without_rests(monkeypatch):
    monkeypatch.setattr(streaming, "WITHIN", 0.05)
    monkeypatch.setattr(streaming, "EVERY", 0.05)
    monkeypatch.setattr(streaming, "rest", lambda *_: time.sleep(0.01))
    monkeypatch.setattr(streaming.random, "uniform", lambda *_: 0.01)


def heard_until(server, is_enough, cursor=""):
    """What the stream of a server gives until it is enough; the portions too."""
    settings = {"server": server.address, "what": "local"}
    until = time.monotonic() + 20
    stream = mastodon.stream_public(settings, cursor, lambda: time.monotonic() > until, LOCAL)
    items, portions = [], []
    for portion in stream:
        items += portion.items
        portions.append(portion)
        if is_enough(items):
            stream.close()
            return items, portions
    raise AssertionError(f"Only {items} came.")


def texts(items):
    return [one.text for one in items if isinstance(one, Heard)]


def test_posts_edits_and_deletions_come_as_they_happen():
    def behave(handler, _number):
        handler.send("update", status(1, content="<p>one</p>"))
        handler.send("update", status(2, content="<p>two</p>"))
        handler.send("notification", {"id": "1"})
        handler.send("status.update", status(2, content="<p>two, edited</p>"))
        handler.send("delete", "1")
        handler.send("delete", "999")
        handler.server.ending.wait(20)

    with running(behave) as server:
        items, _portions = heard_until(server, lambda items: len(items) == 4)
        path, headers = server.asked[-1]
    assert texts(items) == ["one", "two", "two, edited"]
    assert items[2].is_edit
    assert items[3] == Gone("mastodon", status(1)["uri"])
    assert path == "/api/v1/streaming/public/local"
    assert headers["User-Agent"] == LOCAL.user_agent


def test_after_a_cut_what_was_missed_comes_from_the_timeline():
    def behave(handler, number):
        if number == 1:
            one = status(1, content="<p>streamed</p>")
            handler.server.statuses = [one, status(2, content="<p>missed</p>")]
            handler.send("update", one)
            return
        handler.send("update", status(3, content="<p>after</p>"))
        handler.server.ending.wait(20)

    with running(behave) as server:
        items, _portions = heard_until(server, lambda items: "after" in texts(items))
    assert texts(items) == ["streamed", "missed", "after"]


def test_rubbish_and_events_without_end_stop_nothing():
    def behave(handler, number):
        handler.send("update", "{")
        handler.send("update", "[" * 50_000)
        handler.send("update", {"id": "7"})
        handler.wfile.write(b"event: update\ndata: \xff\xfe\n\n")
        if number == 1:
            handler.wfile.write(b"data: " + b"x" * (events.LARGEST + 70_000))
            handler.wfile.flush()
        handler.send("update", status(9, content="<p>good</p>"))
        handler.server.ending.wait(20)

    with running(behave) as server:
        items, portions = heard_until(server, lambda items: "good" in texts(items))
    assert sum(one.unreadable for one in portions) >= 4
    assert server.streams == 2, "the connection with the event without end was given up"


def test_where_the_stream_is_closed_the_timeline_is_asked_instead():
    with running() as server:
        server.statuses = [status(1, content="<p>first</p>")]

        def is_enough(items):
            if texts(items) == ["first"] and len(server.statuses) == 1:
                server.statuses.append(status(2, content="<p>second</p>"))
            return texts(items) == ["first", "second"]

        items, _portions = heard_until(server, is_enough)
    assert texts(items) == ["first", "second"]
    assert server.streams == 1, "it is not tried again for half an hour"


def test_a_break_longer_than_can_be_caught_up_with_is_told(monkeypatch):
    monkeypatch.setattr(streaming, "MOST_PAGES", 2)
    with running() as server:
        server.statuses = [status(number) for number in range(1, 200)]
        _items, portions = heard_until(server, lambda items: len(items) >= 80, cursor="1")
        assert not any(one.is_missed for one in portions)
        _items, portions = heard_until(server, lambda items: len(items) >= 100, cursor="1")
    assert any(one.is_missed for one in portions)


def test_it_stops_soon_while_the_server_is_silent():
    def behave(handler, _number):
        handler.server.ending.wait(20)

    with running(behave) as server:
        stopping = threading.Event()
        settings = {"server": server.address, "what": "all"}
        stream = mastodon.stream_public(settings, "", stopping.is_set, LOCAL)
        while not server.streams:
            next(stream)
        stopping.set()
        begun = time.monotonic()
        list(stream)
        assert time.monotonic() - begun < 3


def test_a_server_that_refuses_the_timeline_too_is_told_in_words():
    with running() as server:
        settings = {"server": f"{server.address}/nowhere", "what": "all"}
        with pytest.raises(NetworkError):
            list(mastodon.stream_public(settings, "", lambda: False, LOCAL))


def test_events_are_parsed_as_the_standard_says():
    sent = b": hi\r\nevent: a\r\ndata: 1\r\ndata:2\r\n\r\ndata: 3\n\nevent: b\n\nretry: 5\ndata: 4\n\ndata: 5"
    pieces = (sent[at : at + 5] for at in range(0, len(sent), 5))
    found = [("a", "1\n2"), ("message", "3"), ("message", "4")]
    assert list(events.parsed(pieces)) == found
