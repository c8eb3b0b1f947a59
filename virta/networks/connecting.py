"""Connections that go only to checked addresses, and keep to the deadline of their exchange.

httpcore asks a "network backend" for each new connection: also the one that a redirect needs, or
a name that has come to mean another address since. That makes this the place to look.
"""

import contextlib
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore

from virta.networks import addresses

STEP = 16 * 1024
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@contextlib.contextmanager
def until(end: float) -> Iterator[float]:
    """Everything in here ends by then, or by when what is around it ends."""
    end = min(end, _deadline.get())
    token = _deadline.set(end)
    try:
        yield end
    finally:
        _deadline.reset(token)


def _left(timeout: float | None, late: type[Exception]) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise late("The whole exchange took too long")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection that keeps to the deadline of the exchange it is used for."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), STEP):
            piece = buffer[start : start + STEP]
            self._inner.write(piece, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


class Backend(httpcore.NetworkBackend):
    """Makes each new connection to an address that was checked, and only to that."""

    def __init__(
        self,
        listed: tuple[addresses.Allowed, ...],
        resolve: addresses.Resolve,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._listed = listed
        self._resolve = resolve
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = self._found(host, port, timeout)
        with until(time.monotonic() + _left(timeout, httpcore.ConnectTimeout)):
            for left, address in zip(range(len(found), 0, -1), found, strict=True):
                share = _left(None, httpcore.ConnectTimeout) / left
                try:
                    return _Stream(self._inner.connect_tcp(str(address), port, share))
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    if left == 1:
                        raise
        raise httpcore.ConnectError("The name has no address")

    def _found(self, host: str, port: int, timeout: float | None) -> list[addresses.Address]:
        seconds = _left(timeout, httpcore.ConnectTimeout)
        try:
            return addresses.look_up(host, port, seconds, self._listed, self._resolve)
        except TimeoutError as problem:
            raise httpcore.ConnectTimeout(str(problem)) from problem
        except OSError as problem:
            raise httpcore.ConnectError(str(problem)) from problem
