"""Asking a server that speaks Mastodon's API. https://docs.joinmastodon.org/methods/"""

from collections.abc import Collection, Mapping
from typing import Any

import httpx

from virta.networks import replies, sentences
from virta.networks.errors import Refused, TryLater

NAME = "Mastodon"
GONE = (404, 410)


def ask(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    token: str = "",
    writes: bool = False,
    takes: Collection[int] = (),
    hops: int = 0,
    **parts: Any,
) -> httpx.Response:
    """One request, with the token where there is one. Raises a NetworkError like `replies.send`.

    `parts` go to `httpx.Client.build_request` (json, data, files, params, headers, extensions).
    """
    headers = {"Accept": "application/json", **parts.pop("headers", {})}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        request = http.build_request(method, url, headers=headers, **parts)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        request = None
    if request is None:  # raised here, without the token in its context
        raise Refused(sentences.unsendable(NAME))
    return replies.send(http, NAME, request, writes=writes, takes=takes, hops=hops)


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
