"""Feeds as sources."""

from datetime import UTC, datetime

import httpx
import pytest

from virta.networks import outside
from virta.networks.errors import NetworkError, Refused, TryLater
from virta.sources import feeds

URL = {"address": "https://news.example/feed"}
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>A sauna opens</title><guid isPermaLink="false">a1</guid><link>/a1</link>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>&lt;b&gt;Warm&lt;/b&gt; at last.</description></item>
<item><guid isPermaLink="false">a2</guid><link>https://news.example/a2</link>
<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate><description>Rain.</description></item>
<item><title>From the future</title><guid isPermaLink="false">a3</guid>
<pubDate>Sun, 01 Mar 2099 08:00:00 GMT</pubDate><description>Snow.</description></item>
</channel></rss>"""


def answering(*answers):
    """A client that gets these answers one after the other, and the requests it sends."""
    asked, left = [], iter(answers)

    def answer(request):
        asked.append(request)
        return next(left)

    return httpx.Client(transport=httpx.MockTransport(answer)), asked


def feed(text=FEED, **headers):
    headers = {"content-type": "application/rss+xml"} | headers
    return httpx.Response(200, content=text.encode(), headers=headers)


def test_entries_are_articles_with_a_title_a_text_and_a_time():
    http, _asked = answering(feed())
    items = {one.key: one for one in feeds.poll(URL, "", http).items}
    first = items["a1"]
    assert (first.title, first.text, first.name) == ("A sauna opens", "Warm at last.", "News")
    assert (first.type, first.network, first.url) == ("article", "web", "https://news.example/a1")
    assert first.at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert (items["a2"].title, items["a2"].text) == ("", "Rain.")
    assert items["a3"].at <= datetime.now(UTC)


def test_a_feed_that_is_as_it_was_is_not_read_again():
    http, asked = answering(
        feed(etag='"x"', **{"last-modified": "Mon, 02 Mar 2026 08:00:00 GMT"}), httpx.Response(304)
    )
    portion = feeds.poll(URL, "", http)
    again = feeds.poll(URL, portion.cursor, http)
    assert again.items == ()
    assert again.cursor == portion.cursor
    assert asked[1].headers["if-none-match"] == '"x"'
    assert asked[1].headers["if-modified-since"] == "Mon, 02 Mar 2026 08:00:00 GMT"


def test_a_server_that_asks_for_rest_gets_it():
    http, _asked = answering(httpx.Response(503, headers={"retry-after": "120"}))
    with pytest.raises(TryLater) as told:
        feeds.poll(URL, "", http)
    assert told.value.wait.total_seconds() == 120


def test_what_is_no_feed_any_more_is_told_in_words():
    http, _asked = answering(feed("<html><body>We have moved.</body></html>"))
    with pytest.raises(Refused, match="no longer a feed"):
        feeds.poll(URL, "", http)


def test_entities_of_xml_do_not_grow():
    bomb = FEED.replace(
        '<rss version="2.0">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
        '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><rss version="2.0">',
    ).replace("Rain.", "&d;" * 1000)
    http, _asked = answering(feed(bomb))
    try:
        items = feeds.poll(URL, "", http).items
    except Refused:
        return
    assert sum(len(one.text) for one in items) < len(bomb) * 2


def test_a_redirect_into_a_private_network_is_not_followed():
    def answer(request):
        return httpx.Response(302, headers={"location": "http://127.0.0.1:1/feed"})

    http = httpx.Client(transport=_Checked(answer))
    with pytest.raises(Refused, match="private network"):
        feeds.poll(URL, "", http)


class _Checked(httpx.BaseTransport):
    """Answers for the public host, and leaves every other to the door that Virta goes out by."""

    def __init__(self, answer):
        self._answer, self._door = answer, outside.client()

    def handle_request(self, request):
        if request.url.host == "news.example":
            return self._answer(request)
        return self._door._transport.handle_request(request)


def test_a_page_that_names_its_feed_is_enough():
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    )
    html = httpx.Response(200, content=page, headers={"content-type": "text/html"})
    http, _asked = answering(html, feed())
    assert feeds.check({"address": "https://news.example/"}, http) == URL


def test_an_address_that_leads_nowhere_is_told():
    with pytest.raises(NetworkError):
        feeds.check({"address": "not an address"}, httpx.Client())
