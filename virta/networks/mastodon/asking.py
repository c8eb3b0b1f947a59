"""Asking a server that speaks Mastodon's API. https://docs.joinmastodon.org/methods/"""

from collections.abc import Mapping
from typing import Any

import httpx

from virta.networks import asking, sentences
from virta.networks.errors import TryLater

NAME = "Mastodon"
GONE = (404, 410)


def ask(http: httpx.Client, method: str, url: str, **more: Any) -> httpx.Response:
    """One request to a server; see `virta.networks.asking.ask`."""
    return asking.ask(http, NAME, method, url, **more)


def is_gone(response: httpx.Response) -> bool:
    """Whether the server itself says that it is not there; a proxy's page is taken for trouble."""
    if response.status_code not in GONE:
        return False
    if "json" in response.headers.get("content-type", ""):
        return True
    raise TryLater(sentences.strange(NAME))


def text_of(part: Mapping[str, object], key: str) -> str:
    """A text of an answer; empty where there is none."""
    value = part.get(key)
    return value if isinstance(value, str) else ""
