"""Films say how large and long they are, and nothing of where they were taken."""

import struct

import pytest

from virta.networks import films
from virta.networks.errors import Refused


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(
    brand: bytes = b"mp42",
    extra: bytes = b"",
    codec: bytes = b"",
    size: tuple[int, int] = (640, 360),
    seconds: float = 12.5,
    rate: int = 25,
) -> bytes:
    """The boxes of a film of 640 × 360 and 12.5 seconds, without pictures; with a codec it also
    says how they are written, and at which rate."""
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + bytes(80))
    track = box(b"tkhd", bytes(76) + struct.pack(">II", size[0] << 16, size[1] << 16))
    if codec:
        track += medium(b"soun", b"mp4a", 44_100, 1024) + medium(
            b"vide", codec, 12_000, 12_000 // rate
        )
    place = box(b"udta", box(b"\xa9xyz", b"+60.1700+024.9400/"))
    moov = box(b"moov", head + box(b"trak", track + place) + place + extra)
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", b"pictures" * 20) + moov


def medium(handler: bytes, codec: bytes, scale: int, each: int) -> bytes:
    """What a track says of its samples: of what they are, how written, and how long each lasts."""
    head = box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, scale, 0) + bytes(4))
    named = box(b"hdlr", bytes(8) + handler + bytes(12))
    written = box(b"stsd", struct.pack(">II", 0, 1) + box(codec, bytes(78)))
    times = box(b"stts", struct.pack(">IIII", 0, 1, 300, each))
    return box(b"mdia", head + named + box(b"minf", box(b"stbl", written + times)))


@pytest.mark.parametrize(
    ("codec", "name"), [(b"avc1", "H.264"), (b"hev1", "HEVC"), (b"av01", "AV1"), (b"svq3", "svq3")]
)
def test_how_its_pictures_are_written_is_read(codec: bytes, name: str) -> None:
    made = films.cleaned(film(codec=codec, rate=30))
    assert (made.codec, made.rate) == (name, 30.0)


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
