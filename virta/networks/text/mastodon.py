"""How long a text is on Mastodon: links have a set length, mentions lose their server.

As Mastodon's own check has it (`StatusLengthValidator`): the links and mentions are those that its
`Extractor` finds, which is twitter-text with wider paths and its own accounts' names; what is left
is counted in grapheme clusters. https://docs.joinmastodon.org/user/posting/#text
"""

from collections.abc import Iterator
from functools import cache

import regex

from virta.networks.text import graphemes, x_entities

_IN_PATH = r"[^\s<>()?]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_END = rf"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_BRACKETS})"
_BEYOND = r"\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF\U00010000-\U0010FFFD"
_QUERY = rf"[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_BEYOND}]*[a-z0-9_&=#/\-{_BEYOND}]"
_LINK = (
    rf"(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://{x_entities.DOMAIN}(?::[0-9]+)?"
    rf"(?:/(?:{_IN_PATH}*(?:{_BRACKETS}{_IN_PATH}*)*{_PATH_END}|{_IN_PATH}+/)*)?"
    rf"(?:\?{_QUERY})?"
)
_MENTION = (
    r"(?<![=/\w])@(?P<account>[a-z0-9_]++(?:[.\-]++[a-z0-9_]++)*)"
    rf"(?:@\w+(?:[.\-]+\w+)*)?(?!{x_entities.AFTER_MENTION})"
)


@cache
def _both() -> "regex.Pattern[str]":
    """Made when first asked for: it takes a third of a second and the whole list of domains."""
    return regex.compile(
        rf"(?i)(?:(?:^|(?<={x_entities.BEFORE_LINK}))(?P<link>{_LINK})|{_MENTION})"
    )


def length(text: str, link: int = 23) -> int:
    """In signs as people see them. `link` is what the instance says that a link counts as
    (`characters_reserved_per_url`)."""

    def counted(found: "regex.Match[str]") -> str:
        return "x" * link if found["link"] else f"@{found['account']}"

    return graphemes.count(_both().sub(counted, text))


def found(text: str) -> Iterator["regex.Match[str]"]:
    """Its links (group `link`) and mentions (group `account`, without the server), in order."""
    yield from _both().finditer(text)
