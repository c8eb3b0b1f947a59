"""What a link looks like as a card, asked from the page it leads to."""

from urllib.parse import unquote, urlsplit

import httpx

from virta.networks import pages, replies, sizes, typed
from virta.networks.errors import NetworkError
from virta.networks.protocol import Card, Media
from virta.networks.reasons import presentable

PAGE_BYTES = 1024 * 1024
"""As much of a page is read; what it says of itself stands before that."""
PICTURE_BYTES = 5 * 1024 * 1024
WITHIN = 5.0
"""Seconds for the page, and as many for its picture, redirects included."""
HOPS = 5
_HTML = ("text/html", "application/xhtml+xml")


def card(http: httpx.Client, text: str, languages: tuple[str, ...] = ()) -> Card:
    """The card of an address that somebody typed; `http` comes from `outside.client`.

    The card leads where the person said, with the tags of a campaign if there are any: what the
    page calls its own address is not trusted with that. A page without a title goes by its
    address, and a picture that cannot be had is left out. The picture is as it was found; it is
    prepared for a network elsewhere. `languages` are those the page is asked for.

    Raises a NetworkError: Refused for what is no address, may not be reached or is not there.
    """
    url = typed.address(text)
    response = _ask(http, url, PAGE_BYTES, ", ".join((*_HTML, "*/*;q=0.1")), True, languages)
    content_type = response.headers.get("content-type", "")
    page = pages.Page()
    if content_type.partition(";")[0].strip().lower() in (*_HTML, ""):
        page = pages.read(response.content, content_type, str(response.url))
    return Card(
        url=str(url),
        title=page.title or _by_address(url),
        description=page.description,
        picture=_picture(http, page),
    )


def _ask(
    http: httpx.Client,
    url: httpx.URL,
    most: int,
    accept: str,
    cut: bool,
    languages: tuple[str, ...] = (),
) -> httpx.Response:
    headers = {"Accept": accept}
    if languages:
        headers["Accept-Language"] = ", ".join((*languages, "*;q=0.5"))
    request = http.build_request(
        "GET",
        url,
        headers=headers,
        extensions={"within": WITHIN, "most_bytes": most, "cut": cut},
    )
    return replies.send(http, url.host, request, writes=False, hops=HOPS)


def _by_address(url: httpx.URL) -> str:
    last = unquote(urlsplit(str(url)).path).rstrip("/").rpartition("/")[2]
    return presentable(last, 300) or url.host


def _picture(http: httpx.Client, page: pages.Page) -> Media | None:
    if not page.picture:
        return None
    try:
        url = typed.address(page.picture)
        response = _ask(http, url, PICTURE_BYTES, "image/jpeg, image/png, image/*;q=0.5", False)
    except NetworkError:
        return None  # a card without its picture is still a card
    found = sizes.picture(response.content)
    if not found:
        return None
    mime, width, height = found
    return Media(response.content, mime, width, height, alt=page.alt)
