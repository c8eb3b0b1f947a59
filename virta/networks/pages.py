"""What a web page says of itself in its head: title, description, picture, true address.

Read with the standard library's parser by the Open Graph protocol (ogp.me), X's card tags and
HTML's own elements, in this order. The encoding is found as the HTML standard does: byte order
mark, header, a look at the first bytes, then UTF-8 or, where that does not fit, windows-1252.
"""

import codecs
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from virta.networks.reasons import presentable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encoding standard reads these as windows-1252, and pages that say so mean it.
_WESTERN = {"ascii", "iso8859-1"}
# What pages may be written in; Python's other "encodings" unpack and execute things.
_KNOWN = {
    *("utf-8", "cp1252", "koi8-r", "koi8-u", "shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    *("euc_kr", "cp949", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "mac-roman", "cp874"),
    *(f"iso8859-{part}" for part in range(2, 17)),
    *(f"cp125{part}" for part in range(9)),
}
_TITLES = ("og:title", "twitter:title", "title")
_DESCRIPTIONS = ("og:description", "twitter:description", "description")
_PICTURES = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
)
_ALTS = ("og:image:alt", "twitter:image:alt")
_LOOK_AHEAD = 4096


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself; empty where it says nothing."""

    title: str = ""
    description: str = ""
    picture: str = ""
    """The whole address of its picture."""
    alt: str = ""
    canonical: str = ""
    """Where the page says that it lives. It may say anything: compare the host before use."""


def read(content: bytes, content_type: str, url: str) -> Page:
    """What the page at this address says of itself, from its bytes and its Content-Type."""
    found = _found(_text(content, content_type))
    base = _joined(url, found.get("base", "")) or url
    return Page(
        title=presentable(_first(found, _TITLES), 300),
        description=presentable(_first(found, _DESCRIPTIONS), 1000),
        picture=_joined(base, _first(found, _PICTURES)),
        alt=presentable(_first(found, _ALTS), 1000),
        canonical=_joined(base, found.get("canonical", "")),
    )


def _first(found: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((found[name] for name in names if found.get(name)), "")


def _joined(base: str, link: str) -> str:
    if not link:
        return ""
    try:
        whole = urljoin(base, link.strip())
        return whole if urlsplit(whole).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _text(content: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    for name in _named_encodings(content, content_type):
        encoding = _usable(name)
        if encoding:
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        # A page that was cut may end inside a letter; that alone does not make it western.
        cut = problem.start >= len(content) - 4
        return content.decode("utf-8" if cut else "cp1252", errors="replace")


def _named_encodings(content: bytes, content_type: str) -> Iterator[str]:
    yield _charset(content_type)
    found = _found(content[:_LOOK_AHEAD].decode("latin-1"))
    said = found.get("charset") or _charset(found.get("content-type", ""))
    # Whoever could read this far did not read UTF-16, says the standard.
    yield "utf-8" if said.lower().startswith("utf-16") else said


def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = presentable(content_type)
    return str(message.get_param("charset", "") or "").strip("'\" ")


def _usable(name: str) -> str:
    try:
        encoding = codecs.lookup(name).name if name.isascii() else ""
    except (LookupError, ValueError):
        return ""
    if encoding in _WESTERN:
        return "cp1252"
    return encoding if encoding in _KNOWN or encoding.startswith("utf-16") else ""


def _found(text: str) -> dict[str, str]:
    parser = _Head()
    # The assertion is how Python's parser meets "<![odd"; what came before it still counts.
    with contextlib.suppress(AssertionError):
        # Never closed: that takes ages over pages that were made to take ages.
        parser.feed(text)
    return parser.found


class _Head(HTMLParser):
    """Gathers the first of each thing that a page says of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._title: list[str] | None = None
        self._in_drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in reversed(attrs)}
        if tag == "meta":
            self._meta(said)
        elif tag == "link" and "canonical" in said.get("rel", "").lower().split():
            self._keep("canonical", said.get("href", ""))
        elif tag == "base":
            self._keep("base", said.get("href", ""))
        elif tag == "title" and not self._in_drawing:
            self._title = []
        elif tag == "svg":  # its titles are for its shapes
            self._in_drawing = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self._keep("title", "".join(self._title))
            self._title = None
        elif tag == "svg":
            self._in_drawing = False

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)

    def _meta(self, said: dict[str, str]) -> None:
        self._keep("charset", said.get("charset", ""))
        name = said.get("property") or said.get("name") or said.get("http-equiv", "")
        self._keep(name.strip().lower(), said.get("content", ""))

    def _keep(self, name: str, value: str) -> None:
        if name and value.strip() and len(self.found) < 500:
            self.found.setdefault(name, value.strip())
