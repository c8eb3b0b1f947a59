"""Films say how large and long they are, and nothing of where they were taken."""

import struct

import pytest

from virta.networks import films
from virta.networks.errors import Refused


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(brand: bytes = b"mp42", extra: bytes = b"") -> bytes:
    """The boxes of a film of 640 × 360 and 12.5 seconds, without pictures."""
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 12_500) + bytes(80))
    track = box(b"tkhd", bytes(76) + struct.pack(">II", 640 << 16, 360 << 16))
    place = box(b"udta", box(b"\xa9xyz", b"+60.1700+024.9400/"))
    moov = box(b"moov", head + box(b"trak", track + place) + place + extra)
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", b"pictures" * 20) + moov


def test_size_and_length_are_read() -> None:
    made = films.cleaned(film())
    assert (made.width, made.height, made.seconds, made.mime) == (640, 360, 12.5, "video/mp4")
    assert films.cleaned(film(b"qt  ")).mime == "video/quicktime"


def test_the_place_goes_and_nothing_else_moves() -> None:
    content = film()
    made = films.cleaned(content).content
    assert b"+60.17" in content
    assert b"+60.17" not in made
    assert len(made) == len(content)
    assert made.index(b"pictures") == content.index(b"pictures")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello film",
        box(b"ftyp", b"mp42"),
        film()[:-40],
        film(extra=struct.pack(">I4s", 9_999, b"trak")),
        film(extra=struct.pack(">I4s", 3, b"trak")),
    ],
)
def test_what_is_no_film_or_broken_off_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="not a film"):
        films.cleaned(content)
