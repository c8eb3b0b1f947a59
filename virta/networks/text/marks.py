"""What of a text a network draws as a link, a mention or a tag, and what it writes there."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

import regex

from virta.networks import tagging
from virta.networks.text import facets, mastodon, x_entities

Kind = Literal["link", "mention", "tag"]
_PREFIX = regex.compile(r"(?i)\Ahttps?://(?:www\.)?")
_SITE = regex.compile(r"\A([^/?#]*)(.*)\Z", regex.DOTALL)
_MASTODON_SHOWS = 30
_X_SHOWS = 15


class Mark(NamedTuple):
    """A stretch of a text, in code points; `end` is not in it."""

    kind: Kind
    start: int
    end: int
    shown: str = ""
    """What is written instead; empty where it stands as it was typed."""


def bluesky(text: str) -> list[Mark]:
    """By the facets that Virta sends; addresses stand as they were typed."""
    content = text.encode("utf-8", "surrogatepass")

    def at(place: int) -> int:
        return len(content[:place].decode("utf-8", "surrogatepass"))

    return [Mark(one.kind, at(one.start), at(one.end)) for one in facets.found(text)]


def on_mastodon(text: str) -> list[Mark]:
    """Addresses without https:// and cut after 30 signs (`TextFormatter`), accounts without their
    server."""
    found = [
        Mark("link", match.start(), match.end(), _cut(match["link"], _MASTODON_SHOWS))
        if match["link"]
        else Mark("mention", match.start(), match.end(), f"@{match['account']}")
        for match in mastodon.found(text)
    ]
    return apart([*found, *_tags(text)])


def on_x(text: str) -> list[Mark]:
    """Addresses without https://, their path cut after 15 signs, as X shows them."""
    found = []
    for one in x_entities.entities(text):
        if one.kind == "link":
            found.append(Mark("link", one.start, one.end, _site_and_path(one.value)))
        else:
            found.append(Mark("mention" if one.kind == "mention" else "tag", one.start, one.end))
    return found


def of(*kinds: Kind) -> Callable[[str], list[Mark]]:
    """For a network that makes nothing but these of a text."""

    def found(text: str) -> list[Mark]:
        return [one for one in usual(text) if one.kind in kinds]

    return found


def usual(text: str) -> list[Mark]:
    """What most networks make of a text, written as it was typed."""
    links = [Mark("link", start, end) for start, end in tagging.links(text)]
    links += [Mark("link", one.start, one.end) for one in x_entities.links(text)]
    mentions = [Mark("mention", one.start, one.end) for one in x_entities.mentions(text)]
    return apart([*links, *mentions, *_tags(text)])


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """In the order of the text; of those that overlap the first and longest stays."""
    kept: list[Mark] = []
    for one in sorted(marks, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _tags(text: str) -> list[Mark]:
    return [Mark("tag", one.start, one.end) for one in x_entities.hashtags(text)]


def _cut(link: str, most: int) -> str:
    bare: str = _PREFIX.sub("", link)
    return bare if len(bare) <= most else f"{bare[:most]}…"


def _site_and_path(link: str) -> str:
    parts = _SITE.match(_PREFIX.sub("", link))
    if parts is None:
        return link
    site, path = str(parts[1]), str(parts[2]).rstrip("/")
    return site + (path if len(path) <= _X_SHOWS else f"{path[:_X_SHOWS]}…")
