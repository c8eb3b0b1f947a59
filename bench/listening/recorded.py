"""A recorded stream, and a server of WebSockets that plays it as Jetstream does, with faults."""

import json
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

CAPTURE = Path(__file__).parents[3] / "shared" / "data" / "jetstream-capture" / "expected_v1.jsonl"
BEGIN, APART = 1_783_175_888_000_000, 3_000
TAKEN_BACK, CHANGED, LATER = 9, 31, 40
"""Every so many posts one is taken back or changed, so many posts later."""
PACED = 20
RUBBISH = [
    b"\xff\xfe{",
    "{",
    "[]",
    "null",
    '{"did": 1}',
    "",
    '{"a":' * 3000,
    b'{"did":"\xc3"}',
    "rubbish",
]


def multiplied(times: int, capture: Path = CAPTURE) -> list[bytes]:
    """The posts of the capture so many times, each with a key of its own; some changed later."""
    lines = capture.read_bytes().splitlines()
    posts = [
        one
        for one in lines
        if json.loads(one).get("commit", {}).get("collection") == "app.bsky.feed.post"
    ]
    made: list[bytes] = []
    for number in range(times * len(posts)):
        post = re.sub(rb'"rkey":"[^"]*"', b'"rkey":"3k%d"' % number, posts[number % len(posts)])
        made.append(_timed(post, len(made)))
        if number % TAKEN_BACK == 0 and number >= LATER:
            made.append(_timed(_again(made, posts, number - LATER, "delete"), len(made)))
        if number % CHANGED == 0 and number >= LATER:
            made.append(_timed(_again(made, posts, number - LATER, "update"), len(made)))
    return made


def _again(made: Sequence[bytes], posts: Sequence[bytes], number: int, operation: str) -> bytes:
    event = json.loads(posts[number % len(posts)])
    event["commit"] |= {"rkey": f"3k{number}", "operation": operation}
    if operation == "delete":
        event["commit"].pop("record", None)
    elif "record" in event["commit"]:
        event["commit"]["record"]["text"] += " – said again, better"
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _timed(frame: bytes, number: int) -> bytes:
    return re.sub(rb'"time_us":\d+', b'"time_us":%d' % (BEGIN + APART * number), frame)


class Player:
    """Plays frames from the cursor on to whoever connects. Each connection has a fault, or none."""

    def __init__(
        self, frames: Sequence[bytes], seed: int, is_faulty: bool, pace: float = 0.0
    ) -> None:
        """`pace`: so many frames a second at most; 0: as fast as they go."""
        self.frames, self.is_faulty, self.pace = frames, is_faulty, pace
        self.chance = random.Random(seed)
        self.connections = 0

    def __call__(self, connection: ServerConnection) -> None:
        self.connections += 1
        asked = parse_qs(urlsplit(connection.request.path).query) if connection.request else {}
        cursor = int(asked.get("cursor", ["0"])[0])
        first = max(0, -(-(cursor - BEGIN) // APART))
        fault = (
            self.chance.choice(["", "cut", "slow", "rubbish", "large"]) if self.is_faulty else ""
        )
        last = first + self.chance.randint(200, 5000)
        try:
            for number in range(first, len(self.frames)):
                self._do(connection, fault, number == last)
                if self.pace and number % PACED == 0:
                    time.sleep(PACED / self.pace)
                connection.send(self.frames[number].decode())
            connection.recv()
        except (ConnectionClosed, OSError):
            return

    def _do(self, connection: ServerConnection, fault: str, is_now: bool) -> None:
        if fault == "slow" and self.chance.random() < 0.02:
            time.sleep(0.02)
        if fault == "rubbish" and self.chance.random() < 0.05:
            connection.send(self.chance.choice(RUBBISH))
        if fault == "large" and is_now:
            connection.send("x" * 10_000_000)
        if fault == "cut" and is_now:
            connection.close_timeout = 0.1
            connection.socket.shutdown(2)
            raise OSError


@contextmanager
def playing(
    frames: Sequence[bytes], seed: int, is_faulty: bool, pace: float = 0.0
) -> Iterator[tuple[str, Player]]:
    """The address of a running server, and what plays there."""
    player = Player(frames, seed, is_faulty, pace)
    with serve(player, "127.0.0.1", 0, compression=None, max_size=None) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe", player
        server.shutdown()
