"""The text of an article from its own page, where a feed has only the beginning of it.

The main text is found by trafilatura (Barbaresi 2021, ACL), which is loaded with the first article.
"""

import httpx

from virta.networks import asking
from virta.networks.errors import NetworkError

MOST_BYTES = 3 * 1024 * 1024
WITHIN = 20.0
LONGEST = 100_000
"""Characters of an article; the rest is cut."""


def text_at(url: str, http: httpx.Client) -> str:
    """The article's text, empty where none is found or the page is not to be had.

    Keeps to robots' rules where the client has manners (`virta.sources.politeness`).
    """
    try:
        host = httpx.URL(url).host
        response = asking.ask(
            http,
            host,
            "GET",
            url,
            headers={"Accept": "text/html, application/xhtml+xml"},
            hops=5,
            extensions={"as_crawler": True, "within": WITHIN, "most_bytes": MOST_BYTES},
        )
    except (NetworkError, httpx.InvalidURL):
        return ""  # the feed's own words stand in for it
    if "html" not in response.headers.get("content-type", "text/html"):
        return ""
    return main_text(response.content)


def main_text(page: bytes) -> str:
    """The main text of a page, without menus, comments and advertisements."""
    from trafilatura import extract  # noqa: PLC0415 - heavy, and only where articles are read

    try:
        found = extract(page, include_comments=False, include_tables=False, favor_precision=True)
    except Exception:
        # Whatever a parser of strangers' pages raises, the feed's own words are still there.
        return ""
    return (found or "")[:LONGEST]
