"""Messages from one WebSocket, many at a time and without a thread of their own.

The library `websockets` reads and writes the protocol; its part without sockets is given here what
comes. Its own connections hand over each message from a thread of theirs, which takes four times
as long (docs/listening-speed.md).
"""

import socket
import ssl
import time
from collections import deque

from websockets.client import ClientProtocol
from websockets.frames import DATA_OPCODES, Frame
from websockets.protocol import State
from websockets.uri import parse_uri

STEP = 10.0
"""Seconds for the handshake, and for the other side to take what is written."""
AT_ONCE = 256 * 1024
SILENT = 20.0
"""Seconds without anything after which the server is asked (ping), and then to wait for anything."""


class Connection:
    """On a plain socket that is connected already; whoever made that closes it."""

    def __init__(self, plain: socket.socket, address: str, largest: int, user_agent: str) -> None:
        """`largest`: bytes of the largest message; a larger one cuts. Raises WebSocketException
        where the other side does not speak so, and OSError (TimeoutError, those of TLS)."""
        uri = parse_uri(address)
        plain.settimeout(STEP)
        self._socket = plain
        if uri.secure:
            safe = ssl.create_default_context()
            self._socket = safe.wrap_socket(plain, server_hostname=uri.host)
        # Without extensions, so that nothing small unpacks to something large.
        self._protocol = ClientProtocol(uri, max_size=largest)
        self._messages: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._heard_at = self._asked_at = time.monotonic()
        self._shake_hands(user_agent)

    def recv(self, timeout: float) -> bytes:
        """The next message as it came, UTF-8 unchecked. Raises TimeoutError where none comes in
        time, another OSError once the connection is cut and all that came before was given."""
        until = time.monotonic() + timeout
        while not self._messages:
            if self._protocol.state is not State.OPEN:
                raise ConnectionResetError("The stream has ended.") from self._protocol.parser_exc
            self._wait(until)
        return self._messages.popleft()

    def close(self) -> None:
        """Say goodbye, if somebody is there to hear it, and close the socket."""
        try:
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(1000)
                self._send()
        except OSError:
            pass  # it was cut
        finally:
            self._socket.close()

    def _shake_hands(self, user_agent: str) -> None:
        request, until = self._protocol.connect(), time.monotonic() + STEP
        request.headers["User-Agent"] = user_agent
        self._protocol.send_request(request)
        self._send()
        while self._protocol.state is State.CONNECTING:
            self._receive(until)
            if self._protocol.handshake_exc is not None:
                raise self._protocol.handshake_exc

    def _wait(self, until: float) -> None:
        """Receive something; ask a server that has been silent whether it is there."""
        try:
            self._receive(until)
        except TimeoutError:
            if time.monotonic() - max(self._heard_at, self._asked_at) > SILENT:
                if self._asked_at > self._heard_at:
                    raise ConnectionAbortedError("The server is silent.") from None
                self._asked_at = time.monotonic()
                self._protocol.send_ping(b"")
                self._send()
            raise

    def _receive(self, until: float) -> None:
        self._socket.settimeout(max(until - time.monotonic(), 0.001))
        data = self._socket.recv(AT_ONCE)
        self._heard_at = time.monotonic()
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode in DATA_OPCODES:
                self._take(event)
        self._send()

    def _take(self, frame: Frame) -> None:
        """The protocol has seen to the order and the size of what comes in several frames."""
        self._parts.append(bytes(frame.data))
        if frame.fin:
            self._messages.append(
                self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            )
            self._parts = []

    def _send(self) -> None:
        """Write what the protocol has to say: the handshake, answers to pings, goodbyes."""
        for data in self._protocol.data_to_send():
            if data:
                self._socket.settimeout(STEP)
                self._socket.sendall(data)
