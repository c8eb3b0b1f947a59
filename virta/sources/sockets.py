"""Streams over WebSockets: connected to checked addresses only, read in portions, mended after cuts.

A cut server is asked again, later each time; what it sent before the cut counts. The frames mean
what each source's own `read` makes of them.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException

from virta.networks import outside
from virta.networks.errors import Refused, TryLater
from virta.networks.said import Said
from virta.sources.door import Door
from virta.sources.protocol import Portion
from virta.sources.socket_frames import STEP, Connection

AT_ONCE, WITHIN = 20_000, 0.5
"""A portion has so many frames at most, and is given after so many seconds at the latest. Whoever
is behind gets large ones, which cost less for each frame."""
MOST_BYTES = 32 * 1024 * 1024
"""A portion ends once it has so many, so that large frames do not fill the memory."""
GIVES_UP = 300.0
"""Seconds without a connection after which the trouble is told."""
LARGEST = 4 * 1024 * 1024

Read = Callable[[Sequence[str | bytes], str], Portion]
"""From frames and the cursor before them to what they tell."""


def portions(
    address_at: Callable[[str], str],
    read: Read,
    cursor: str,
    is_stopping: Callable[[], bool],
    door: Door,
    largest: int = LARGEST,
) -> Iterator[Portion]:
    """Portions without end. After a cut it connects again, waiting longer each time.

    `address_at` gives the whole address to connect to from where one stands; `largest` is the size
    in bytes of the largest frame that is taken: a larger one cuts the connection. Raises TryLater when
    nobody has answered for five minutes, and Refused for an address that may not be reached.
    """
    since, wait = time.monotonic(), 1.0
    while not is_stopping():
        try:
            with opened(address_at(cursor), door, largest) as connection:
                for portion in _portions(connection, read, cursor, is_stopping):
                    cursor, since, wait = portion.cursor, time.monotonic(), 1.0
                    yield portion
        except (OSError, WebSocketException) as trouble:
            if time.monotonic() - since > GIVES_UP:
                raise _unreachable(address_at(cursor), trouble) from None
        yield Portion((), cursor)
        rest(wait * random.uniform(0.5, 1.0), is_stopping)  # noqa: S311 - spreads reconnections
        wait = min(wait * 2, 60.0)


def rest(seconds: float, is_stopping: Callable[[], bool]) -> None:
    """Wait, but not while it is time to stop."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not is_stopping():
        time.sleep(0.1)


def _portions(
    connection: Connection, read: Read, cursor: str, is_stopping: Callable[[], bool]
) -> Iterator[Portion]:
    cut: WebSocketException | OSError | None = None
    while cut is None and not is_stopping():
        frames: list[str | bytes] = []
        size, until = 0, time.monotonic() + WITHIN
        while (
            len(frames) < AT_ONCE and size < MOST_BYTES and (left := until - time.monotonic()) > 0
        ):
            try:
                frames.append(connection.recv(left))
                size += len(frames[-1])
            except TimeoutError:
                break
            except (WebSocketException, OSError) as trouble:
                cut = trouble  # what came before counts, or a server that cuts often is never read
                break
        portion = read(frames, cursor)
        cursor = portion.cursor
        yield portion
    if cut is not None:
        try:
            raise cut
        finally:
            # What was raised knows this frame, which knows it: all that was read would stay in memory
            # until such circles are looked for, which is seldom.
            cut = None


@contextmanager
def opened(address: str, door: Door, largest: int = LARGEST) -> Iterator[Connection]:
    """A connection to an address that was looked up and checked, and to no other."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    host = parts.hostname or ""
    with (
        outside.connected(host, port, door.reachable, timeout=STEP, resolve=door.resolve) as plain,
        closing(Connection(plain, address, largest, door.user_agent)) as connection,
    ):
        yield connection


def _unreachable(address: str, trouble: Exception) -> TryLater:
    host = urlsplit(address).hostname
    return TryLater(
        Said(
            f"{host} has not answered for five minutes. Virta goes on trying; should it last, "
            "choose another server.",
            f"{host} ei ole vastannut viiteen minuuttiin. Virta yrittää yhä; jos tämä jatkuu, "
            "valitse toinen palvelin.",
        ),
        type(trouble).__name__,
        timedelta(minutes=1),
    )


def checked(address: str, what: Said) -> str:
    """An address of WebSockets as somebody typed it. Raises Refused with these words for others."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and not parts.username
    except ValueError:
        is_good = False
    if not is_good:
        raise Refused(what)
    return address
