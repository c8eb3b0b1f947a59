"""Bluesky by Jetstream: every post of the network as a line of JSON over a WebSocket.

The form of its events: https://github.com/bluesky-social/jetstream (read in 2026). The cursor is
the event's own time in microseconds; at each connection it is set back a little, since events near
the cut may come again, and what comes twice is known by its key.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec

from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources import sockets
from virta.sources.door import Door
from virta.sources.protocol import AuthorGone, Gone, Heard, Item, Portion, Settings, Source, Type

NETWORK = "bluesky"
POSTS = "app.bsky.feed.post"
BACK = 5_000_000
"""Microseconds before the cursor from which on is read again after a break."""
_GONE = {"deleted", "takendown", "suspended"}


class _Ref(msgspec.Struct):
    uri: str = ""


class _Reply(msgspec.Struct):
    parent: _Ref = msgspec.field(default_factory=_Ref)


class _External(msgspec.Struct):
    uri: str = ""


class _Quoted(msgspec.Struct):
    uri: str = ""
    record: _Ref | None = None  # app.bsky.embed.recordWithMedia holds one within the other


class _Embed(msgspec.Struct):
    external: _External | None = None
    record: _Quoted | None = None


class _Feature(msgspec.Struct):
    uri: str = ""


class _Facet(msgspec.Struct):
    features: list[_Feature] = []  # noqa: RUF012 - msgspec copies it


class _Post(msgspec.Struct):
    text: str = ""
    createdAt: str = ""  # noqa: N815 - the network's own name
    langs: list[str] = []  # noqa: RUF012
    reply: _Reply | None = None
    embed: _Embed | None = None
    facets: list[_Facet] = []  # noqa: RUF012


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
_post = msgspec.json.Decoder(_Post)


def read(frames: Sequence[str | bytes], cursor: str = "") -> Portion:
    """What the frames tell. Frames that cannot be read are counted and passed over."""
    items: list[Item] = []
    unreadable, example, last = 0, "", int(cursor or 0)
    for frame in frames:
        try:
            event = _event.decode(frame)
            item = _item(event)
        except (ValueError, RecursionError) as trouble:  # msgspec's, UTF-8's and those of times
            unreadable += 1
            example = example or f"{type(trouble).__name__}: {frame[:200]!r}"
            continue
        last = max(last, event.time_us)
        if item is not None:
            items.append(item)
    seen_until = _moment(last) if last else None
    return Portion(
        tuple(items),
        str(last) if last else cursor,
        seen_until=seen_until,
        unreadable=unreadable,
        unreadable_example=example,
    )


def _moment(microseconds: int) -> datetime:
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
    key = f"at://{event.did}/{POSTS}/{commit.rkey}"
    if commit.operation == "delete":
        return Gone(NETWORK, key)
    post = _post.decode(commit.record)
    return _heard(event.did, commit, post, key, _moment(event.time_us))


def _heard(did: str, commit: _Commit, post: _Post, key: str, seen_at: datetime) -> Heard:
    type_, about = _place(post)
    return Heard(
        network=NETWORK,
        key=key,
        at=min(_made_at(post.createdAt, seen_at), seen_at),
        text=post.text,
        author=did,
        url=f"https://bsky.app/profile/{did}/post/{commit.rkey}",
        languages=tuple(post.langs),
        type=type_,
        links=tuple(_links(post)),
        about=about,
        is_edit=commit.operation == "update",
    )


def _made_at(text: str, seen_at: datetime) -> datetime:
    """When its author says it was written; nonsense gives way to when the network saw it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return seen_at
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _place(post: _Post) -> tuple[Type, str]:
    if post.reply is not None:
        return "reply", post.reply.parent.uri
    quoted = post.embed.record if post.embed else None
    if quoted is not None:
        return "quote", quoted.uri or (quoted.record.uri if quoted.record else "")
    return "post", ""


def _links(post: _Post) -> dict[str, None]:
    uris = [one.uri for facet in post.facets for one in facet.features if one.uri]
    if post.embed is not None and post.embed.external is not None:
        uris.append(post.embed.external.uri)
    return dict.fromkeys(uri for uri in uris if uri.startswith(("http://", "https://")))


def stream(
    settings: Settings, cursor: str, is_stopping: Callable[[], bool], door: Door
) -> Iterator[Portion]:
    """Portions without end. After a cut it connects again, waiting longer each time."""
    address_at = partial(_address, settings["address"])
    return sockets.portions(address_at, read, cursor, is_stopping, door)


def _address(address: str, cursor: str) -> str:
    wanted: dict[str, Any] = {"wantedCollections": POSTS}
    if cursor:
        wanted["cursor"] = max(0, int(cursor) - BACK)
    return f"{address.partition('?')[0]}?{urlencode(wanted)}"


def check(typed: Settings, _http: object) -> Settings:
    """The address of the server, which has to be one of WebSockets."""
    said = Said(
        "The address of a Jetstream server begins with wss://. Check it.",
        "Jetstream-palvelimen osoite alkaa wss://. Tarkista se.",
    )
    return {"address": sockets.checked(typed.get("address", "").strip() or DEFAULT, said)}


DEFAULT = "wss://jetstream2.us-east.bsky.network/subscribe"
SOURCE = Source(
    key="jetstream",
    name=Said("All of Bluesky", "Koko Bluesky"),
    network=NETWORK,
    help=Said(
        "Every public post as it is written. Your searches choose from it.",
        "Jokainen julkinen julkaisu sitä mukaa kuin niitä kirjoitetaan. Hakusi valitsevat niistä.",
    ),
    fields=(Field("address", Said("Server", "Palvelin"), kind="address", default=DEFAULT),),
    check=check,
    stream=stream,
    silent_after=600,
)
