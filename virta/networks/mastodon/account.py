"""A signed-in account on a server that speaks Mastodon's API."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import quote as quoted

import httpx

from virta.networks import replies
from virta.networks.errors import Refused
from virta.networks.mastodon import instance, seeking, status
from virta.networks.mastodon.asking import GONE, ask, is_gone, text_of
from virta.networks.mastodon.media import upload
from virta.networks.protocol import Account, Credentials, Draft, Published, Receipt, Sought
from virta.networks.said import Said

MARGIN = timedelta(seconds=3)
"""How much earlier than the draft a status may seem to be: HTTP's Date has whole seconds."""
ROUGHLY = timedelta(minutes=5)
"""The same where the server does not say what its clock shows."""
_PAGE = 40

Found = tuple[httpx.Response, status.Status]


class Mastodon:
    """One account on one server: it publishes, finds, reads, looks and removes.

    `credentials` hold the server's address, the token and, once known, the account's id.
    """

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._server = credentials["server"]
        self._token = credentials["token"]
        self._id = credentials.get("id", "")
        self._credentials = credentials
        self._http = http
        self._known: dict[str, str] = {}
        """Which reference a status is of, as far as this sign-in has seen it."""

    def account(self) -> Account:
        """Whose account it is, with the server's facts."""
        response = self._ask("GET", "/api/v1/accounts/verify_credentials")
        said = replies.body(response)
        self._id = replies.take(response, said, "id", str)
        name = replies.take(response, said, "username", str)
        _, facts = instance.read(self._http, self._server)
        return Account(
            remote_id=self._id,
            handle=f"@{name}@{httpx.URL(self._server).host}",
            name=text_of(said, "display_name") or name,
            url=text_of(said, "url"),
            facts=facts,
        )

    def publish(self, draft: Draft) -> Receipt:
        """Publish in one attempt; pictures and films are uploaded first."""
        quote = self._quote() if draft.quoted else ""
        media = [upload(self._http, self._server, self._token, one) for one in draft.media]
        draft.begins()
        response = self._ask(
            "POST",
            "/api/v1/statuses",
            writes=True,
            json=status.payload(draft, media, quote),
            # Mastodon drops a repeat for an hour; other servers do not, so nothing relies on it.
            headers={"Idempotency-Key": draft.reference},
        )
        return self._noted(draft, status.receipt(response, replies.body(response)))

    def find(self, draft: Draft) -> Receipt | None:
        """The earliest of the account's statuses since the draft was tried that says the same.

        A status has no room for our reference. So two drafts that say the same are told apart by
        time, and by what is known to be another's.
        """
        found: Receipt | None = None
        for response, one in self._since(draft.tried_at or draft.made_at, exact=False):
            at = status.receipt(response, one)
            is_free = self._known.get(at.remote_id, draft.reference) == draft.reference
            is_free = is_free and not draft.taken & {at.remote_id, at.url}
            if is_free and status.is_of(draft, one):
                found = at
        return self._noted(draft, found) if found else None

    def read(self, since: datetime) -> Iterator[Published]:
        """The account's own posts, newest first, without what it only passed on."""
        for response, one in self._since(since, exact=True):
            yield status.published(response, one)

    def look(self, remote_ids: Iterable[str]) -> Mapping[str, Published | None]:
        """How these posts stand now; None for what the server says is gone."""
        return {remote_id: self._look(remote_id) for remote_id in remote_ids}

    def locate(self, address: str) -> Receipt | None:
        return seeking.own(address, self._id or self.account().remote_id, self._ask)

    def remove(self, remote_id: str) -> None:
        """Delete a post; one that is gone already is no concern."""
        is_gone(self._ask("DELETE", _path(remote_id), writes=True, takes=GONE))

    def seek(self, address: str, purpose: Literal["quoted", "answered"]) -> Sought:
        """Somebody's post, fetched by this account's server."""
        if purpose == "quoted":
            self._quote()
        return seeking.sought(address, purpose, self._ask)

    def ends(self) -> datetime | None:
        """When the token runs out, where the server said so: there is no renewing it."""
        text = self._credentials.get("runs_out", "")
        return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else None

    def sign_out(self) -> bool:
        """Take the token back at the server, where the sign-in was made by OAuth."""
        keys = ("client_id", "client_secret")
        if not all(self._credentials.get(key) for key in keys):
            return False
        form = {key: self._credentials[key] for key in keys} | {"token": self._token}
        revoke = self._credentials.get("revoke") or f"{self._server}/oauth/revoke"
        return ask(self._http, "POST", revoke, data=form, takes=(*GONE, 403)).is_success

    def _noted(self, draft: Draft, at: Receipt) -> Receipt:
        self._known[at.remote_id] = draft.reference
        return at

    def _look(self, remote_id: str) -> Published | None:
        response = self._ask("GET", _path(remote_id), takes=GONE)
        if is_gone(response):
            return None
        return status.published(response, replies.body(response))

    def _quote(self) -> str:
        _, facts = instance.read(self._http, self._server)
        name = str(facts["quote"])
        if not name:
            raise Refused(
                Said(
                    "This server does not let posts be quoted. Take the quote away, or put a link "
                    "to the post in the text.",
                    "Tällä palvelimella julkaisuja ei voi lainata. Poista lainaus tai lisää "
                    "tekstiin linkki julkaisuun.",
                )
            )
        return name

    def _since(self, since: datetime, *, exact: bool) -> Iterator[Found]:
        """Own statuses from the newest back. Where not exact, by the server's own clock."""
        begin: datetime | None = since if exact else None
        for response in self._pages():
            begin = begin or _by_their_clock(since, response)
            for one in replies.rows(response):
                if status.made_at(response, one) < begin:
                    return
                if one.get("reblog") is None:
                    yield response, one

    def _pages(self) -> Iterator[httpx.Response]:
        if not self._id:
            self.account()
        path = f"/api/v1/accounts/{quoted(self._id, safe='')}/statuses"
        before, seen = "", set[str]()
        while before not in seen:
            seen.add(before)
            paging = {"max_id": before} if before else {}
            response = self._ask("GET", path, params={"limit": _PAGE} | paging)
            yield response
            rows = replies.rows(response)
            if not rows:
                return
            before = replies.take(response, rows[-1], "id", str)
        # The same page over and over: whether anything is further back cannot be known.
        raise replies.misunderstood(response)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        writes: bool = False,
        takes: tuple[int, ...] = (),
        **parts: Any,
    ) -> httpx.Response:
        url = f"{self._server}{path}"
        return ask(self._http, method, url, token=self._token, writes=writes, takes=takes, **parts)


def _path(remote_id: str) -> str:
    return f"/api/v1/statuses/{quoted(remote_id, safe='')}"


def _by_their_clock(moment: datetime, response: httpx.Response) -> datetime:
    """When it was by the server's clock, a little earlier to be safe."""
    try:
        theirs = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError, TypeError):
        return moment - ROUGHLY
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    return moment + (theirs - datetime.now(UTC)) - MARGIN
