"""Bluesky's firehose itself: `com.atproto.sync.subscribeRepos` of a relay or a single server.

Frames are two CBOR objects, a header and a body; a commit's body holds its records as blocks of a
CAR file. https://atproto.com/specs/event-stream and https://atproto.com/specs/sync (read in 2026).
The cursor is the server's own sequence number. Signatures are not checked: whoever runs the relay
is trusted, as with Jetstream.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import libipld

from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources import bluesky_posts, sockets
from virta.sources.bluesky_posts import NETWORK, POSTS
from virta.sources.door import Door
from virta.sources.parts import moment, text_of
from virta.sources.protocol import AuthorGone, Gone, Item, Portion, Settings, Source

DEFAULT = "wss://bsky.network"
PATH = "/xrpc/com.atproto.sync.subscribeRepos"
LARGEST = 8 * 1024 * 1024
"""Bytes of a frame. The protocol allows 5 MB."""
_GONE = {"deleted", "takendown", "suspended"}


class Unreadable(ValueError):
    """A frame, or a record in it, is not what the protocol says."""


class _Reading:
    """What some frames tell, gathered in their order."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        self.items: list[Item] = []
        self.unreadable = 0
        self.example = ""
        self.seen_until: datetime | None = None
        self.is_missed = False

    def take(self, frame: bytes) -> None:
        header, body = _parts(frame)
        if header.get("op") == -1:
            self._refused(body)
            return
        kind = header.get("t")
        if kind == "#info" and body.get("name") == "OutdatedCursor":
            self.is_missed = True
        elif kind == "#commit":
            self._commit(body)
        elif kind == "#account":
            self._account(body)
        self._move(body)

    def _refused(self, body: Mapping[str, Any]) -> None:
        """The server says why it is about to hang up."""
        if body.get("error") == "FutureCursor":
            # It never gave such a number: it began anew, and we begin with it.
            self.cursor, self.is_missed = "", True
        else:
            self.pass_over(f"{body.get('error')}: {body.get('message', '')}")

    def _move(self, body: Mapping[str, Any]) -> None:
        number = body.get("seq")
        if isinstance(number, int) and number >= 0:
            self.cursor = str(max(number, int(self.cursor or 0)))
            self.seen_until = _time(body) or self.seen_until

    def _commit(self, body: Mapping[str, Any]) -> None:
        did, ops = body.get("repo"), body.get("ops")
        if not isinstance(did, str) or not isinstance(ops, list):
            raise Unreadable("a commit without a repository or operations")
        if body.get("tooBig"):
            # Its records are not in it (servers before 2025 did so), nor can they be told apart
            # without reading the whole repository. It is counted, so that it is not silent.
            self.pass_over(f"a commit of {did} that was too big for the stream")
        wanted = [one for one in ops if _is_post(one)]
        if wanted:
            self._operations(did, wanted, body)

    def _operations(
        self, did: str, wanted: Sequence[Mapping[str, Any]], body: Mapping[str, Any]
    ) -> None:
        blocks = _blocks(body) if any(one.get("action") != "delete" for one in wanted) else {}
        seen_at = _time(body) or datetime.now(UTC)
        for one in wanted:
            rkey = str(one["path"]).removeprefix(f"{POSTS}/")
            if one.get("action") == "delete":
                self.items.append(Gone(NETWORK, bluesky_posts.key_of(did, rkey)))
                continue
            record = blocks.get(_cid(one.get("cid")))
            if not isinstance(record, Mapping):
                self.pass_over(f"{did} {one['path']}: its record is not in the frame")
                continue
            is_edit = one.get("action") == "update"
            self.items.append(bluesky_posts.heard(did, rkey, record, seen_at, is_edit=is_edit))

    def _account(self, body: Mapping[str, Any]) -> None:
        did = body.get("did")
        if isinstance(did, str) and body.get("active") is False and body.get("status") in _GONE:
            self.items.append(AuthorGone(NETWORK, did))

    def pass_over(self, what: str) -> None:
        self.unreadable += 1
        self.example = self.example or what[:300]


def read(frames: Sequence[str | bytes], cursor: str = "") -> Portion:
    """What the frames tell. Frames that cannot be read are counted and passed over."""
    reading = _Reading(cursor)
    for frame in frames:
        try:
            reading.take(frame.encode() if isinstance(frame, str) else frame)
        except (ValueError, TypeError, RecursionError) as trouble:  # libipld's, and ours
            reading.pass_over(f"{type(trouble).__name__}: {trouble} {frame[:60]!r}")
    return Portion(
        tuple(reading.items),
        reading.cursor,
        seen_until=reading.seen_until,
        unreadable=reading.unreadable,
        unreadable_example=reading.example,
        is_missed=reading.is_missed,
    )


def _parts(frame: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    parts = libipld.decode_dag_cbor_multi(frame)
    if len(parts) != 2 or not all(isinstance(one, dict) for one in parts):
        raise Unreadable("a frame that is not a header and a body")
    return parts[0], parts[1]


def _is_post(operation: object) -> bool:
    path = operation.get("path") if isinstance(operation, dict) else None
    return isinstance(path, str) and path.startswith(f"{POSTS}/")


def _blocks(body: Mapping[str, Any]) -> dict[str, object]:
    """The records of a commit by their CIDs."""
    packed = body.get("blocks")
    if not isinstance(packed, bytes):
        raise Unreadable("a commit without blocks")
    if not packed:
        return {}
    _header, blocks = libipld.decode_car(packed)
    return {_cid(name): block for name, block in blocks.items()}


def _cid(name: object) -> str:
    """A CID as text, however the library gives it."""
    return libipld.encode_cid(name) if isinstance(name, bytes) else str(name)


def _time(body: Mapping[str, Any]) -> datetime | None:
    return moment(text_of(body, "time"))


def stream(
    settings: Settings, cursor: str, is_stopping: Callable[[], bool], door: Door
) -> Iterator[Portion]:
    """Portions without end. After a cut it connects again, waiting longer each time."""
    address_at = partial(_address, settings["address"])
    return sockets.portions(address_at, read, cursor, is_stopping, door, LARGEST)


def _address(server: str, cursor: str) -> str:
    return f"{server}{PATH}?cursor={cursor}" if cursor else f"{server}{PATH}"


def check(typed: Settings, _http: object) -> Settings:
    """The address of the relay or server, without the path that all of them share."""
    address = typed.get("address", "").strip() or DEFAULT
    if address.startswith("https://"):
        address = f"wss://{address.removeprefix('https://')}"
    said = Said(
        "The address of a relay begins with wss://. Check it.",
        "Välityspalvelimen (relay) osoite alkaa wss://. Tarkista se.",
    )
    return {"address": sockets.checked(address, said).partition("/xrpc/")[0].rstrip("/")}


SOURCE = Source(
    key="firehose",
    name=Said("The firehose of Bluesky", "Blueskyn täysi virta (firehose)"),
    network=NETWORK,
    help=Said(
        "The same posts straight from a relay, or from a single server of your own. Choose it where "
        "no Jetstream is at hand: it takes about ten times the traffic.",
        "Samat julkaisut suoraan välityspalvelimelta (relay) tai omalta palvelimelta. Valitse tämä, "
        "jos Jetstreamia ei ole käytettävissä: liikennettä on noin kymmenkertaisesti.",
    ),
    fields=(Field("address", Said("Server", "Palvelin"), kind="address", default=DEFAULT),),
    check=check,
    stream=stream,
    silent_after=600,
)
