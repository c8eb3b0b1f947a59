"""What in a text X takes for a link, a mention, a hashtag or a cashtag (twitter-text 3).

Places are code points. The character sets are those of the library's specification.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

import regex

from virta.networks.text import tlds

_SPACE = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_DIRECTION = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_PUNCTUATION = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]\^_`{|}~"
_LATIN = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B"
    r"\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)


def _any_of(names: Iterable[str]) -> str:
    """A pattern of all these, shared beginnings written once, the longest first: it is tried at
    each dot of a text."""
    after: dict[str, list[str]] = {}
    for name in sorted(names):
        after.setdefault(name[:1], []).append(name[1:])
    ends = after.pop("", None) is not None
    more = "|".join(regex.escape(first) + _any_of(rest) for first, rest in after.items())
    if not more:
        return ""
    return f"(?:{more})" + ("?" if ends else "")


_AFTER_TLD = r"(?![0-9a-zA-Z@+\-])"
_TLD = (
    rf"(?:{_any_of(tlds.generic())}{_AFTER_TLD}|{_any_of(tlds.country())}{_AFTER_TLD}"
    r"|xn--[\-0-9a-z]+)"
)
_OUTSIDE = rf"{_PUNCTUATION}{_SPACE}{_INVALID}{_DIRECTION}"
_IN_NAME = rf"[^{_OUTSIDE}]"
# Runs are taken whole, without going back (*+): whoever types must not be able to stall a worker.
_SUBDOMAIN = rf"(?:{_IN_NAME}(?:[_\-]|{_IN_NAME})*+(?<={_IN_NAME})\.)"
_NAME = rf"(?:{_IN_NAME}(?:-|{_IN_NAME})*+(?<={_IN_NAME})\.)"
DOMAIN = rf"(?:{_SUBDOMAIN}{{0,126}}{_NAME}{_TLD})"
"""The name of a site: under a top-level domain that there is."""


@cache
def _ascii_domain() -> "regex.Pattern[str]":
    """This one and the links are made when first asked for: with all domains that there are they
    take half a second, which whoever only starts a command need not wait."""
    return regex.compile(rf"(?i)(?:[\-a-z0-9{_LATIN}]++\.)+{_TLD}")


_IN_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_END = rf"(?:[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN}]|{_BRACKETS})"
_PATH = rf"(?:{_IN_PATH}*(?:{_BRACKETS}{_IN_PATH}*)*{_PATH_END}|@{_IN_PATH}+/)"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
BEFORE_LINK = rf"[^A-Za-z0-9@＠$#＃{_INVALID}]"
"""What may stand before a link."""


@cache
def _links() -> "regex.Pattern[str]":
    return regex.compile(
        rf"(?i)(?P<before>{BEFORE_LINK}|^)"
        rf"(?P<url>(?P<scheme>https?://)?(?P<domain>{DOMAIN})(?::[0-9]+)?"
        rf"(?P<path>/{_PATH}*)?(?:\?{_QUERY})?)"
    )


_SHORTENED = regex.compile(rf"(?i)https?://t\.co/([a-z0-9]+)(?:\?{_QUERY})?")
_LONGEST, _LONGEST_LABEL, _LONGEST_SLUG = 4096, 63, 40

_LETTER = r"[\p{L}\p{M}]"
_IN_TAG = (
    r"[\p{L}\p{M}\p{Nd}_\u200C\u200D\uA67E\u05BE\u05F3\u05F4\uFF5E\u301C\u309B\u309C\u30A0\u30FB"
    r"\u3003\u0F0B\u0F0C\u00B7]"
)
_TAG = regex.compile(
    rf"(?:^|[\uFE0E\uFE0F]|(?!{_IN_TAG}|&)[\s\S])"
    rf"(?P<all>[#＃](?![\uFE0F\u20E3])(?P<tag>{_IN_TAG}*{_LETTER}{_IN_TAG}*))"
)
_AFTER_TAG = regex.compile(r"[#＃]|://")
_NAME_OF_ACCOUNT = r"[@＠](?P<account>[a-zA-Z0-9_]{1,20})"
_MENTION = regex.compile(
    r"(?:^|[^a-zA-Z0-9_!#$%&*@＠]|(?:^|[^a-zA-Z0-9_+~.\-])(?i:rt):?)"
    rf"(?P<all>{_NAME_OF_ACCOUNT}(?P<list>/[a-zA-Z][a-zA-Z0-9_\-]{{0,24}})?+)"
)
AFTER_MENTION = rf"[@＠{_LATIN}]|://"
"""What makes of a mention something else."""
_AFTER_MENTION = regex.compile(AFTER_MENTION)
_ANSWER = regex.compile(rf"[{_SPACE}]*{_NAME_OF_ACCOUNT}")
_STOCK = regex.compile(
    rf"(?i)(?:^|[{_SPACE}{_DIRECTION}])"
    rf"(?P<all>\$(?P<tag>[a-z]{{1,6}}(?:[._][a-z]{{1,2}})?))(?=$|\s|[{_PUNCTUATION}])"
)

Kind = Literal["link", "mention", "hashtag", "cashtag"]


class Entity(NamedTuple):
    """Something that X makes clickable; `end` is not in it."""

    kind: Kind
    start: int
    end: int
    value: str
    """The address as it stands there, or the name without its sign."""
    slug: str = ""
    """Of a list: what follows the account's name, with the slash."""


