"""Statuses of the Mastodon API as they are heard. https://docs.joinmastodon.org/entities/Status/"""

from datetime import datetime

import httpx

from virta.networks.mastodon.plain import plain
from virta.sources.parts import Whole, count_of, moment, part_of, text_of
from virta.sources.protocol import Heard

NETWORK = "mastodon"


def key_of(row: Whole) -> str:
    """The lasting name of a status on all servers; empty where it has none."""
    return text_of(row, "uri") or text_of(row, "url")


def heard(row: Whole, server: str, now: datetime, *, is_edit: bool = False) -> Heard | None:
    """A status, or None where it has no id, account or time that can be read."""
    account, key = part_of(row, "account"), key_of(row)
    at = moment(text_of(row, "created_at"))
    if not account or not key or at is None:
        return None
    warning, text = text_of(row, "spoiler_text"), plain(text_of(row, "content"))
    language, link = text_of(row, "language"), text_of(part_of(row, "card"), "url")
    return Heard(
        network=NETWORK,
        key=key,
        at=min(at, now),
        text=f"{warning}\n\n{text}" if warning else text,
        author=text_of(account, "url") or text_of(account, "acct"),
        handle=_handle(text_of(account, "acct"), server),
        name=text_of(account, "display_name"),
        followers=count_of(account, "followers_count"),
        url=text_of(row, "url") or key,
        languages=(language,) if language else (),
        type="reply" if row.get("in_reply_to_id") else "post",
        links=(link,) if link else (),
        likes=count_of(row, "favourites_count"),
        reposts=count_of(row, "reblogs_count"),
        replies=count_of(row, "replies_count"),
        is_edit=is_edit or bool(row.get("edited_at")),
    )


def _handle(acct: str, server: str) -> str:
    return acct if "@" in acct or not acct else f"{acct}@{httpx.URL(server).host}"
