"""The door to the outside, tried against servers that mean no good."""

import contextlib
import datetime
import gzip
import logging
import ssl
import time
import zlib

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.networks.wild import answered, elsewhere, ok, wild
from virta.networks import bodies, connecting, outside
from virta.networks.errors import Refused

HERE = ["127.0.0.1"]
HERE_AND_ALL = ["127.0.0.0/8"]
PUBLIC = "93.184.216.34"


@contextlib.contextmanager
def asking(answer, **bounds):
    """A wild server that the operator allows, and a client within these bounds."""
    with wild(answer) as server, outside.client(HERE, **bounds) as http:
        yield server, http


def here(*_):
    return ["127.0.0.1"]


def test_an_address_of_this_machine_is_refused_with_the_way_out():
    with (
        wild(ok()) as server,
        outside.client() as http,
        pytest.raises(Refused, match="add 127.0.0.1 to the setting VIRTA_REACHABLE_HOSTS"),
    ):
        http.get(server.url)
    assert server.heard == []


@pytest.mark.parametrize("item", ["127.0.0.1", "127.0.0.0/8", "127.0.0.1:{port}"])
def test_the_operators_list_opens_the_way(item):
    with wild(ok(b'{"a": 1}')) as server, outside.client([item.format(port=server.port)]) as http:
        assert http.get(server.url).json() == {"a": 1}


def test_a_redirect_does_not_lead_inside():
    with (
        wild(ok()) as inner,
        wild(elsewhere(f"http://127.0.0.1:{inner.port}/secret")) as server,
        outside.client(["public.example"], resolve=here) as http,
    ):
        request = http.build_request("GET", f"http://public.example:{server.port}/")
        with pytest.raises(Refused, match="private network"):
            outside.follow(http, request)
        with pytest.raises(Refused, match="private network"):
            http.send(request, follow_redirects=True)
    assert inner.heard == []


class Recording(httpcore.NetworkBackend):
    """Writes down where connections were to go, and makes them to one port of this machine."""

    def __init__(self, port):
        self.port = port
        self.went = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.went.append(host)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)


def recorded(backend, resolve):
    transport = outside.Transport(
        connecting.Backend((), resolve, backend), within=5, most_bytes=1000
    )
    return httpx.Client(transport=transport)


def test_a_name_that_turns_private_is_refused_and_the_checked_address_is_the_one_used():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with wild(ok(more="Connection: close\r\n")) as server:
        backend = Recording(server.port)
        with recorded(backend, lambda *_: next(answers)) as http:
            assert http.get("http://rebind.example/").status_code == 200
            with pytest.raises(Refused, match="private network"):
                http.get("http://rebind.example/")
    assert backend.went == [PUBLIC]
    assert b"\r\nHost: rebind.example\r\n" in server.heard[0]


def test_the_next_address_is_tried_where_one_does_not_answer():
    class Half(Recording):
        def connect_tcp(self, host, *rest, **more):
            stream = super().connect_tcp(host, *rest, **more)
            if host != PUBLIC:
                stream.close()
                raise httpcore.ConnectError("not there")
            return stream

    with wild(ok()) as server:
        backend = Half(server.port)
        with recorded(backend, lambda *_: ["2a01::1", PUBLIC]) as http:
            assert http.get("http://two.example/").status_code == 200
    assert backend.went == ["2a01::1", PUBLIC]


def test_no_connection_can_be_made_past_the_backend():
    with pytest.raises(NotImplementedError):
        connecting.Backend((), here).connect_unix_socket("/run/docker.sock")


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "http:///x", "gopher://example.org/"),
        *("http://good.example@127.0.0.1/", "https://user:word@example.org/", "http://2130706433/"),
        *(
            "http://0x7f.1/",
            "http://[fe80::1%25lo]/",
            "http://[::ffff:127.0.0.1]/",
            "http://127.1/",
        ),
        *("http://localhost./", "http://[::]/", "http://0.0.0.0/", "http://169.254.169.254/"),
        *(
            "http://127。0。0。1/",
            "http://exa%6dple.org/",
            "http://127.0.0.1.:25/",
            "http://1.1.1.1:99999/",
        ),
    ],
)
def test_tricks_with_addresses_are_refused(url):
    with outside.client() as http, pytest.raises(Refused):
        http.get(url)


def test_where_the_name_is_unknown_or_slow_it_is_a_matter_of_connecting():
    def unknown(*_):
        raise OSError("Name or service not known")

    def slow(*_):
        raise TimeoutError("The name servers did not answer in time")

    with outside.client(resolve=unknown) as http, pytest.raises(httpx.ConnectError):
        http.get("https://nowhere.example/")
    with outside.client(resolve=slow) as http, pytest.raises(httpx.ConnectTimeout):
        http.get("https://slow.example/")


