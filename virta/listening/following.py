"""Competitors and peers heard in their own words: sources of their accounts, and a search that
marks what they say themselves, so that it is told from what others say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from django.db import transaction
from django.utils.translation import gettext as _

from virta.audiences.models import Peer, PeerAccount
from virta.listening.models import Search, Source
from virta.listening.models.source import sealed
from virta.networks.errors import NetworkError
from virta.networks.said import Said
from virta.people.models import Person
from virta.records import saving
from virta.sources import registry

BY_FEED = {"blog", "site", "podcast", "newsletter", "youtube", "other"}
"""Networks on which an account is heard by the feed of its page, where it has one."""


@dataclass(slots=True)
class Followed:
    """What came of following a peer."""

    made: list[Source] = field(default_factory=list)
    before: list[PeerAccount] = field(default_factory=list)
    """Accounts that are listened to already."""
    failed: list[tuple[PeerAccount, Said]] = field(default_factory=list)
    elsewhere: list[PeerAccount] = field(default_factory=list)
    """Accounts on networks that nobody is let listen on."""


def kind_and_settings(account: PeerAccount) -> tuple[str, dict[str, str]] | None:
    """By which kind of source an account is heard, and what to type there; None where by none."""
    if account.network == "bluesky":
        return "bluesky_account", {"account": account.handle or account.address}
    if account.network == "mastodon":
        return "mastodon_account", {"account": account.handle or account.address}
    if account.network in BY_FEED and account.link:
        return "feed", {"address": account.link}
    return None


def follow(peer: Peer, by: Person, http: httpx.Client) -> Followed:
    """Listen to every account of a peer that can be heard. Asking twice makes nothing twice."""
    followed = Followed()
    accounts = PeerAccount.objects.of(peer.workspace).filter(peer=peer).order_by("pk")
    for account in accounts.select_related("peer"):
        found = kind_and_settings(account)
        if found is None:
            followed.elsewhere.append(account)
        elif Source.objects.of(peer.workspace).filter(account=account).exists():
            followed.before.append(account)
        else:
            _follow_one(account, *found, by, http, followed)
    _mark_own(peer, by)
    return followed


def _follow_one(
    account: PeerAccount,
    kind: str,
    typed: Mapping[str, str],
    by: Person,
    http: httpx.Client,
    followed: Followed,
) -> None:
    described = registry.named(kind)
    if described is None or described.check is None:
        raise LookupError(f"There is no kind of source called {kind}.")
    try:
        kept = described.check(typed, http)
    except NetworkError as trouble:
        followed.failed.append((account, trouble.said))
        return
    source = Source.objects.create(
        workspace=account.workspace,
        kind=kind,
        title=str(account)[:200],
        sealed=sealed(kept),
        account=account,
        made_by=by,
    )
    followed.made.append(source)


def _mark_own(peer: Peer, by: Person) -> None:
    """Make or complete the search that hears what the peer says itself."""
    sources = Source.objects.of(peer.workspace).filter(account__peer=peer).order_by("pk")
    wanted = [clause for one in sources for clause in clauses(one)]
    if not wanted:
        return
    with transaction.atomic():
        about = Search.About.PEER_OWN
        search = Search.objects.of(peer.workspace).filter(peer=peer, about=about).first()
        if search is None:
            title = _("%(name)s: in their own words") % {"name": peer.title}
            search = Search(
                workspace=peer.workspace, title=title[:120], about=about, peer=peer, owner=by
            )
        missing = [one for one in wanted if one not in search.query]
        if missing:
            search.query = " OR ".join(filter(None, [search.query, *missing]))
            saving.store(search, by)


def clauses(source: Source) -> list[str]:
    """By which parts of a query the posts of an account are known, whichever way they are heard."""
    kept = source.settings
    if source.kind == "feed":
        host = httpx.URL(kept["address"]).host.removeprefix("www.")
        return [f"site:{host}"] if host else []
    names = [kept.get("did", ""), kept.get("account", "").removeprefix("@")]
    return [f'author:"{one}"' for one in dict.fromkeys(filter(None, names))]
