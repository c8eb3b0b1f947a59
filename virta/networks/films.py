"""Films in the MP4 family (ISO/IEC 14496-12): how large and long they are, and without the place.

A film is not made anew. Only its boxes are read; those that hold words about it (where, by whom,
with what) become free space of the same size, so that nothing else moves.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from virta.networks.errors import Refused
from virta.networks.said import Said

INSIDE = {b"moov", b"trak", b"mdia"}
TELLING = {b"udta", b"meta", b"uuid"}
"""Boxes of user data, of metadata, and of others' own (XMP)."""
NO_FILM = Said(
    "This is not a film that Virta can read. Save it as MP4 and choose it again.",
    "Virta ei osaa lukea tätä videota. Tallenna se MP4-muodossa ja valitse uudelleen.",
)


@dataclass(frozen=True, slots=True)
class Film:
    """A film without words about itself."""

    content: bytes
    mime: str
    width: int
    height: int
    seconds: float


def is_one(content: bytes) -> bool:
    """Whether it is of the family: its first box says so."""
    return content[4:8] == b"ftyp"


def cleaned(content: bytes) -> Film:
    """The film with its telling boxes made free space. Raises Refused."""
    if not is_one(content):
        raise Refused(NO_FILM)
    changed = bytearray(content)
    seconds, width, height = 0.0, 0, 0
    try:
        for kind, start, body, end in boxes(content, 0, len(content)):
            if kind in TELLING:
                changed[start + 4 : start + 8] = b"free"
                changed[body:end] = bytes(end - body)
            elif kind == b"mvhd":
                seconds = _seconds(content[body:end])
            elif kind == b"tkhd":
                size = struct.unpack(">II", content[end - 8 : end])
                width, height = max(width, size[0] >> 16), max(height, size[1] >> 16)
    except (struct.error, ZeroDivisionError):
        width = 0
    if not width or not height:
        raise Refused(NO_FILM)
    mime = "video/quicktime" if content[8:12] == b"qt  " else "video/mp4"
    return Film(bytes(changed), mime, width, height, seconds)


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, start, start of the body and end of every box, also inside those that only hold others.

    Raises struct.error where a box is longer than what holds it.
    """
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, body)
            body += 8
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise struct.error("A box is longer than what holds it.")
        yield kind, start, body, start + size
        if kind in INSIDE:
            yield from boxes(content, body, start + size)
        start += size


def _seconds(box: bytes) -> float:
    scale, length = struct.unpack_from(
        ">IQ" if box[0] == 1 else ">II", box, 20 if box[0] == 1 else 12
    )
    return float(length) / float(scale)