def test_neither_proxies_nor_passwords_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with wild(ok()) as server, outside.client(HERE) as http:
        http.get(server.url)
    assert b"authorization" not in server.heard[0].lower()


def test_cookies_are_not_kept():
    with wild(ok(more="Set-Cookie: a=b; Path=/\r\n")) as server, outside.client(HERE) as http:
        http.get(server.url)
        http.get(server.url)
    assert b"cookie" not in server.heard[1].lower()


# How much and how long


def test_an_endless_body_is_cut_off():
    def endless(connection, _asked):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with (
        wild(endless) as server,
        outside.client(HERE, most_bytes=100_000) as http,
        pytest.raises(outside.TooLarge, match="larger than 100000 bytes"),
    ):
        http.get(server.url)


@pytest.mark.parametrize("size", [999, 1000, 1001])
def test_the_size_is_exact(size):
    with wild(ok(b"x" * size)) as server, outside.client(HERE, most_bytes=1000) as http:
        if size > 1000:
            pytest.raises(outside.TooLarge, http.get, server.url)
        else:
            assert len(http.get(server.url).content) == size


def test_one_request_can_ask_for_more():
    with wild(ok(b"x" * 2000)) as server, outside.client(HERE, most_bytes=1000) as http:
        assert http.get(server.url, extensions={"most_bytes": 2000}).status_code == 200


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [999, 1000, 5_000_000])
def test_an_answer_can_be_cut_instead(size, packed):
    body = gzip.compress(b"x" * size, 1) if packed else b"x" * size
    more = "Content-Encoding: gzip\r\n" if packed else ""
    with asking(ok(body, more=more)) as (server, http):
        bounds = {"most_bytes": 100_000 if packed else 1000, "cut": True}
        content = http.get(server.url, extensions=bounds).content
    assert content == b"x" * min(size, bounds["most_bytes"])


def test_a_bomb_of_gzip_does_not_go_off():
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    sizes = []
    packed = ok(bomb, more="Content-Encoding: gzip\r\n")
    with (
        asking(packed, most_bytes=100_000) as (server, http),
        http.stream("GET", server.url) as response,
        pytest.raises(outside.TooLarge),
    ):
        sizes.extend(len(piece) for piece in response.iter_raw())
    assert max(sizes, default=0) <= bodies.STEP


def test_honest_gzip_is_unpacked():
    body = b"[" + b"1," * 200_000 + b"1]"
    with asking(ok(gzip.compress(body), more="Content-Encoding: gzip\r\n")) as (server, http):
        response = http.get(server.url)
    assert response.content == body
    assert "content-encoding" not in response.headers
    assert "content-length" not in response.headers


@pytest.mark.parametrize(
    ("body", "packed"),
    [
        (b"not packed at all", "gzip"),
        (gzip.compress(b"x" * 5000)[:-4], "gzip"),
        (zlib.compress(b"x"), "deflate"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip"),
        (b"x", "br"),
    ],
    # A packed body holds the time, and names of tests have to be the same in every process.
    ids=["not packed", "cut off", "another way", "twice", "unknown"],
)
def test_what_is_packed_otherwise_or_broken_is_not_read(body, packed):
    with asking(ok(body, more=f"Content-Encoding: {packed}\r\n")) as (server, http):
        pytest.raises(httpx.DecodingError, http.get, server.url)


def test_an_answer_without_a_body_may_call_itself_packed():
    with asking(answered(204, more="Content-Encoding: gzip\r\n")) as (server, http):
        assert http.get(server.url).content == b""


@contextlib.contextmanager
def within(seconds):
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n", b""]
)
def test_a_slow_drip_ends_at_the_deadline(head):
    def drip(connection, _asked):
        connection.sendall(head)
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.05)

    with asking(drip, timeout=5, within=0.4) as (server, http), within(2):
        pytest.raises(httpx.ReadTimeout, http.get, server.url)


def test_informational_answers_without_end_end_at_the_deadline():
    def coming(connection, _asked):
        for _ in range(200):
            connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
            time.sleep(0.05)

    with asking(coming, timeout=5, within=0.4) as (server, http), within(2):
        pytest.raises(httpx.ReadTimeout, http.get, server.url)


def test_a_server_that_does_not_answer_is_not_waited_for():
    with asking(lambda *_: time.sleep(2), timeout=5, within=0.4) as (server, http), within(1.5):
        pytest.raises(httpx.ReadTimeout, http.get, server.url)


