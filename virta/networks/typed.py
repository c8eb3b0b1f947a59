"""Addresses as people type them, made into ones that can be asked for."""

import httpx

from virta.networks import addresses
from virta.networks.errors import Refused
from virta.networks.said import Said

LONGEST = 2000


def is_plain(url: httpx.URL) -> bool:
    """Whether it is of the web, has a host and a port that can be, and holds no credentials."""
    on_web = url.scheme in {"http", "https"} and bool(url.host)
    return on_web and not url.userinfo and (url.port is None or 0 < url.port < 65536)


def address(text: str) -> httpx.URL:
    """The address that somebody meant: https:// is added, space around it and a last dot go.

    Raises Refused where it is none, or one with a user name or password in it, which nobody
    should hand on. Whether Virta may go there is seen when it goes (`outside`).
    """
    text = text.strip()
    scheme, colon, _ = text.partition("://")
    try:
        url = httpx.URL(text if colon else f"https://{text}")
        host = addresses.checked_host(url.raw_host.decode("ascii"))
        if len(text) > LONGEST or not is_plain(url):
            raise ValueError(scheme)
        return url.copy_with(host=host)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        pass  # raised below, without what was typed in its context
    raise Refused(
        Said(
            "This is not a web address that Virta can go to. Type it as it stands in the browser's "
            "address line, such as https://example.org/page, without a user name or password.",
            "Tämä ei ole verkko-osoite, josta Virta voi hakea. Kirjoita se niin kuin se on selaimen "
            "osoiterivillä, esimerkiksi https://example.org/sivu, ilman tunnusta ja salasanaa.",
        )
    )
