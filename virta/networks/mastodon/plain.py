"""What a status says, without its markup, and whether two texts say the same.

Servers send HTML and shape it by their own lights: a mention loses its server, a long link is
split into visible and hidden pieces, paragraphs come as <p> or <br>.
"""

import re
import unicodedata
from html.parser import HTMLParser

_MENTION = re.compile(r"(@\w[\w.-]*)@[\w.-]*\w")
_UNSEEN = re.compile(r"[\s\u200b\ufeff]+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = 0
        """How many spans deep the reading is in a quote's address, which the server added."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in {"span", "p"} and (self.depth or "quote-inline" in classes):
            self.depth += 1
        elif tag == "br":
            self.handle_data("\n")
        elif tag == "p" and self.parts:
            self.handle_data("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag in {"span", "p"}:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.parts.append(data)


def plain(html: str) -> str:
    """The text of a status as people read it, links in full."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip()


def likeness(text: str) -> str:
    """Equal for two texts that differ only in what servers change: space and mentions' servers."""
    return _UNSEEN.sub("", _MENTION.sub(r"\1", unicodedata.normalize("NFC", text)))
