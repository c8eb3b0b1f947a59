"""A connection of WebSockets without a thread: whole messages, pings answered, silence noticed."""

import socket
import ssl
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
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


def test_a_stream_over_tls_is_read_when_its_certificate_is_good_and_refused_otherwise(
    tmp_path, monkeypatch
):
    certificate = self_signed(tmp_path)
    safe = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    safe.load_cert_chain(certificate)

    def behave(connection):
        for number in range(3000):
            connection.send(f"{number} " + "ä" * 200)

    with serve(behave, "127.0.0.1", 0, ssl=safe) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        port = running.socket.getsockname()[1]
        address = f"wss://localhost:{port}/"
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            Connection(plain, address, 1000, "Virta")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            closing(Connection(plain, address, 1000, "Virta")) as connection,
        ):
            heard = [connection.recv(5).decode() for _number in range(3000)]
            with pytest.raises(OSError, match="ended"):
                connection.recv(5)
        running.shutdown()
    assert [int(one.split()[0]) for one in heard] == list(range(3000))


def self_signed(folder):
    """A certificate for localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file
