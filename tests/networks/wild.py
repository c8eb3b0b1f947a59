"""Servers that answer, byte for byte, what a test tells them to: also what no decent one would."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from socket import socket
from ssl import SSLContext


@dataclass
class Wild:
    """Where it listens, and what it was asked."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def hear(connection: socket) -> bytes:
    """One request with its body, as it came."""
    said = b""
    while b"\r\n\r\n" not in said:
        piece = connection.recv(65536)
        if not piece:
            return said
        said += piece
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def wild(
    answer: Callable[[socket, bytes], None] | bytes, tls: SSLContext | None = None
) -> Iterator[Wild]:
    """A server on 127.0.0.1 that hears one request on each connection, answers and hangs up."""
    server: Wild

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the client may well have hung up
                if tls:
                    self.request = tls.wrap_socket(self.request, server_side=True)
                asked = hear(self.request)
                server.heard.append(asked)
                if isinstance(answer, bytes):
                    self.request.sendall(answer)
                else:
                    answer(self.request, asked)

        def finish(self) -> None:
            self.request.close()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as listening:
        server = Wild(listening.server_address[1])
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def ok(body: bytes = b"{}", kind: str = "application/json", more: str = "") -> bytes:
    return answered(200, body, kind, more)


def answered(
    status: int, body: bytes = b"", kind: str = "application/json", more: str = ""
) -> bytes:
    head = (
        f"HTTP/1.1 {status} So\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def elsewhere(place: str, status: int = 302) -> bytes:
    return answered(status, more=f"Location: {place}\r\n")
