"""A text as X's own pages show it: HTML by the entities that X sends with a post (API 1.1), as
twitter-text makes it from them (`autoLinkWithJSON`). Places are code points; all of the text and of
what the entities say is escaped.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

X = "https://twitter.com/"
_HIDDEN = "style='position:absolute;left:-9999px;'"
_GAP = f"<span class='tco-ellipsis'><span {_HIDDEN}>&nbsp;</span></span>"
Json = Mapping[str, Any]


def linked(text: str, entities: Json) -> str:
    """The text with its links, hashtags, cashtags and mentions; a list of each kind, which may be
    missing. Of two that overlap, the first stays."""
    parts, done = [], 0
    for start, end, html in sorted(_found(text, entities)):
        if start >= done:
            parts += [escape(text[done:start], quote=False), html]
            done = end
    return "".join([*parts, escape(text[done:], quote=False)])


def _found(text: str, entities: Json) -> Iterator[tuple[int, int, str]]:
    makers = {"urls": _url, "hashtags": _hashtag, "symbols": _cashtag, "user_mentions": _mention}
    for kind, made in makers.items():
        for one in entities.get(kind, ()):
            start, end = one["indices"]
            yield start, end, made(one, text[start:end])


def _url(one: Json, _written: str) -> str:
    """The short address leads on; what is seen of the long one, and what only is copied with it."""
    shown, whole = one.get("display_url") or one["url"], one.get("expanded_url") or one["url"]
    bare = shown.strip("…")
    before, there, after = whole.partition(bare)
    if not there:
        before, after = "", ""
    return (
        f'<a href="{escape(one["url"])}" title="{escape(whole)}">{_ellipsis(shown.startswith("…"))}'
        f"<span {_HIDDEN}>{escape(before)}</span><span class='js-display-url'>{escape(bare)}</span>"
        f"<span {_HIDDEN}>{escape(after)}</span>{_ellipsis(shown.endswith('…'))}</a>"
    )


def _ellipsis(is_cut: bool) -> str:
    """The gap beside an address; with three dots where it is cut short there."""
    return _GAP.replace("'><span", "'>…<span", 1) if is_cut else _GAP


def _hashtag(one: Json, written: str) -> str:
    return _sought("%23", written[:1] or "#", one["text"], "hashtag")


def _cashtag(one: Json, _written: str) -> str:
    return _sought("%24", "$", one["text"], "cashtag")


def _sought(sign: str, shown: str, name: str, kind: str) -> str:
    safe = escape(name)
    return (
        f'<a href="{X}search?q={sign}{safe}" title="{escape(shown)}{safe}" '
        f'class="tweet-url {kind}">{escape(shown)}{safe}</a>'
    )


def _mention(one: Json, written: str) -> str:
    name = escape(one["screen_name"])
    return f'{escape(written[:1] or "@")}<a class="tweet-url username" href="{X}{name}">{name}</a>'