def entities(text: str) -> list[Entity]:
    """All of them in order; of two that overlap, the first stays."""
    found = [*links(text), *mentions(text), *_tags(text), *cashtags(text)]
    return _apart(found)


def links(text: str) -> list[Entity]:
    """Links, with https:// or without."""
    if "." not in text:
        return []
    return [one for match in _links().finditer(text) for one in _link(match)]


def _link(match: "regex.Match[str]") -> Iterator[Entity]:
    url, start = match["url"], match.start("url")
    if not _may_be(url, match["scheme"] or "https://", match["domain"]):
        return
    if not match["scheme"]:
        yield from _bare(match)
        return
    shortened = _SHORTENED.match(url)
    if shortened is None:
        yield Entity("link", start, start + len(url), url)
    elif len(shortened[1]) <= _LONGEST_SLUG:
        yield Entity("link", start, start + shortened.end(), shortened[0])


def _may_be(url: str, scheme: str, domain: str) -> bool:
    """Whether the domain name fits into DNS, and the whole into what X takes."""
    if domain.lower().startswith("xn--") and not _ascii_domain().fullmatch(domain):
        return False
    labels = domain.split(".")
    fits = all(0 < _in_dns(label) <= _LONGEST_LABEL for label in labels)
    return fits and len(scheme) + len(url) <= _LONGEST


def _in_dns(label: str) -> int:
    return len(label) if label.isascii() else len(label.encode("punycode")) + len("xn--")


def _bare(match: "regex.Match[str]") -> Iterator[Entity]:
    """Without https:// only names in Latin letters count, also between other writing."""
    if match["before"] in tuple("-_./"):
        return
    start, domain = match.start("domain"), match["domain"]
    names = list(_ascii_domain().finditer(domain))
    for name in names:
        end = start + name.end()
        if name is names[-1] and match["path"]:
            end = match.end("url")
        yield Entity("link", start + name.start(), end, match.string[start + name.start() : end])


def mentions(text: str) -> list[Entity]:
    """Accounts, and lists of accounts."""
    return [
        Entity(
            "mention", match.start("all"), match.end("all"), match["account"], match["list"] or ""
        )
        for match in _MENTION.finditer(text)
        if not _AFTER_MENTION.match(text, match.end())
    ]


def answered(text: str) -> str | None:
    """The account that a text answers by beginning with its name."""
    match = _ANSWER.match(text)
    return match["account"] if match and not _AFTER_MENTION.match(text, match.end()) else None


def hashtags(text: str) -> list[Entity]:
    """Hashtags that are no part of a link."""
    return [one for one in _apart([*links(text), *_tags(text)]) if one.kind == "hashtag"]


def _tags(text: str) -> list[Entity]:
    return [
        Entity("hashtag", match.start("all"), match.end("all"), match["tag"])
        for match in _TAG.finditer(text)
        if not _AFTER_TAG.match(text, match.end())
    ]


def cashtags(text: str) -> list[Entity]:
    """Names of stocks: $NOK."""
    return [
        Entity("cashtag", match.start("all"), match.end("all"), match["tag"])
        for match in _STOCK.finditer(text)
    ]


def _apart(found: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for one in sorted(found, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
