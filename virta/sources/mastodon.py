"""Hashtags on the Fediverse, as one server of the Mastodon API sees them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from virta.networks import typed as addresses
from virta.networks.errors import Refused
from virta.networks.mastodon.asking import ask, text_of
from virta.networks.mastodon.plain import plain
from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources.protocol import Heard, Portion, Settings, Source, Type

AT_ONCE = 40
"""The most statuses that servers give at a time."""


def check(typed: Settings, http: httpx.Client) -> Settings:
    """The server's address and the tag without its sign; tried out at once."""
    tag = typed.get("tag", "").strip().lstrip("#")
    if not tag or not tag.replace("_", "").isalnum():
        raise Refused(
            Said(
                "Type one hashtag, without spaces: kahvi or #kahvi.",
                "Kirjoita yksi aihetunniste ilman välejä: kahvi tai #kahvi.",
            )
        )
    url = addresses.address(typed.get("server", ""))
    kept = {"server": f"{url.scheme}://{url.netloc.decode()}", "tag": tag}
    if typed.get("token"):
        kept["token"] = typed["token"]
    poll(kept, "", http)
    return kept


def poll(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """Statuses newer than the cursor (a status id), oldest first, so that a gap never opens."""
    url = f"{settings['server']}/api/v1/timelines/tag/{settings['tag']}"
    params = {"limit": str(AT_ONCE)} | ({"min_id": cursor} if cursor else {})
    response = ask(http, "GET", url, params=params, token=settings.get("token", ""))
    said = response.json()
    rows = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    now = datetime.now(UTC)
    items = [one for row in rows if (one := heard(row, settings["server"], now))]
    items.sort(key=lambda one: one.at)
    newest = max((text_of(row, "id") for row in rows), key=_order, default=cursor)
    return Portion(
        tuple(items),
        max(cursor, newest, key=_order),
        seen_until=items[-1].at if items else None,
        unreadable=len(rows) - len(items),
        wait=_wait(response.headers),
        has_more=bool(cursor) and len(rows) >= AT_ONCE,
    )


def _order(status_id: str) -> tuple[int, str]:
    """Ids are numbers or sortable words, the longer the later."""
    return len(status_id), status_id


def heard(row: Mapping[str, Any], server: str, now: datetime) -> Heard | None:
    """A status, or None where it has no id, account or time that can be read."""
    account = row.get("account")
    key, at = text_of(row, "uri") or text_of(row, "url"), _moment(text_of(row, "created_at"))
    if not isinstance(account, dict) or not key or at is None:
        return None
    warning, text = text_of(row, "spoiler_text"), plain(text_of(row, "content"))
    language = text_of(row, "language")
    return Heard(
        network="mastodon",
        key=key,
        at=min(at, now),
        text=f"{warning}\n\n{text}" if warning else text,
        author=text_of(account, "url") or text_of(account, "acct"),
        handle=_handle(text_of(account, "acct"), server),
        name=text_of(account, "display_name"),
        followers=_count(account, "followers_count"),
        url=text_of(row, "url") or key,
        languages=(language,) if language else (),
        type=_type(row),
        links=_links(row),
        likes=_count(row, "favourites_count"),
        reposts=_count(row, "reblogs_count"),
        replies=_count(row, "replies_count"),
        is_edit=bool(row.get("edited_at")),
    )


def _type(row: Mapping[str, Any]) -> Type:
    return "reply" if row.get("in_reply_to_id") else "post"


def _handle(acct: str, server: str) -> str:
    return acct if "@" in acct or not acct else f"{acct}@{httpx.URL(server).host}"


def _links(row: Mapping[str, Any]) -> tuple[str, ...]:
    card = row.get("card")
    url = text_of(card, "url") if isinstance(card, dict) else ""
    return (url,) if url else ()


def _count(part: Mapping[str, Any], name: str) -> int | None:
    value = part.get(name)
    return value if isinstance(value, int) and value >= 0 else None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _wait(headers: httpx.Headers) -> float | None:
    """Seconds until more requests are allowed, once only a few are left."""
    left, again = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-reset", "")
    at = _moment(again)
    if not left.isdigit() or int(left) > 5 or at is None:
        return None
    return max(1.0, (at - datetime.now(UTC)).total_seconds())


SOURCE = Source(
    key="mastodon_tag",
    name=Said("Hashtag on Mastodon", "Aihetunniste Mastodonissa"),
    network="mastodon",
    help=Said(
        "What one server knows of a hashtag; a large server knows of more. Some servers ask for a "
        "token first.",
        "Mitä yksi palvelin tietää aihetunnisteesta; suuri palvelin tietää enemmän. Jotkin "
        "palvelimet vaativat ensin avaimen.",
    ),
    fields=(
        Field(
            "server",
            Said("Server", "Palvelin"),
            kind="address",
            default="https://mastodon.social",
        ),
        Field("tag", Said("Hashtag", "Aihetunniste")),
        Field(
            "token",
            Said("Access token", "Pääsyavain"),
            Said(
                "Only where the server asks for one: Preferences, Development, with read:statuses.",
                "Vain jos palvelin vaatii sen: Asetukset, Kehitys, oikeus read:statuses.",
            ),
            kind="secret",
        ),
    ),
    check=check,
    poll=poll,
    every=120,
    silent_after=7 * 86_400,
)
