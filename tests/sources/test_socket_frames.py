"""A connection of WebSockets without a thread: whole messages, pings answered, silence noticed."""

import socket
import threading
from contextlib import closing, contextmanager

import pytest
from websockets.exceptions import InvalidHandshake
from websockets.server import ServerProtocol
from websockets.sync.server import serve

from virta.sources import socket_frames
from virta.sources.socket_frames import Connection


@contextmanager
def connected(behave, largest=1000):
    """A connection to a server of this machine that does so."""
    with serve(behave, "127.0.0.1", 0, ping_interval=None) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        host, port = running.socket.getsockname()
        with (
            socket.create_connection((host, port)) as plain,
            closing(Connection(plain, f"ws://{host}:{port}/", largest, "Virta")) as connection,
        ):
            yield connection
        running.shutdown()


def test_what_comes_in_parts_is_one_message_and_pings_between_are_answered():
    answered = []

    def behave(connection):
        assert connection.request.headers["User-Agent"] == "Virta"
        answered.append(connection.ping().wait(5))
        connection.send(["sau", "na", "!"])
        connection.send(b"\xff")

    with connected(behave) as connection:
        assert connection.recv(5) == b"sauna!"
        assert connection.recv(5) == b"\xff"
        with pytest.raises(ConnectionResetError):
            connection.recv(5)
    assert answered == [True]


def test_a_message_that_is_too_large_in_parts_cuts_after_what_came_before():
    def behave(connection):
        connection.send("before")
        connection.send(["x" * 600, "x" * 600])

    with connected(behave) as connection:
        assert connection.recv(5) == b"before"
        with pytest.raises(ConnectionResetError):
            connection.recv(5)


def spoken(server, protocol):
    protocol.receive_data(server.recv(65536))
    protocol.send_response(protocol.accept(protocol.events_received()[0]))
    server.sendall(b"".join(protocol.data_to_send()))


def test_a_silent_server_is_asked_then_cut(monkeypatch):
    monkeypatch.setattr(socket_frames, "SILENT", 0.0)
    plain, server = socket.socketpair()
    with plain, server:
        other = threading.Thread(target=spoken, args=(server, ServerProtocol()))
        other.start()
        connection = Connection(plain, "ws://example.org/", 1000, "Virta")
        other.join()
        with pytest.raises(TimeoutError):
            connection.recv(0.01)
        assert server.recv(100)[0] == 0x89, "a ping"
        with pytest.raises(ConnectionAbortedError):
            connection.recv(0.01)
        connection.close()


def test_whoever_speaks_otherwise_is_refused():
    plain, server = socket.socketpair()
    with plain, server:
        server.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: ws://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"
        )
        with pytest.raises(InvalidHandshake):
            Connection(plain, "ws://example.org/", 1000, "Virta")
