"""Posts as the matchers read them, and how they are read from JSON lines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NoReturn

import msgspec

from virta.matching.messages import say

LARGEST = 10**300
"""The largest number that followers and ratings may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post; None stands for what is not known, and no query about that matches.

    `type` is one of post, reply, repost, quote and article; `created_at` is the text it came as.
    """

    id: str
    text: str
    language: str | None = None
    author: str | None = None
    source: str | None = None
    country: str | None = None
    type: str | None = None
    followers: float | None = None
    rating: float | None = None
    title: str | None = None
    url: str | None = None
    links: Sequence[str] | None = None
    created_at: str | None = None


class Unreadable(Exception):
    """A line is no post: why, and what to do about it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def message(self, language: str = "en") -> str:
        """The sentence for people, in English or Finnish."""
        return say(self.code, self.details, language)

    def __str__(self) -> str:
        return self.message()


def read_post(line: str | bytes) -> Post:
    """The post on a JSON line: an object with `id` and `text`; keys it does not know are let be.

    An `id` that is a whole number stands for its digits. Raises Unreadable.
    """
    post = _quickly(line)
    return post if post is not None else _slowly(line)


class _Line(msgspec.Struct, gc=False):
    """A line that is as it should be."""

    id: str
    text: str
    language: str | None = None
    author: str | None = None
    source: str | None = None
    country: str | None = None
    type: str | None = None
    followers: float | None = None
    rating: float | None = None
    title: str | None = None
    url: str | None = None
    links: tuple[str, ...] | None = None
    created_at: str | None = None


_decoder = msgspec.json.Decoder(_Line)
_fields = attrgetter(*_Line.__struct_fields__)


def _quickly(line: str | bytes) -> Post | None:
    """The post of a line that has nothing odd; None for what has to be looked at closely."""
    try:
        held = _decoder.decode(line if isinstance(line, str) else line.decode())
    except (ValueError, RecursionError):  # what msgspec and UTF-8 complain of
        return None
    if max(abs(held.followers or 0), abs(held.rating or 0)) > LARGEST:
        return None
    return Post(**dict(zip(_Line.__struct_fields__, _fields(held), strict=True)))


def _slowly(line: str | bytes) -> Post:
    """The post of any line; raises Unreadable with the reason."""
    held = _object(line)
    missing = [name for name in ("id", "text") if held.get(name) is None]
    if missing:
        raise Unreadable("post_lacks", name=missing[0])
    return Post(
        id=_id(held["id"]),
        text=_text("text", held["text"]) or "",
        links=_links(held.get("links")),
        language=_text("language", held.get("language")),
        author=_text("author", held.get("author")),
        source=_text("source", held.get("source")),
        country=_text("country", held.get("country")),
        type=_text("type", held.get("type")),
        followers=_number("followers", held.get("followers")),
        rating=_number("rating", held.get("rating")),
        title=_text("title", held.get("title")),
        url=_text("url", held.get("url")),
        created_at=_text("created_at", held.get("created_at")),
    )


def _object(line: str | bytes) -> dict[str, Any]:
    try:
        held = json.loads(line, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Unreadable("post_not_utf8") from None
    except RecursionError:
        raise Unreadable("post_too_deep") from None
    except json.JSONDecodeError as trouble:
        raise Unreadable("post_not_json", column=trouble.colno) from None
    except ValueError:  # a whole number of thousands of digits
        raise Unreadable("post_long_number") from None
    if not isinstance(held, dict):
        raise Unreadable("post_not_object")
    return held


def _no_number(name: str) -> NoReturn:
    raise Unreadable("post_no_number", name=name)


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text("id", value) or ""


def _text(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise Unreadable("post_wants_text", name=name)


def _number(name: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("post_wants_number", name=name)
    if not abs(value) <= LARGEST:  # so that NaN is caught as well
        raise Unreadable("post_long_number")
    return float(value)


def _links(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(link, str) for link in value):
        raise Unreadable("post_wants_links")
    return tuple(value)
