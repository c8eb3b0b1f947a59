"""One request of a connector, made and sent so that only the four errors come out of it."""

from collections.abc import Collection
from typing import Any

import httpx

from virta.networks import replies, sentences
from virta.networks.errors import Refused


def ask(
    http: httpx.Client,
    name: str,
    method: str,
    url: str,
    *,
    token: str = "",
    writes: bool = False,
    takes: Collection[int] = (),
    hops: int = 0,
    **parts: Any,
) -> httpx.Response:
    """One request to the network of this name, with the token where there is one.

    `parts` go to `httpx.Client.build_request` (json, data, files, params, headers, extensions); the
    rest is as in `replies.send`, as are the NetworkErrors that it raises. What cannot even be made
    into a request, such as a token with strange signs in it, is Refused.
    """
    headers = {"Accept": "application/json", **parts.pop("headers", {})}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        request = http.build_request(method, url, headers=headers, **parts)
    except (httpx.InvalidURL, ValueError):
        request = None
    if request is None:  # raised here, so that the token is not in its context
        raise Refused(sentences.unsendable(name))
    return replies.send(http, name, request, writes=writes, takes=takes, hops=hops)
