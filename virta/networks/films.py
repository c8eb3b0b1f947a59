"""Films in the MP4 family (ISO/IEC 14496-12): how large and long they are, and without the place.

A film is not made anew. Only its boxes are read; those that hold words about it (where, by whom,
with what) become free space of the same size, so that nothing else moves.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from virta.networks.errors import Refused
from virta.networks.said import Said

INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
TELLING = {b"udta", b"meta", b"uuid"}
"""Boxes of user data, of metadata, and of others' own (XMP)."""
NO_FILM = Said(
    "This is not a film that Virta can read. Save it as MP4 and choose it again.",
    "Virta ei osaa lukea tätä videota. Tallenna se MP4-muodossa ja valitse uudelleen.",
)
NOT_MP4 = Said(
    "Virta takes films as MP4 or MOV. Save this one as MP4 (H.264) and choose it again.",
    "Virta ottaa videot MP4- tai MOV-muodossa. Tallenna tämä MP4-muodossa (H.264) ja valitse uudelleen.",
)  # fmt: skip
CODECS = {
    **dict.fromkeys((b"avc1", b"avc3"), "H.264"),
    **dict.fromkeys((b"hvc1", b"hev1", b"dvh1", b"dvhe"), "HEVC"),
    **dict.fromkeys((b"vp08", b"vp09"), "VP9"),
    **dict.fromkeys((b"apcn", b"apch", b"apcs", b"apco", b"ap4h"), "ProRes"),
    b"av01": "AV1",
    b"mp4v": "MPEG-4",
    b"jpeg": "Motion JPEG",
}
"""How pictures of a film are written, by the name of their sample entry (https://mp4ra.org)."""
OTHERS = (b"\x1aE\xdf\xa3", b"FLV\x01", b"0&\xb2u\x8ef\xcf\x11", b"\x00\x00\x01\xba", b"OggS")
"""How Matroska and WebM, Flash, Windows Media, MPEG and Ogg begin."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film without words about itself."""

    content: bytes
    mime: str
    width: int
    height: int
    seconds: float
    codec: str = ""
    """By its usual name; empty where the film does not say."""
    rate: float | None = None
    """Pictures a second, on the average."""


def is_one(content: bytes) -> bool:
    """Whether it is of the family: its first box says so."""
    return content[4:8] == b"ftyp"


def is_another(content: bytes) -> bool:
    """Whether it is a film of a family that Virta does not take."""
    is_avi = content[:4] == b"RIFF" and content[8:12] == b"AVI "
    return is_avi or content.startswith(OTHERS)


def cleaned(content: bytes) -> Film:
    """The film with its telling boxes made free space. Raises Refused."""
    if not is_one(content):
        raise Refused(NO_FILM)
    changed, read = bytearray(content), _Read()
    try:
        for kind, start, body, end in boxes(content, 0, len(content)):
            if kind in TELLING:
                changed[start + 4 : start + 8] = b"free"
                changed[body:end] = bytes(end - body)
            elif kind in read.boxes:
                read.boxes[kind](content[body:end])
    except (struct.error, ZeroDivisionError, IndexError):
        read.width = 0
    if not read.width or not read.height:
        raise Refused(NO_FILM)
    mime = "video/quicktime" if content[8:12] == b"qt  " else "video/mp4"
    size = read.width, read.height
    return Film(bytes(changed), mime, *size, read.seconds, read.codec, read.rate)


class _Read:
    """What the boxes say, gathered in the order in which they come: of a track first its head
    (`mdhd`), then whether it is of pictures (`hdlr`), then how those are written."""

    def __init__(self) -> None:
        self.seconds, self.width, self.height = 0.0, 0, 0
        self.codec, self.rate = "", None  # type: str, float | None
        self._is_pictures, self._scale = False, 0
        self.boxes = {
            b"mvhd": self._film,
            b"tkhd": self._track,
            b"mdhd": self._medium,
            b"hdlr": self._handler,
            b"stsd": self._samples,
            b"stts": self._times,
        }

    def _film(self, box: bytes) -> None:
        self.seconds = _seconds(box)

    def _track(self, box: bytes) -> None:
        size = struct.unpack(">II", box[-8:])
        self.width, self.height = max(self.width, size[0] >> 16), max(self.height, size[1] >> 16)

    def _medium(self, box: bytes) -> None:
        (self._scale,) = struct.unpack_from(">I", box, 20 if box[0] == 1 else 12)

    def _handler(self, box: bytes) -> None:
        # A track may have a second one of these, about its data (QuickTime).
        self._is_pictures = box[8:12] == b"vide" or (self._is_pictures and box[4:8] == b"dhlr")

    def _samples(self, box: bytes) -> None:
        if self._is_pictures and not self.codec:
            name = box[12:16]
            self.codec = CODECS.get(name, name.decode("ascii", "replace").strip())

    def _times(self, box: bytes) -> None:
        if not self._is_pictures or self.rate is not None:
            return
        (runs,) = struct.unpack_from(">I", box, 4)
        pairs = list(struct.iter_unpack(">II", box[8 : 8 + 8 * runs]))
        lasts = sum(count * each for count, each in pairs)
        if lasts:
            self.rate = self._scale * sum(count for count, _each in pairs) / lasts


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
