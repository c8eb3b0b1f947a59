"""What kind of picture some bytes are and how large, from their first bytes, unpacking nothing.

By the formats' own descriptions: PNG (RFC 2083, IHDR), GIF89a, JPEG (ITU T.81, start of frame),
WebP (RFC 9649). Whoever sends pictures on prepares them properly; this is for naming them.
"""

import struct
from collections.abc import Callable

Size = tuple[int, int]
_LOSSY_START = b"\x9d\x01\x2a"
# Start of frame, all kinds but the three that are tables or extensions.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}


def picture(content: bytes) -> tuple[str, int, int] | None:
    """The MIME type, the width and the height in pixels; None when it is no such picture."""
    for mime, read in _READERS.items():
        size = _tried(read, content)
        if size and min(size) > 0:
            return mime, *size
    return None


def _tried(read: Callable[[bytes], Size | None], content: bytes) -> Size | None:
    try:
        return read(content)
    except (struct.error, IndexError):
        return None  # it broke off before saying how large it is


def _png(content: bytes) -> Size | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif(content: bytes) -> Size | None:
    if content[:6] not in {b"GIF87a", b"GIF89a"}:
        return None
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _jpeg(content: bytes) -> Size | None:
    if content[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + max(struct.unpack_from(">H", content, at + 2)[0], 2)
    return None


def _webp(content: bytes) -> Size | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if content[12:16] == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        return (width, height) if len(content) >= 30 else None
    if content[12:16] == b"VP8L" and content[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if content[12:16] == b"VP8 " and content[23:26] == _LOSSY_START:
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


_READERS: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
}
