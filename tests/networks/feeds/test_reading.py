"""Feeds of every kind are read, and what is none is told apart."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks.feeds import reading

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Blogi &amp; muuta</title>
<link>https://blogi.example/</link>
<item><title>Vanha</title><link>https://blogi.example/1</link><guid>tag:a1</guid>
<description>&lt;p&gt;Yksi&lt;/p&gt;&lt;p&gt;Kaksi&lt;/p&gt;</description>
<pubDate>Mon, 05 Jan 2026 10:00:00 +0200</pubDate></item>
<item><title>Uusi</title><link>/2</link><pubDate>Tue, 06 Jan 2026 10:00:00 GMT</pubDate></item>
<item><title>Ajaton</title><link>https://blogi.example/3</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Blogi</title>
<entry><id>tag:1</id><title>Otsikko</title><link href="https://blogi.example/1"/>
<published>2026-01-05T08:00:00Z</published><updated>2026-01-07T08:00:00Z</updated>
<summary>Alku</summary></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Blogi", "items": [
{"id": 1, "url": "https://blogi.example/1", "title": "Otsikko", "content_html": "<p>Alku</p>",
"date_published": "2026-01-05T10:00:00+02:00", "date_modified": "2026-01-05T10:00:00+02:00"},
{"id": "2"}, 3]}"""
MOMENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_rss_is_read_newest_first_without_what_has_no_date():
    feed = reading.read(RSS, "application/rss+xml", "https://blogi.example/feed")
    assert (feed.title, feed.site) == ("Blogi & muuta", "https://blogi.example/")
    assert [one.remote_id for one in feed.entries] == ["https://blogi.example/2", "tag:a1"]
    assert feed.entries[1].text == "Vanha\n\nYksi\nKaksi"
    assert feed.entries[1].made_at == MOMENT
    assert feed.entries[1].edited_at is None


def test_atom_tells_when_an_entry_was_changed():
    (entry,) = reading.read(ATOM).entries
    assert (entry.remote_id, entry.text, entry.made_at) == ("tag:1", "Otsikko\n\nAlku", MOMENT)
    assert entry.edited_at == datetime(2026, 1, 7, 8, tzinfo=UTC)


def test_json_feed_is_read():
    (entry,) = reading.read(JSON).entries
    assert (entry.remote_id, entry.text, entry.made_at) == ("1", "Otsikko\n\nAlku", MOMENT)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><p>Hei</p></html>", b"{", b"{}", b'{"version": 1}', b"\xff\xfe", b"{" * 9999],
)
def test_what_is_no_feed_is_told_apart(content):
    with pytest.raises(reading.NotAFeed):
        reading.read(content)


@given(st.binary(max_size=300), st.sampled_from([RSS, ATOM, JSON]), st.integers(0, 500))
def test_broken_feeds_raise_nothing_else(noise, feed, at):
    with contextlib.suppress(reading.NotAFeed):
        reading.read(feed[:at] + noise + feed[at:], "text/xml; charset=x-unknown")


def test_a_page_offers_its_feed():
    page = b'<html><link rel=stylesheet href=x><link rel="alternate" type="application/rss+xml" href="/feed">'
    assert reading.offered(page, "https://blogi.example/a/") == "https://blogi.example/feed"
    assert reading.offered(b"<p>", "https://blogi.example/") == ""


@pytest.mark.shared
def test_every_well_formed_feed_of_the_shared_data_is_read_or_told_apart():
    folder = Path(__file__).parents[4] / "shared/data/feedparser-tests"
    files = [one for one in folder.rglob("*.xml") if one.is_file()]
    found = [one for file in files if (one := read_or_none(file.read_bytes()))]
    # The 15 others are CDF, a format that nobody has used for twenty years, and one without a feed.
    assert (len(files), len(found)) == (1749, 1734)
    whole = [one for feed in found for one in feed.entries]
    # Each file tries out one thing, so that few have an entry with a date, which we need.
    assert sum(bool(feed.entries) for feed in found) == 15
    assert all(one.remote_id and one.made_at.tzinfo for one in whole)


def read_or_none(content):
    try:
        return reading.read(content, "text/xml", "https://blogi.example/feed", whole=True)
    except reading.NotAFeed:
        return None
