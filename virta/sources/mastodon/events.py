"""Server-sent events over HTTP, read in a thread of their own so that whoever listens can stop.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import contextlib
import queue
import socket
import threading
from collections.abc import Iterator

import httpx

MOST_WAITING = 2000
"""Events that wait to be taken; then the server waits, and hangs up if it wants to."""
LARGEST = 1024 * 1024
"""Bytes of the largest event."""

Event = tuple[str, str]
"""Its name and its data."""


class Ended(Exception):
    """The server hung up, or sent what no event can be."""


class Events:
    """The events of an answer whose body does not end."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._waiting: queue.Queue[Event | None] = queue.Queue(MOST_WAITING)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._read, name="events", daemon=True)
        self._thread.start()

    def take(self, most: int, seconds: float) -> list[Event]:
        """What came: at most so many, after so many seconds at the latest for the first.

        Raises Ended once everything that came has been taken.
        """
        taken: list[Event] = []
        with contextlib.suppress(queue.Empty):
            while len(taken) < most:
                one = self._waiting.get(timeout=0 if taken else seconds)
                if one is None:
                    self._waiting.put(None)
                    break
                taken.append(one)
        if not taken and self._ended():
            raise Ended
        return taken

    def _ended(self) -> bool:
        return not self._thread.is_alive() and self._waiting.qsize() <= 1

    def close(self) -> None:
        """Hang up; the thread wakes and ends."""
        self._closing.set()
        connection = self._response.extensions.get("network_stream")
        plain = connection.get_extra_info("socket") if connection else None
        if isinstance(plain, socket.socket):
            with contextlib.suppress(OSError):
                plain.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._response.close()

    def _read(self) -> None:
        try:
            for one in parsed(self._response.iter_bytes()):
                self._put(one)
                if self._closing.is_set():
                    return
        except (httpx.HTTPError, OSError, ValueError):
            return  # whatever broke it off, the next connection begins where this one ended
        finally:
            self._put(None)

    def _put(self, one: Event | None) -> None:
        while not self._closing.is_set():
            try:
                self._waiting.put(one, timeout=0.5)
            except queue.Full:
                continue
            return


def parsed(pieces: Iterator[bytes]) -> Iterator[Event]:
    """Events from pieces of bytes. Raises ValueError for one that is larger than any should be."""
    name, data, size = "", list[str](), 0
    for line in _lines(pieces):
        if not line:
            if data:
                yield name or "message", "\n".join(data)
            name, data, size = "", [], 0
            continue
        size += len(line)
        if size > LARGEST:
            raise ValueError("An event is too large.")
        key, _colon, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if key == "event":
            name = value
        elif key == "data":
            data.append(value)


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.rstrip(b"\r") for line in whole)
        if len(rest) > LARGEST:
            raise ValueError("A line is too long.")
