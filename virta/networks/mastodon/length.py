"""How long a post is by Mastodon's rules: links have a set length, mentions lose their server."""

import regex

_LINK = regex.compile(r"https?://\S+")
_MENTION = regex.compile(r"(?<![\w/])(@\w[\w.-]*)@[\w.-]*\w")
_SIGN = regex.compile(r"\X")


def length(text: str, url_length: int = 23) -> int:
    """In signs as people see them (extended grapheme clusters)."""
    shortened = _MENTION.sub(r"\1", _LINK.sub("x" * url_length, text))
    return len(_SIGN.findall(shortened))
