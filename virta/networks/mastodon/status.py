"""A post as it is sent, and a status as it comes back. https://docs.joinmastodon.org/entities/Status/"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import httpx

from virta.networks import replies
from virta.networks.mastodon.asking import text_of
from virta.networks.mastodon.plain import likeness, plain
from virta.networks.protocol import Draft, Published, Receipt

Status = Mapping[str, object]
_YES = {"1", "true", "yes", "on"}
_DAY = 24


def is_on(draft: Draft, name: str) -> bool:
    return draft.options.get(name, "").strip().lower() in _YES


def answers(draft: Draft) -> list[str]:
    """What the poll offers: one answer a line; empty where there is no poll."""
    lines = (line.strip() for line in draft.options.get("poll", "").splitlines())
    return [line for line in lines if line]


def payload(draft: Draft, media: Sequence[str], quote: str) -> dict[str, object]:
    """The status to be made. `media` are ids; `quote` is what the server calls a quoted status."""
    sent: dict[str, object] = {
        "status": draft.text,
        "visibility": draft.options.get("visibility") or "public",
    }
    spoiler = draft.options.get("spoiler_text", "").strip()
    optional: dict[str, object] = {
        "media_ids": list(media),
        "spoiler_text": spoiler,
        "sensitive": is_on(draft, "sensitive"),
        "language": draft.languages[0].split("-")[0] if draft.languages else "",
        "in_reply_to_id": draft.parent.remote_id if draft.parent else "",
        "poll": _poll(draft),
    }
    if draft.quoted and quote:
        optional[quote] = draft.quoted.remote_id
    return sent | {name: value for name, value in optional.items() if value}


def _poll(draft: Draft) -> dict[str, object]:
    options = answers(draft)
    if not options:
        return {}
    hours = draft.options.get("poll_hours", "")
    return {
        "options": options,
        "expires_in": (int(hours) if hours.isdecimal() else _DAY) * 3600,
        "multiple": is_on(draft, "poll_multiple"),
    }


def receipt(response: httpx.Response, status: Status) -> Receipt:
    """Where the post is. Raises what `replies.take` raises when the answer does not say."""
    remote_id = replies.take(response, status, "id", str)
    return Receipt(remote_id=remote_id, url=text_of(status, "url") or text_of(status, "uri"))


def published(response: httpx.Response, status: Status) -> Published:
    at = receipt(response, status)
    return Published(
        remote_id=at.remote_id,
        url=at.url,
        text=plain(text_of(status, "content")),
        made_at=made_at(response, status),
        revision=text_of(status, "edited_at"),
        edited_at=_moment(text_of(status, "edited_at")),
        is_talk=bool(text_of(status, "in_reply_to_id"))
        or text_of(status, "visibility") == "direct",
    )


def made_at(response: httpx.Response, status: Status) -> datetime:
    moment = _moment(text_of(status, "created_at"))
    if moment is None:
        raise replies.misunderstood(response, "created_at?")
    return moment


def is_of(draft: Draft, status: Status) -> bool:
    """Whether a status holds what this draft would have made."""
    attachments = status.get("media_attachments")
    parent = draft.parent.remote_id if draft.parent else ""
    return (
        status.get("reblog") is None
        and likeness(plain(text_of(status, "content"))) == likeness(draft.text)
        and likeness(plain(text_of(status, "spoiler_text")))
        == likeness(draft.options.get("spoiler_text", ""))
        and (len(attachments) if isinstance(attachments, list) else 0) == len(draft.media)
        and text_of(status, "in_reply_to_id") == parent
        and bool(status.get("poll")) == bool(answers(draft))
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
