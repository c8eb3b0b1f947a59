"""The one door to the outside: HTTP that cannot be led into private networks or drowned.

Addresses come from people and from servers. So every new connection, also one that a redirect or
a changed DNS answer asks for, is looked up here, checked (`addresses`), and made to exactly the
address that was checked; certificate, SNI and Host stay those of the name. Each exchange has one
deadline, however slowly the bytes drip, and each answer a size, packed and unpacked.
"""

import functools
import logging
import os
import socket
import time
from collections.abc import Collection
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import httpcore
import httpx

from virta.networks import addresses, bodies, connecting, typed
from virta.networks.bodies import TooLarge
from virta.networks.connecting import until
from virta.networks.errors import Refused
from virta.networks.said import Said

__all__ = ["TooLarge", "Transport", "client", "connected", "follow"]

USER_AGENT = "Virta"
TIMEOUT = 10.0
"""Seconds for one step: to connect, to send a piece, to wait for a piece."""
WITHIN = 60.0
"""Seconds for a whole exchange, from looking up the name to the last byte of the answer."""
MOST_BYTES = 8 * 1024 * 1024
_KEPT_ELSEWHERE = {"accept", "accept-encoding", "accept-language", "user-agent"}

# httpx writes whole addresses at INFO, and an address may be a secret (webhooks, signed links).
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


def client(
    reachable: Collection[str] = (),
    *,
    user_agent: str = USER_AGENT,
    timeout: float = TIMEOUT,
    within: float = WITHIN,
    most_bytes: int = MOST_BYTES,
    resolve: addresses.Resolve = addresses.resolve,
) -> httpx.Client:
    """The client that every request of Virta goes out with. Whoever makes it closes it.

    `reachable` are the operator's exceptions (hosts, host:port, CIDR). `timeout` is for one step,
    `within` for a whole exchange, both in seconds; one request can have other bounds by
    `extensions={"within": 300.0, "most_bytes": 10**8}`, and with `"cut": True` a longer answer
    ends there instead of raising TooLarge. No proxies and passwords come from the
    environment, no cookies are kept, redirects are not followed (see `follow`). Certificates are
    always verified, against SSL_CERT_FILE where the operator sets one.

    Raises ValueError for an unreadable item of `reachable`. Requests raise Refused for an address
    that may not be reached, otherwise what httpx raises, and TooLarge.
    """
    backend = connecting.Backend(addresses.allowed(reachable), resolve)
    return httpx.Client(
        transport=Transport(backend, within=within, most_bytes=most_bytes),
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def connected(
    host: str,
    port: int,
    reachable: Collection[str] = (),
    *,
    timeout: float = TIMEOUT,
    resolve: addresses.Resolve = addresses.resolve,
) -> socket.socket:
    """A connection for what is not HTTP, to an address that was checked. Whoever asks closes it.

    Raises Refused for an address that may not be reached, OSError where nobody answers, and
    ValueError for an unreadable item of `reachable`.
    """
    backend = connecting.Backend(addresses.allowed(reachable), resolve)
    try:
        made: socket.socket = backend.connect_tcp(host, port, timeout).get_extra_info("socket")
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as problem:
        raise OSError(str(problem)) from problem
    return made


def follow(
    client: httpx.Client, request: httpx.Request, most: int = 5, within: float | None = None
) -> httpx.Response:
    """Send, and go on where the answer points; `within` seconds in all, else the request's own.

    To another origin go no credentials, no header but the harmless ones, and nothing that writes.
    Raises Refused after `most` redirects.
    """
    seconds = within or float(request.extensions.get("within", WITHIN))
    with until(time.monotonic() + seconds):
        for _ in range(most + 1):
            response = client.send(request, follow_redirects=False)
            if response.next_request is None:
                return response
            request = _onward(request, response.next_request)
    raise Refused(
        Said(
            f"{request.url.host} only leads on from one address to the next. Check the address.",
            f"{request.url.host} ohjaa vain osoitteesta toiseen. Tarkista osoite.",
        )
    )


def _onward(before: httpx.Request, after: httpx.Request) -> httpx.Request:
    if _origin(before.url) == _origin(after.url):
        return after
    if after.method not in {"GET", "HEAD"}:
        raise Refused(
            Said(
                f"{before.url.host} wants the message to be sent to {after.url.host} instead. "
                "Check the address; if the service has moved, connect the channel again.",
                f"{before.url.host} pyytää lähettämään viestin palvelimelle {after.url.host}. "
                "Tarkista osoite; jos palvelu on muuttanut, yhdistä kanava uudelleen.",
            )
        )
    for name in [name for name in after.headers if name not in {*_KEPT_ELSEWHERE, "host"}]:
        del after.headers[name]
    return after


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


class Transport(httpx.BaseTransport):
    """httpx over httpcore, with a door, a deadline and a size."""

    def __init__(self, backend: httpcore.NetworkBackend, within: float, most_bytes: int) -> None:
        self._within = within
        self._most_bytes = most_bytes
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")),
            max_connections=20,
            # A kept connection may be hung up on just as a post goes out: did it arrive?
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        _check_url(request.url)
        within = float(request.extensions.get("within", self._within))
        with until(time.monotonic() + within) as end, bodies.as_httpx():
            answer = self._pool.handle_request(_for_httpcore(request))
        headers = httpx.Headers(answer.headers)
        packed = headers.pop("content-encoding", "").strip().lower()
        if packed:
            headers.pop("content-length", None)
        most = int(request.extensions.get("most_bytes", self._most_bytes))
        cut = bool(request.extensions.get("cut", False))
        return httpx.Response(
            answer.status,
            headers=headers,
            stream=bodies.Body(answer, packed, end, most, cut),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


@functools.cache
def _tls(file: str | None, folder: str | None) -> SSLContext:
    """Kept, because reading the authorities takes longer than most requests."""
    return httpx.create_ssl_context()  # which looks at the same two variables


def _check_url(url: httpx.URL) -> None:
    if typed.is_plain(url):
        addresses.checked_host(url.raw_host.decode("ascii"))
        return
    raise Refused(
        Said(
            "Virta goes to addresses that begin with https:// or http:// and hold no user name or "
            "password. Check the address.",
            "Virta hakee vain osoitteista, joiden alussa on https:// tai http:// ja joissa ei ole "
            "käyttäjätunnusta eikä salasanaa. Tarkista osoite.",
        )
    )


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )
