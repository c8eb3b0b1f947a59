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
from virta.networks.protocol import Receipt, Sought
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
    response, found = _searched(address, asks)
    if found is None:
        raise Refused(NOT_THERE)
    approval = found.get("quote_approval")
    may = approval.get("current_user") if isinstance(approval, dict) else ""
    if purpose == "quoted" and may == "denied":
        raise Refused(NO_QUOTES)
    account = found.get("account")
    author = text_of(account, "acct") if isinstance(account, dict) else ""
    receipt = status.receipt(response, found)
    return Sought(receipt, f"@{author}", plain(text_of(found, "content")))


def own(address: str, account_id: str, asks: Asks) -> Receipt | None:
    """The account's own status at an address; None where it is another's, or none."""
    response, found = _searched(address, asks)
    account = (found or {}).get("account")
    is_own = isinstance(account, dict) and text_of(account, "id") == account_id
    return status.receipt(response, found) if found is not None and is_own else None


def _searched(address: str, asks: Asks) -> tuple[httpx.Response, dict[str, object] | None]:
    """What the server has at an address, and the answer that says so."""
    asked = {"q": str(typed.address(address)), "type": "statuses", "resolve": "true", "limit": "1"}
    response = asks("GET", "/api/v2/search", params=asked)
    rows = replies.body(response).get("statuses")
    found = rows[0] if isinstance(rows, list) and rows else None
    return response, found if isinstance(found, dict) else None
