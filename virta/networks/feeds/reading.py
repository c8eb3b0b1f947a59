"""What a feed says: RSS and Atom by feedparser, JSON Feed by itself (https://jsonfeed.org/version/1.1)."""

import calendar
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from time import struct_time
from urllib.parse import urljoin

import feedparser

from virta.networks.protocol import Published

_GROWING = re.compile(rb"""<!ENTITY\s+[^\s%"']+\s+(?:"[^"]*&[^"]*"|'[^']*&[^']*'|["'][^"']{200})""")
"""An entity that is made of others, or is long: what unpacks a small feed to a huge one."""


class NotAFeed(ValueError):
    """It is neither RSS, Atom nor JSON Feed."""


class Feed:
    """A feed's title, the address of its site, and its entries that have a date, newest first."""

    def __init__(self, title: str, site: str, entries: list[Published]) -> None:
        self.title = title
        self.site = site
        self.entries = sorted(entries, key=lambda one: one.made_at, reverse=True)


def read(content: bytes, content_type: str = "", url: str = "", *, whole: bool = False) -> Feed:
    """The feed that these bytes hold, with each entry's summary or, if `whole`, all of its text.

    Entries without a date are left out: nobody knows when they were published. Raises NotAFeed.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(content, url, whole)
    if _GROWING.search(content.replace(b"\0", b"")):  # also where letters have two bytes
        raise NotAFeed("its entities grow")
    try:
        headers = {"content-type": content_type, "content-location": url}
        found = feedparser.parse(io.BytesIO(content), response_headers=headers)
    except Exception as trouble:  # feedparser promises to raise nothing; parsers of its may
        raise NotAFeed(type(trouble).__name__) from None
    if not found.get("version"):
        raise NotAFeed
    entries = (_entry(one, url, whole) for one in found.entries)
    head = found.feed
    return Feed(
        plain(_text(head, "title")),
        _text(head, "link"),
        [one for one in entries if one],
    )


def _entry(entry: Mapping[str, object], base: str, whole: bool) -> Published | None:
    edited_at = _moment(dict.get(_as_dict(entry), "updated_parsed"))
    made_at = _moment(dict.get(_as_dict(entry), "published_parsed")) or edited_at
    url = urljoin(base, _text(entry, "link")) if _text(entry, "link") else ""
    name = _text(entry, "id") or url
    if made_at is None or not name:
        return None
    return Published(
        remote_id=name,
        url=url,
        text=_joined(plain(_text(entry, "title")), _body(entry, whole)),
        made_at=made_at,
        edited_at=edited_at if edited_at and edited_at > made_at else None,
    )


def _body(entry: Mapping[str, object], whole: bool) -> str:
    """The summary, or the longest of what the entry has to say."""
    said = [_text(entry, "summary")]
    parts = dict.get(_as_dict(entry), "content")
    if whole and isinstance(parts, list):
        said += [_text(one, "value") for one in parts if isinstance(one, Mapping)]
    return max(map(plain, said), key=len)


def _json_feed(content: bytes, base: str, whole: bool) -> Feed:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAFeed from None
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version" not in version:
        raise NotAFeed
    items = found.get("items")
    rows = (one for one in items if isinstance(one, dict)) if isinstance(items, list) else ()
    entries = (_json_entry(one, base, whole) for one in rows)
    site = _text(found, "home_page_url")
    return Feed(_text(found, "title"), site, [one for one in entries if one])


def _json_entry(item: Mapping[str, object], base: str, whole: bool) -> Published | None:
    edited_at = _iso(_text(item, "date_modified"))
    made_at = _iso(_text(item, "date_published")) or edited_at
    url = urljoin(base, _text(item, "url")) if _text(item, "url") else ""
    number = item.get("id")
    name = str(number) if isinstance(number, int | float) else _text(item, "id") or url
    if made_at is None or not name:
        return None
    said = [_text(item, "summary"), _text(item, "content_text"), plain(_text(item, "content_html"))]
    text = max(said, key=len) if whole else next(filter(None, said), "")
    return Published(
        remote_id=name,
        url=url,
        text=_joined(_text(item, "title"), text),
        made_at=made_at,
        edited_at=edited_at if edited_at and edited_at > made_at else None,
    )


def _joined(title: str, text: str) -> str:
    return "\n\n".join(part for part in (title.strip(), text.strip()) if part)


def _as_dict(entry: Mapping[str, object]) -> dict[str, object]:
    """feedparser's own get() lets one date stand for another; a dict's does not."""
    return entry if isinstance(entry, dict) else dict(entry)


def _text(part: Mapping[str, object], key: str) -> str:
    value = part.get(key)
    return value if isinstance(value, str) else ""


def _moment(parts: object) -> datetime | None:
    if not isinstance(parts, struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain(html: str) -> str:
    """The text without its markup, a line for a block."""
    reader = _Plain()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "tr", "ul"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def offered(content: bytes, url: str) -> str:
    """The first feed that a web page offers with <link rel="alternate">; empty where none."""
    finder = _Offers()
    finder.feed(content.decode("utf-8", "replace"))
    return urljoin(url, finder.found) if finder.found else ""


class _Offers(HTMLParser):
    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        kind = named.get("type", "").lower()
        is_feed = "rss" in kind or "atom" in kind or "feed+json" in kind
        if tag == "link" and "alternate" in named.get("rel", "").split() and is_feed:
            self.found = self.found or named.get("href", "")
