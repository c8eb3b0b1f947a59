"""Another's post by its web address: the account's own server fetches it.

https://docs.joinmastodon.org/methods/search/#v2 (`resolve`), and who may quote:
https://docs.joinmastodon.org/entities/QuoteApproval/
"""

from typing import Any, Literal, Protocol

import httpx

from virta.networks import replies, typed
from virta.networks.errors import Refused
from virta.networks.mastodon import status
from virta.networks.mastodon.asking import text_of
from virta.networks.mastodon.plain import plain
from virta.networks.protocol import Sought
from virta.networks.said import Said

NOT_THERE = Said(
    "The server finds no post at this address. Check it, or choose a public post.",
    "Palvelin ei löydä julkaisua tästä osoitteesta. Tarkista osoite tai valitse julkinen julkaisu.",
)
NO_QUOTES = Said(
    "Its author does not let this account quote the post. Put a link to it in the text instead.",
    "Julkaisun tekijä ei salli tämän tilin lainata sitä. Lisää sen sijaan tekstiin linkki siihen.",
)


class Asks(Protocol):
    """How the account's server is asked."""

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response: ...


def sought(address: str, purpose: Literal["quoted", "answered"], asks: Asks) -> Sought:
    """The post of the address. Raises a NetworkError: Refused where there is none to be had."""
    url = str(typed.address(address))
    asked = {"q": url, "type": "statuses", "resolve": "true", "limit": "1"}
    response = asks("GET", "/api/v2/search", params=asked)
    rows = replies.body(response).get("statuses")
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
        raise Refused(NOT_THERE)
    found = rows[0]
    approval = found.get("quote_approval")
    may = approval.get("current_user") if isinstance(approval, dict) else ""
    if purpose == "quoted" and may == "denied":
        raise Refused(NO_QUOTES)
    account = found.get("account")
    author = text_of(account, "acct") if isinstance(account, dict) else ""
    receipt = status.receipt(response, found)
    return Sought(receipt, f"@{author}", plain(text_of(found, "content")))