def test_a_server_that_does_not_take_what_is_sent_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("tests.networks.wild.hear", lambda _: time.sleep(1.5) or b"")
    with asking(b"", timeout=5, within=0.4) as (server, http), within(1.4):
        pytest.raises(httpx.WriteTimeout, http.post, server.url, content=b"x" * 30_000_000)


def test_one_request_can_take_longer():
    def late(connection, _asked):
        time.sleep(0.5)
        connection.sendall(ok())

    with asking(late, within=0.2) as (server, http):
        assert http.get(server.url, extensions={"within": 5}).status_code == 200


def test_redirects_share_one_deadline():
    def late(connection, _asked):
        time.sleep(0.2)
        connection.sendall(elsewhere("/again"))

    with asking(late) as (server, http), pytest.raises(httpx.TimeoutException):
        outside.follow(http, http.build_request("GET", server.url), most=20, within=0.5)
    assert len(server.heard) < 5


# Where redirects lead


def test_redirects_are_not_followed_unless_asked():
    with asking(elsewhere("/next")) as (server, http):
        assert http.get(server.url).status_code == 302


def test_secrets_stay_with_the_origin_they_are_for():
    secrets = {"Authorization": "Bearer token", "X-Api-Key": "key", "Cookie": "a=b"}
    with wild(ok()) as other, asking(elsewhere(f"{other.url}/x"), user_agent="Me") as (first, http):
        request = http.build_request("GET", first.url, headers=secrets)
        assert outside.follow(http, request).status_code == 200
    heard = other.heard[0].lower()
    assert b"user-agent: me\r\n" in heard
    assert b"host: 127.0.0.1:%d\r\n" % other.port in heard
    assert not [word for word in (b"token", b"key", b"cookie") if word in heard]


def test_within_one_origin_the_sign_in_goes_along():
    def answer(connection, asked):
        connection.sendall(ok() if b"GET /b " in asked else elsewhere("/b"))

    with asking(answer) as (server, http):
        request = http.build_request("GET", server.url, headers={"Authorization": "Bearer token"})
        assert outside.follow(http, request).status_code == 200
    assert b"Bearer token" in server.heard[1]


def test_nothing_that_writes_is_sent_on_to_another_origin():
    with wild(ok()) as other, asking(elsewhere(other.url, 307)) as (server, http):
        request = http.build_request("POST", server.url, data={"code": "secret"})
        with pytest.raises(Refused, match="to be sent to 127.0.0.1 instead"):
            outside.follow(http, request)
    assert other.heard == []


def test_a_round_trip_without_end_is_left():
    with asking(elsewhere("/again")) as (server, http):
        request = http.build_request("GET", server.url)
        with pytest.raises(Refused, match="from one address to the next"):
            outside.follow(http, request, most=3)
    assert len(server.heard) == 4


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/", "http://user:word@127.0.0.1/", "file:///"])
def test_redirects_to_odd_places_are_refused(place):
    with asking(elsewhere(place)) as (server, http), pytest.raises(Refused):
        outside.follow(http, http.build_request("GET", server.url))


# Certificates and logs


@pytest.fixture
def certified(tmp_path):
    """A server's TLS for virta.test, and the file with the authority that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "virta.test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("virta.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return context, pem


def test_certificates_are_those_of_the_name_and_not_of_the_address(certified, monkeypatch):
    context, pem = certified
    asked_for = []
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with wild(ok(), tls=context) as server, outside.client(HERE_AND_ALL, resolve=here) as http:
        assert http.get(f"https://virta.test:{server.port}/").status_code == 200
        with pytest.raises(httpx.ConnectError, match="(?i)certificate"):
            http.get(f"https://other.test:{server.port}/")
    assert asked_for == ["virta.test", "other.test"]


def test_certificates_of_unknown_authorities_are_not_accepted(certified):
    with (
        wild(ok(), tls=certified[0]) as server,
        outside.client(HERE_AND_ALL, resolve=here) as http,
        pytest.raises(httpx.ConnectError),
    ):
        http.get(f"https://virta.test:{server.port}/")
    assert server.heard == []


def test_addresses_which_may_be_secrets_are_not_logged(caplog):
    caplog.set_level(logging.DEBUG)
    with asking(ok()) as (server, http):
        http.get(f"{server.url}/webhook/very-secret", headers={"Authorization": "Bearer token"})
    assert "very-secret" not in caplog.text
    assert "token" not in caplog.text


def test_an_item_that_cannot_be_read_is_told_when_the_client_is_made():
    with pytest.raises(ValueError, match="VIRTA_REACHABLE_HOSTS"):
        outside.client(["http://mastodon.lan/"])
