"""Bluesky by Jetstream: every post of the network as a line of JSON over a WebSocket.

The form of its events: https://github.com/bluesky-social/jetstream (read in 2026). The cursor is
the event's own time in microseconds; at each connection it is set back a little, since events near
the cut may come again, and what comes twice is known by its key.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources import sockets
from virta.sources.bluesky_posts import NETWORK, POSTS
from virta.sources.door import Door
from virta.sources.protocol import Portion, Settings, Source

BACK = 5_000_000
"""Microseconds before the cursor from which on is read again after a break."""


def read(frames: Sequence[str | bytes], cursor: str = "") -> Portion:
    """What the frames tell; see `jetstream_frames`."""
    # The compiler of its skimmer takes 100 MB, which only a process that listens should pay.
    from virta.sources import jetstream_frames  # noqa: PLC0415

    return jetstream_frames.read(frames, cursor)


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
