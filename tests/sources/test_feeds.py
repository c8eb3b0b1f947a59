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


def test_a_page_that_names_none_is_looked_for_at_the_usual_places():
    def answer(request):
        found = request.url.path == "/feed.xml"
        return feed() if found else httpx.Response(404 if request.url.path != "/a" else 200)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    kept = feeds.check({"address": "https://news.example/a?b#c", "articles": "page"}, http)
    assert kept == {"address": "https://news.example/feed.xml", "articles": "page"}


def test_an_address_that_leads_nowhere_is_told():
    with pytest.raises(NetworkError):
        feeds.check({"address": "not an address"}, httpx.Client())


def test_only_what_is_new_or_changed_is_given_again():
    changed = FEED.replace("Rain.", "Rain and sun.")
    http, _asked = answering(feed(), feed(), feed(changed), feed(changed))
    portions, cursor = [], ""
    for _time in range(4):
        portions.append(feeds.poll(URL, cursor, http))
        cursor = portions[-1].cursor
    assert [len(one.items) for one in portions] == [3, 0, 1, 0]
    (edited,) = portions[2].items
    assert (edited.text, edited.is_edit) == ("Rain and sun.", True)


def test_a_cursor_of_the_first_version_is_understood():
    http, _asked = answering(feed())
    assert len(feeds.poll(URL, '{"If-None-Match": "x"}', http).items) == 3


def test_all_of_a_text_is_taken_where_the_feed_has_it():
    whole = FEED.replace(
        "<description>Rain.</description>",
        "<description>Rain.</description><content:encoded><![CDATA[<p>Rain all day.</p>]]>"
        "</content:encoded>",
    ).replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    http, _asked = answering(feed(whole))
    texts = [one.text for one in feeds.poll(URL, "", http).items]
    assert "Rain all day." in texts


PAGE = "<html><head><title>x</title></head><body><nav>Menu</nav><article><h1>x</h1>{}</article></body></html>"
STORY = "<p>" + "The whole story of the sauna by the lake is told here at length. " * 12 + "</p>"


def many(number):
    item = (
        "<item><title>T{0}</title><guid isPermaLink='false'>{0}</guid><link>/{0}</link>"
        "<pubDate>Mon, 02 Mar 2026 08:{0:02}:00 GMT</pubDate><description>Teaser.</description></item>"
    )
    items = "".join(item.format(one) for one in range(number))
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def test_the_articles_own_text_is_fetched_a_few_at_a_time():
    asked = []

    def answer(request):
        asked.append(request)
        if request.url.path == "/feed":
            return feed(many(12), etag='"x"')
        return httpx.Response(200, html=PAGE.format(STORY))

    http = httpx.Client(transport=httpx.MockTransport(answer))
    settings, cursor, sizes, items = URL | {"articles": "page"}, "", [], []
    while True:
        portion = feeds.poll(settings, cursor, http)
        sizes.append(len(portion.items))
        items += portion.items
        cursor = portion.cursor
        if not portion.has_more:
            break
    assert sizes == [3, 3, 3, 3], "the newest nine have their article, older ones do not"
    assert ["The whole story" in one.text for one in items] == [True] * 9 + [False] * 3
    pages = [one for one in asked if one.url.path != "/feed"]
    assert len(pages) == 9
    assert all(one.extensions["as_crawler"] for one in pages)
    assert all("if-none-match" not in one.headers for one in asked), "not before all were given"
    assert "If-None-Match" in portion.cursor


@pytest.mark.parametrize(
    "page",
    [
        httpx.Response(404),
        httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"}),
        httpx.Response(200, html=""),
        httpx.Response(200, html="<div>" * 50_000),
        httpx.Response(
            200, content=b"\xff\xfe\x00<html>\x00", headers={"content-type": "text/html"}
        ),
    ],
    ids=["gone", "no page", "empty", "deep", "strange letters"],
)
def test_an_article_that_is_not_to_be_had_leaves_the_feeds_own_words(page):
    http, _asked = answering(feed(many(1)), page)
    (one,) = feeds.poll(URL | {"articles": "page"}, "", http).items
    assert one.text == "Teaser."
