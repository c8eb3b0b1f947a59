"""What one account on Bluesky writes, by the network's public API, without a sign-in.

https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed (read in 2026). The newest page is read
each time, so posts that are gone from it are noticed; each is asked for once more, by
`app.bsky.feed.getPosts`, before it is told to be gone.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from virta.networks import asking, places, replies
from virta.networks.bluesky import identity
from virta.networks.errors import Refused
from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources import bluesky_posts
from virta.sources.bluesky_posts import NETWORK
from virta.sources.parts import Whole, count_of, moment, objects_in, part_of, text_of
from virta.sources.protocol import Gone, Heard, Item, Portion, Settings, Source

NAME = "Bluesky"
A_PAGE = 50
MOST_PAGES = 4
"""Pages that are read in a row to catch up; an account writes no more between two looks."""
ASKED_AT_ONCE = 25
"""So many posts the network lets be asked for by name at once."""


def check(typed: Settings, http: httpx.Client) -> Settings:
    """From a handle, a DID or the address of a profile to the account; tried out at once."""
    who = identity.bare(typed.get("account", "").strip())
    if not (identity.is_handle(who) or identity.is_did(who)):
        raise Refused(
            Said(
                "Type the account as it stands on its profile, such as @example.bsky.social.",
                "Kirjoita tili niin kuin se on profiilissa, esimerkiksi @example.bsky.social.",
            )
        )
    profile = replies.body(_ask(http, "app.bsky.actor.getProfile", {"actor": who}))
    return {"account": text_of(profile, "handle") or who, "did": text_of(profile, "did") or who}


def poll(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """What is new among the account's own posts and answers, and what of its newest is gone."""
    before: dict[str, str] = json.loads(cursor) if cursor else {}
    rows = _newest(settings["did"], before, http)
    now = datetime.now(UTC)
    read = [heard(row, now) for row in reversed(rows)]
    own = [one for one in read if one and one.author == settings["did"]]
    there = {one.key: one.at.isoformat() for one in own}
    items: list[Item] = [one for one in own if one.key not in before]
    oldest = min(there.values(), default="9999")
    missing = [key for key, at in before.items() if key not in there and at > oldest]
    items += [Gone(NETWORK, key) for key in _gone(missing, http)]
    kept = dict(sorted(there.items(), key=lambda pair: pair[1])[-A_PAGE:])
    return Portion(
        tuple(items),
        json.dumps(kept or before),
        seen_until=now,
        unreadable=read.count(None),
    )


def _newest(did: str, before: Mapping[str, str], http: httpx.Client) -> list[Whole]:
    """Rows of the feed, newest first, back to one that is known already."""
    rows: list[Whole] = []
    at = ""
    for _page in range(MOST_PAGES):
        asked = {"actor": did, "limit": str(A_PAGE), "filter": "posts_with_replies"}
        said = replies.body(
            _ask(http, "app.bsky.feed.getAuthorFeed", asked | ({"cursor": at} if at else {}))
        )
        page = objects_in(said.get("feed"))
        # A repost is somebody else's post, and a pinned one stands out of its order.
        rows += [one for one in page if not part_of(one, "reason")]
        at = text_of(said, "cursor")
        met = any(text_of(part_of(one, "post"), "uri") in before for one in page)
        if not at or not page or met or not before:
            break
    return rows


def heard(row: Whole, now: datetime) -> Heard | None:
    """A row of the feed, or None where it has no author, name or record."""
    post = part_of(row, "post")
    author, uri = part_of(post, "author"), text_of(post, "uri")
    did, record = text_of(author, "did"), part_of(post, "record")
    if not did or not record or not uri.startswith(f"at://{did}/"):
        return None
    one = bluesky_posts.heard(
        did,
        uri.rpartition("/")[2],
        record,
        moment(text_of(post, "indexedAt")) or now,
        handle=text_of(author, "handle"),
        name=text_of(author, "displayName"),
    )
    return replace(
        one,
        at=min(one.at, now),
        likes=count_of(post, "likeCount"),
        reposts=count_of(post, "repostCount"),
        replies=count_of(post, "replyCount"),
    )


def _gone(keys: list[str], http: httpx.Client) -> list[str]:
    """Those of these posts that the network no longer has."""
    gone: list[str] = []
    for at in range(0, len(keys), ASKED_AT_ONCE):
        asked = keys[at : at + ASKED_AT_ONCE]
        said = replies.body(_ask(http, "app.bsky.feed.getPosts", {"uris": asked}))
        there = {text_of(one, "uri") for one in objects_in(said.get("posts"))}
        gone += [one for one in asked if one not in there]
    return gone


def _ask(http: httpx.Client, method: str, params: Mapping[str, str | list[str]]) -> httpx.Response:
    url = f"{places.ATPROTO.resolver}/xrpc/{method}"
    return asking.ask(http, NAME, "GET", url, params=params)


SOURCE = Source(
    key="bluesky_account",
    name=Said("An account on Bluesky", "Tili Blueskyssa"),
    network=NETWORK,
    help=Said(
        "What one account writes and answers: a competitor, a peer, an important voice.",
        "Mitä yksi tili kirjoittaa ja vastaa: kilpailija, verrokki, tärkeä ääni.",
    ),
    fields=(
        Field(
            "account",
            Said("Account", "Tili"),
            Said(
                "As on its profile: @example.bsky.social. The profile's address will do, too.",
                "Kuten profiilissa: @example.bsky.social. Myös profiilin osoite käy.",
            ),
        ),
    ),
    check=check,
    poll=poll,
    every=300,
    silent_after=14 * 86_400,
)
