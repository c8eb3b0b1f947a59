"""Puts campaign tags (utm_source and its kind) on the links of a text, by a rule.

A rule maps a tag to a template: `{"utm_source": "{network}", "utm_campaign": "{activity}"}`.
`fill` makes the tags of one post from it, `tag` puts them on. Nothing but the links changes.
"""

import re
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

PLACES = ("activity", "channel", "network", "pillar")
"""What a template may name in braces."""

_LINK = re.compile(r"(?<!\w)https?://[^\s<>\"“”„«»`{}|\\^\x00-\x1f\x7f]+", re.IGNORECASE)
_AFTER = ".,;:!?'’‘…*_~–—。、，！？；：·"
_BRACKETS = {")": "(", "]": "[", "）": "（", "」": "「"}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_LONGEST = 100


def fill(rule: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The tags of one post, in the rule's order: templates with their places filled by slugs.

    A tag for which nothing is known is left out. Raises ValueError, with a sentence, for a place
    that does not exist.
    """
    filled = {name.strip(): _filled(template, values) for name, template in rule.items()}
    return {name: value for name, value in filled.items() if name and value}


def _filled(template: str, values: Mapping[str, str]) -> str:
    parts: list[str] = []
    known = True
    for literal, place in _parts(template):
        parts.append(literal)
        if place is None:
            continue
        value = slug(values.get(place, ""))
        known = known and bool(value)
        parts.append(value)
    return "".join(parts).strip() if known else ""


def _parts(template: str) -> Iterator[tuple[str, str | None]]:
    usable = ", ".join(f"{{{place}}}" for place in PLACES)
    complaint = f"“{template}” cannot be filled in. Use {usable} or plain words."
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError:
        raise ValueError(complaint) from None
    for literal, place, spec, conversion in parsed:
        if place is not None and (place not in PLACES or spec or conversion):
            raise ValueError(complaint)
        yield literal, place


def slug(text: str) -> str:
    """A name in small letters and hyphens: “Kesän Äänet 2026!” is kesan-aanet-2026."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in letters).split()
    return "-".join(words)[:_LONGEST].strip("-")


def tag(text: str, tags: Mapping[str, str], hosts: Collection[str] | None = None) -> str:
    """The text with these tags on its links; doing it again changes nothing.

    With `hosts`, only links to them and to what is below them (example.fi: shop.example.fi). A
    link that has any utm_ tag, or one of these, is somebody's own choice and stays as it is.
    """
    pieces: list[str] = []
    done = 0
    for start, end in links(text):
        pieces += [text[done:start], _tagged(text[start:end], tags, hosts)]
        done = end
    return "".join([*pieces, text[done:]])


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where the web addresses of a text begin and end, without the punctuation after them."""
    for found in _LINK.finditer(text):
        yield found.start(), found.start() + _length(found.group())


def _length(link: str) -> int:
    """How much of it is the link: brackets that it opened itself belong to it."""
    surplus = {last: link.count(last) - link.count(first) for last, first in _BRACKETS.items()}
    length = len(link)
    while True:
        last = link[length - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _AFTER:
            return length
        length -= 1


def _tagged(link: str, tags: Mapping[str, str], hosts: Collection[str] | None) -> str:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return link  # it only looks like an address
    if not host or "@" in parts.netloc or not tags or not _is_ours(host, hosts):
        return link
    if any(name.startswith("utm_") or name in tags for name in _names(parts.query)):
        return link
    added = "&".join(f"{quote(name, safe='')}={quote(tags[name], safe='')}" for name in tags)
    before, hash_sign, fragment = link.partition("#")
    if not parts.path and "?" not in before:
        before += "/"
    joint = "?" if "?" not in before else "" if before[-1] in "?&" else "&"
    return f"{before}{joint}{added}{hash_sign}{fragment}"


def _names(query: str) -> Iterator[str]:
    for part in re.split("[&;]", query):
        name = unquote(part.partition("=")[0])
        yield name.lower() if name.lower().startswith("utm_") else name


def _is_ours(host: str, hosts: Collection[str] | None) -> bool:
    if hosts is None:
        return True
    ours = {_plain(one).removeprefix("www.") for one in hosts if one.strip()}
    found = _plain(host)
    return any(found == one or found.endswith(f".{one}") for one in ours)


def _plain(host: str) -> str:
    host = host.strip().strip(".").lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
