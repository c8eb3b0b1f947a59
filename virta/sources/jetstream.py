"""Bluesky by Jetstream: every post of the network as a line of JSON over a WebSocket.

The form of its events: https://github.com/bluesky-social/jetstream (read in 2026). The cursor is
the event's own time in microseconds; at each connection it is set back a little, since events near
the cut may come again, and what comes twice is known by its key.
"""

import random
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from virta.networks import addresses, outside
from virta.networks.errors import Refused, TryLater
from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources.protocol import AuthorGone, Gone, Heard, Item, Portion, Settings, Source, Type

NETWORK = "bluesky"
POSTS = "app.bsky.feed.post"
AT_ONCE, WITHIN = 2000, 0.5
"""A portion has so many frames at most, and is given after so many seconds at the latest."""
LARGEST = 4 * 1024 * 1024
BACK = 5_000_000
"""Microseconds before the cursor from which on is read again after a break."""
GIVES_UP = 300.0
"""Seconds without a connection after which the trouble is told."""
STEP = 10.0
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
    settings: Settings,
    cursor: str,
    is_stopping: Callable[[], bool],
    reachable: Collection[str] = (),
    resolve: addresses.Resolve = addresses.resolve,
) -> Iterator[Portion]:
    """Portions without end. After a cut it connects again, waiting longer each time."""
    since, wait = time.monotonic(), 1.0
    while not is_stopping():
        try:
            with _opened(settings["address"], cursor, reachable, resolve) as connection:
                for portion in _portions(connection, cursor, is_stopping):
                    cursor, since, wait = portion.cursor, time.monotonic(), 1.0
                    yield portion
        except (OSError, WebSocketException) as trouble:
            if time.monotonic() - since > GIVES_UP:
                raise _unreachable(settings["address"], trouble) from None
        yield Portion((), cursor)
        _rest(wait * random.uniform(0.5, 1.0), is_stopping)  # noqa: S311 - spreads reconnections
        wait = min(wait * 2, 60.0)


def _rest(seconds: float, is_stopping: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not is_stopping():
        time.sleep(0.1)


def _portions(
    connection: ClientConnection, cursor: str, is_stopping: Callable[[], bool]
) -> Iterator[Portion]:
    cut: WebSocketException | OSError | None = None
    while cut is None and not is_stopping():
        frames: list[str | bytes] = []
        until = time.monotonic() + WITHIN
        while len(frames) < AT_ONCE and (left := until - time.monotonic()) > 0:
            try:
                frames.append(connection.recv(timeout=left, decode=False))
            except TimeoutError:
                break
            except (WebSocketException, OSError) as trouble:
                cut = trouble  # what came before counts, or a server that cuts often is never read
                break
        portion = read(frames, cursor)
        cursor = portion.cursor
        yield portion
    if cut is not None:
        raise cut


@contextmanager
def _opened(
    address: str, cursor: str, reachable: Collection[str], resolve: addresses.Resolve
) -> Iterator[ClientConnection]:
    """A connection to an address that was looked up and checked, and to no other."""
    parts = urlsplit(address)
    host, is_safe = parts.hostname or "", parts.scheme == "wss"
    port = parts.port or (443 if is_safe else 80)
    wanted: dict[str, Any] = {"wantedCollections": POSTS}
    if cursor:
        wanted["cursor"] = max(0, int(cursor) - BACK)
    with (
        outside.connected(host, port, reachable, timeout=STEP, resolve=resolve) as plain,
        connect(
            f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(wanted)}",
            sock=_unhurried(plain),
            ssl=ssl.create_default_context() if is_safe else None,
            server_hostname=host if is_safe else None,
            open_timeout=STEP,
            close_timeout=2,
            max_size=LARGEST,
            compression=None,  # so that nothing small unpacks to something large
            proxy=None,
        ) as connection,
    ):
        yield connection


def _unhurried(plain: socket.socket) -> socket.socket:
    """From here on the library minds the time."""
    plain.settimeout(None)
    return plain


def _unreachable(address: str, trouble: Exception) -> TryLater:
    host = urlsplit(address).hostname
    return TryLater(
        Said(
            f"{host} has not answered for five minutes. Virta goes on trying; should it last, "
            "choose another server of Jetstream.",
            f"{host} ei ole vastannut viiteen minuuttiin. Virta yrittää yhä; jos tämä jatkuu, "
            "valitse toinen Jetstream-palvelin.",
        ),
        type(trouble).__name__,
        timedelta(minutes=1),
    )


def check(typed: Settings, _http: object) -> Settings:
    """The address of the server, which has to be one of WebSockets."""
    address = typed.get("address", "").strip() or DEFAULT
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and not parts.username
    except ValueError:
        is_good = False
    if not is_good:
        raise Refused(
            Said(
                "The address of a Jetstream server begins with wss://. Check it.",
                "Jetstream-palvelimen osoite alkaa wss://. Tarkista se.",
            )
        )
    return {"address": address}


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
