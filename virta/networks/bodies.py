"""An answer's body on its way in: in time, and no larger than wanted, packed and unpacked."""

import contextlib
import zlib
from collections.abc import Iterable, Iterator

import httpcore
import httpx

from virta.networks.connecting import until

STEP = 64 * 1024
"""The most that is unpacked at a time, in bytes."""


class TooLarge(httpx.TransportError):
    """The answer is larger than whoever asked wants to hold."""


@contextlib.contextmanager
def as_httpx() -> Iterator[None]:
    """httpcore's errors by the same names in httpx, which is what its transport does too."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as problem:
        kind = getattr(httpx, type(problem).__name__, httpx.TransportError)
        raise kind(str(problem)) from problem


class Body(httpx.SyncByteStream):
    """An answer's body, unpacked here piece by piece, so that its size is known in time."""

    def __init__(
        self, answer: httpcore.Response, packed: str, end: float, most: int, cut: bool
    ) -> None:
        self._answer = answer
        self._packed = packed
        self._end = end
        self._most = most
        self._cut = cut

    def __iter__(self) -> Iterator[bytes]:
        if self._packed in {"gzip", "x-gzip"}:
            packed = _limited(self._pieces(), self._most, False)
            return _limited(_unpacked(packed), self._most, self._cut)
        if self._packed in {"", "identity"}:
            return _limited(self._pieces(), self._most, self._cut)
        raise httpx.DecodingError(f"The answer is packed as {self._packed[:20]}, not as asked")

    def _pieces(self) -> Iterator[bytes]:
        pieces = self._answer.iter_stream()
        while True:
            with until(self._end), as_httpx():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        self._answer.close()


def _limited(pieces: Iterable[bytes], most: int, cut: bool) -> Iterator[bytes]:
    left = most
    for piece in pieces:
        if len(piece) > left and not cut:
            raise TooLarge(f"The answer is larger than {most} bytes")
        yield piece[:left]
        left -= len(piece)
        if left < 0:
            return


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    begun = False
    try:
        for piece in pieces:
            begun = True
            rest = piece
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail
    except zlib.error as problem:
        raise httpx.DecodingError("The answer cannot be unpacked") from problem
    if begun and not unpacker.eof:
        yield unpacker.flush()
        raise httpx.DecodingError("The answer broke off")
