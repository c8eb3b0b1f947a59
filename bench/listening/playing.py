"""A process of its own that plays made-up frames of Jetstream, faster than anybody listens.

    python -m bench.listening.playing --events 1000000 --pace 500

Prints its address, then serves whoever connects from the cursor on that is asked for: the events of `frames`,
over and over, each time with other keys and later times. They are written to the socket many at once, since to send
each by the library takes longer than to take it in.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bench.listening.frames import APART, BEGIN, frames
from bench.publishing.troubles import ROOT

BASE = 50_000
"""So many different events there are."""
AT_ONCE = 200
WRITTEN = (b'"createdAt":"2026-07-04', b'"createdAt":"2099-07-04')
"""Posts that say a time ahead of the event's are taken to be of the event's time, as these then are:
they are spread over the hours, as a network's are."""
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_PARTS = re.compile(rb'^(.*?"time_us":)\d+(.*?)(?:"rkey":"3..(.*))?$', re.DOTALL)


def last_of(events: int) -> str:
    """The cursor behind so many events."""
    return str(BEGIN + APART * (events - 1))


def cut(frame: bytes) -> tuple[bytes, bytes, bytes]:
    """Before the time, between time and the two letters of the key that change, behind them."""
    found = _PARTS.match(frame)
    if found is None:
        raise ValueError("A frame without a time.")
    before, between, behind = found.groups()
    return before, between if behind is None else between + b'"rkey":"3', behind or b""


def on_the_wire(parts: Sequence[tuple[bytes, bytes, bytes]], number: int) -> bytes:
    """The event of this number as a text message of WebSockets (RFC 6455), as servers send it."""
    time_, (before, between, behind) = BEGIN + APART * number, parts[number % len(parts)]
    high, low = divmod(number // len(parts), len(LETTERS))
    letters = f"{LETTERS[high]}{LETTERS[low]}".encode() if behind else b""
    frame = b"%b%d%b%b%b" % (before, time_, between, letters, behind)
    size = len(frame)
    head = bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2)
    return head + frame


class Player:
    """Plays to whoever connects."""

    def __init__(self, events: int, pace: float, share: float, seed: int) -> None:
        self.parts = [cut(one.replace(*WRITTEN)) for one in frames(seed, min(BASE, events), share)]
        self.events, self.pace = events, pace

    def __call__(self, connection: ServerConnection) -> None:
        asked = parse_qs(urlsplit(connection.request.path).query) if connection.request else {}
        first = max(0, -(-(int(asked.get("cursor", ["0"])[0]) - BEGIN) // APART))
        begun = time.monotonic()
        try:
            for at in range(first, self.events, AT_ONCE):
                some = range(at, min(at + AT_ONCE, self.events))
                connection.socket.sendall(b"".join(on_the_wire(self.parts, one) for one in some))
                if self.pace:
                    due = begun + (some[-1] + 1 - first) / self.pace
                    time.sleep(max(0.0, due - time.monotonic()))
            connection.recv()
        except (ConnectionClosed, OSError):
            return


@contextmanager
def playing(
    events: int, share: float, seed: int, pace: float = 0.0, core: int | None = None
) -> Iterator[str]:
    """The address of a process that plays so many events, on a core of its own where one is named."""
    command = [sys.executable, "-m", "bench.listening.playing", "--events", str(events)]
    command += ["--share", str(share), "--seed", str(seed), "--pace", str(pace)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if core is not None:
                os.sched_setaffinity(process.pid, {core})
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--pace", type=float, default=0, help="events a second; 0: as fast as read")
    parser.add_argument("--share", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    player = Player(given.events, given.pace, given.share, given.seed)
    # Without the library's pings: they would stand in the middle of what `Player` writes by itself.
    options: dict[str, Any] = {"compression": None, "max_size": None, "ping_interval": None}
    with serve(player, "127.0.0.1", 0, **options) as server:
        port = server.socket.getsockname()[1]
        print(f"ws://127.0.0.1:{port}/subscribe", flush=True)
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
