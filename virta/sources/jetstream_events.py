"""The events of Jetstream, read whole: what a frame says was written, changed or taken back."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from virta.sources import bluesky_posts
from virta.sources.bluesky_posts import NETWORK, POSTS, key_of
from virta.sources.protocol import AuthorGone, Gone, Item

_GONE = {"deleted", "takendown", "suspended"}


class _Commit(msgspec.Struct):
    operation: str
    collection: str
    rkey: str
    record: msgspec.Raw = msgspec.Raw(b"")


class _Account(msgspec.Struct):
    active: bool = True
    status: str = ""


class _Event(msgspec.Struct):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None
    account: _Account | None = None


_event = msgspec.json.Decoder(_Event)
_record = msgspec.json.Decoder(dict[str, Any])


def decode(frame: str | bytes) -> tuple[Item | None, int]:
    """What a frame tells, if that is of use, and its time in microseconds.

    Raises ValueError (which msgspec's errors are) and RecursionError for what cannot be read.
    """
    event = _event.decode(frame)
    return _item(event), event.time_us


def moment(microseconds: int) -> datetime:
    """The time that an event says."""
    try:
        return datetime.fromtimestamp(microseconds / 1e6, UTC)
    except (OverflowError, OSError) as trouble:
        raise ValueError("The time is out of range.") from trouble


def _item(event: _Event) -> Item | None:
    if event.kind == "account" and event.account is not None:
        is_gone = not event.account.active and event.account.status in _GONE
        return AuthorGone(NETWORK, event.did) if is_gone else None
    commit = event.commit
    if event.kind != "commit" or commit is None or commit.collection != POSTS:
        return None
    if commit.operation == "delete":
        return Gone(NETWORK, key_of(event.did, commit.rkey))
    return bluesky_posts.heard(
        event.did,
        commit.rkey,
        _record.decode(commit.record),
        moment(event.time_us),
        is_edit=commit.operation == "update",
    )
