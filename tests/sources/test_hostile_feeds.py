"""Feeds that mean harm: each stops itself and none of the others. A real server on loopback."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from virta.networks import outside
from virta.networks.errors import NetworkError, Refused, TryLater
from virta.sources import feeds

ITEM = (
    "<item><title>T</title><guid isPermaLink='false'>{0}</guid>"
    "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>{1}</description></item>"
)


def rss(*texts, head=""):
    items = "".join(ITEM.format(number, text) for number, text in enumerate(texts))
    return f"{head}<rss version='2.0'><channel><title>N</title>{items}</channel></rss>"


@contextmanager
def serving(behave):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_parts):
            pass

        def do_GET(self):
            try:
                behave(self)
            except OSError:
                return  # whoever asked has hung up, which is what they should do

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"address": f"http://127.0.0.1:{server.server_address[1]}/feed"}
    finally:
        server.shutdown()
        server.server_close()


def send(handler, content, kind="application/rss+xml", **headers):
    handler.send_response(200)
    for name, value in ({"Content-Type": kind} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content if isinstance(content, bytes) else content.encode())


def heard(behave, **bounds):
    with serving(behave) as settings, outside.client(["127.0.0.1"], **bounds) as http:
        return feeds.poll(settings, "", http).items


def test_gzip_that_expands_without_end_is_given_up():
    packed = gzip.compress(b" " * 100_000_000)
    assert len(packed) < 200_000
    begun = time.monotonic()
    with pytest.raises(Refused, match="more than Virta takes"):
        heard(lambda handler: send(handler, packed, Content_Encoding="gzip"))
    assert time.monotonic() - begun < 10


def test_an_answer_that_never_ends_is_given_up():
    def drip(handler):
        send(handler, "<rss>")
        for _time in range(300):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    begun = time.monotonic()
    with pytest.raises(TryLater):
        heard(drip, within=0.5)
    assert time.monotonic() - begun < 5


def test_an_answer_that_streams_without_end_is_given_up():
    def flood(handler):
        send(handler, "<rss>")
        while True:
            handler.wfile.write(b"x" * 65536)

    with pytest.raises(Refused, match="more than Virta takes"):
        heard(flood)


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
        '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">',
        "<!ENTITY e '" + "x" * 50_000 + "'>",
        '<!ENTITY e SYSTEM "file:///etc/passwd">',
        '<!ENTITY e SYSTEM "http://127.0.0.1:1/secret">',
        '<!ENTITY % e SYSTEM "http://127.0.0.1:1/dtd"> %e;',
    ],
    ids=["that laugh", "that are long", "of a file", "of an address", "of a DTD"],
)
def test_entities_neither_grow_nor_fetch(entities):
    text = rss("&e;" * 500, head=f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>")
    begun = time.monotonic()
    try:
        items = heard(lambda handler: send(handler, text))
    except Refused:
        items = ()
    assert time.monotonic() - begun < 5
    assert sum(len(one.text) for one in items) < 10 * len(text)
    assert not any("root:" in one.text for one in items)


def test_an_entry_of_ten_megabytes_is_refused_with_words_and_a_long_one_is_cut():
    with pytest.raises(Refused, match="more than Virta takes"):
        heard(lambda handler: send(handler, rss("x" * 10_000_000)))
    long, short = heard(lambda handler: send(handler, rss("x" * 4_000_000, "y")))
    assert (len(long.text), short.text) == (100_000, "y")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (rss("äö").encode("iso-8859-1"), "application/rss+xml; charset=utf-8"),
        (rss("äö", head="<?xml version='1.0' encoding='iso-8859-1'?>").encode(), "text/xml"),
        (rss("äö").encode("utf-16"), "application/rss+xml"),
        (rss("äö").encode() + rss("öä").encode("utf-16"), "application/rss+xml"),
        (rss("äö", head="<?xml version='1.0' encoding='no-such'?>").encode(), "text/xml"),
    ],
    ids=["wrong charset", "wrong declaration", "utf-16", "changes on its way", "unknown"],
)
def test_letters_that_lie_or_change_break_nothing(content, kind):
    try:
        items = heard(lambda handler: send(handler, content, kind))
    except NetworkError:
        return
    assert all(isinstance(one.text, str) for one in items)


def test_a_redirect_into_a_private_network_is_refused_wherever_it_comes():
    def onward(handler):
        handler.send_response(302)
        handler.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        handler.end_headers()

    with pytest.raises(Refused, match="private network"):
        heard(onward)
    item = "<item><title>T</title><link>http://10.0.0.1/a</link><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>Own words.</description></item>"
    text = f"<rss version='2.0'><channel>{item}</channel></rss>"
    with (
        serving(lambda handler: send(handler, text)) as settings,
        outside.client(["127.0.0.1"]) as http,
    ):
        (one,) = feeds.poll(settings | {"articles": "page"}, "", http).items
    assert one.text == "Own words.", "its article is not fetched from there either"
