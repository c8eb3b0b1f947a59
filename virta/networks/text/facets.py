"""What in a text Bluesky shows as a link, a mention or a tag, and where, in bytes of UTF-8.

A post says itself what in it is what (`app.bsky.richtext.facet`,
https://docs.bsky.app/docs/advanced-guides/post-richtext): without facets nothing in it can be
clicked. The rules are those of Bluesky's own clients (`detectFacets` of @atproto/api), except that
an address loses all the punctuation after it, names of sites may have hyphens, a sentence that
begins right after a full stop ("here.No") is no site, and facets never overlap.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import regex

from virta.networks import tagging
from virta.networks.text import tlds

_START = r"(?<![^\s\uFEFF(])"
_MENTION = regex.compile(_START + r"@([a-zA-Z0-9.-]+)(?a:\b)")
_SITE = regex.compile(
    rf"(?i){_START}(?P<site>(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+"
    r"[a-z][a-z0-9-]*)(?![\w@.-]*\w)(?::\d{1,5}(?=/))?(?:[/?#][^\s\uFEFF<>\"]*)?"
)
# Spaces of no width end a tag: they would hide where it ends.
_NOT_IN_TAG = r"\s\uFEFF\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2"
_TAG = regex.compile(
    rf"(?<![^\s\uFEFF])[#＃](?!\uFE0F)"
    rf"([^{_NOT_IN_TAG}]*[^\d\p{{P}}{_NOT_IN_TAG}][^{_NOT_IN_TAG}]*)"
)
_PUNCTUATION = regex.compile(r"\p{P}+\Z")
_HANDLE = regex.compile(
    r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_SIGN = regex.compile(r"\X")
_AFTER = ".,;:!?"
_LONGEST_HANDLE = 253
_LONGEST_TAG = 64
_LONGEST_TAG_IN_BYTES = 640

Kind = Literal["link", "mention", "tag"]


class Facet(NamedTuple):
    """A link, a mention or a tag. `start` and `end` count bytes of UTF-8; `end` is not in it."""

    kind: Kind
    start: int
    end: int
    value: str
    """The whole address; the handle without @ (still to be looked up); the tag without #."""


class _Found(NamedTuple):
    kind: Kind
    start: int
    end: int
    value: str


def found(text: str) -> tuple[Facet, ...]:
    """Its facets in the order of the text. They never overlap: what begins first stays."""
    facets: list[Facet] = []
    done = done_bytes = 0
    for one in sorted([*_mentions(text), *_links(text), *_tags(text)], key=lambda one: one.start):
        if one.start < done:
            continue
        start = done_bytes + _bytes(text[done : one.start])
        done, done_bytes = one.end, start + _bytes(text[one.start : one.end])
        facets.append(Facet(one.kind, start, done_bytes, one.value))
    return tuple(facets)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _mentions(text: str) -> Iterator[_Found]:
    for match in _MENTION.finditer(text):
        handle = match[1]
        known = tlds.is_domain(handle) or handle.lower().endswith(".test")
        if known and len(handle) <= _LONGEST_HANDLE and _HANDLE.fullmatch(handle):
            yield _Found("mention", match.start(), match.end(), handle)


def _links(text: str) -> Iterator[_Found]:
    for start, end in tagging.links(text):
        if not text[start:end].endswith("://"):
            yield _Found("link", start, end, text[start:end])
    for match in _SITE.finditer(text):
        if tlds.is_domain(match["site"]) and not _begins_a_sentence(match["site"]):
            shown = _without_what_follows(match[0])
            yield _Found("link", match.start(), match.start() + len(shown), f"https://{shown}")


def _begins_a_sentence(site: str) -> bool:
    """A name of a site is in small letters or in capitals, not so: lause.No niin."""
    last = site.rpartition(".")[2]
    return last[:1].isupper() and not site.isupper()


def _without_what_follows(link: str) -> str:
    """Punctuation after it goes, and a bracket that it did not open itself."""
    while True:
        shorter = link.rstrip(_AFTER)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == link:
            return link
        link = shorter


def _tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        tag = _PUNCTUATION.sub("", match[1])
        if tag and len(_SIGN.findall(tag)) <= _LONGEST_TAG and _bytes(tag) <= _LONGEST_TAG_IN_BYTES:
            yield _Found("tag", match.start(), match.start() + 1 + len(tag), tag)
