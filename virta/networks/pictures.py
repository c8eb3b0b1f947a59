"""Pictures made ready to leave the house: turned upright, without anything that says where or by
whom they were taken, and small enough for a network.

Decoding and encoding are Pillow's. What a person gives is cleaned once (`cleaned`), and made ready
for each network from that (`prepared`).
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from virta.networks.errors import Refused
from virta.networks.protocol import Limits, Media
from virta.networks.said import Said

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
TAKEN = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
MOST_PIXELS = 80_000_000
"""More than cameras make; what claims more would only fill the memory."""
QUALITIES = (90, 82, 74, 66, 58, 50)
SMALLER = 0.8
THUMB = (480, 480)

WRITTEN = ("RGB", "RGBA", "P")
HARMLESS = {
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"),
    *("version", "background", "duration", "loop", "timestamp", "transparency", "extension"),
}
"""What tells how a picture is shown, and nothing of who took it or where."""

NO_PICTURE = Said(
    "This is not a picture that Virta can read. Save it as JPEG, PNG, GIF or WebP and choose it again.",
    "Virta ei osaa lukea tätä kuvaa. Tallenna se JPEG-, PNG-, GIF- tai WebP-muodossa ja valitse uudelleen.",
)  # fmt: skip
TOO_LARGE = Said(
    "The picture has more than 80 million pixels. Make it smaller and choose it again.",
    "Kuvassa on yli 80 miljoonaa pikseliä. Pienennä sitä ja valitse se uudelleen.",
)
NOT_SMALL = Said(
    "The picture cannot be made small enough for the network. Choose a simpler one.",
    "Kuvaa ei saada verkostolle tarpeeksi pieneksi. Valitse yksinkertaisempi kuva.",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is clean: its bytes hold what is seen, and nothing else."""

    content: bytes
    mime: str
    width: int
    height: int
    is_moving: bool = False


def cleaned(content: bytes) -> Picture:
    """What a person gave, upright, in sRGB, without metadata. Raises Refused."""
    image = opened(content)
    mime = Image.MIME.get(image.format or "", "")
    if getattr(image, "is_animated", False) and mime in {"image/gif", "image/webp"}:
        return _moving(image, mime)
    still = _srgb(ImageOps.exif_transpose(image))
    if not _is_seen_through(still):
        kept = "image/png" if mime == "image/png" else "image/jpeg"
    else:
        kept = "image/png"
    return Picture(_written(still, kept, 95), kept, *still.size)


def cleaned_before(content: bytes) -> Picture:
    """What some Virta has cleaned, byte for byte: written anew, a JPEG would lose a little each
    time. What does not look so is cleaned. Raises Refused."""
    image = opened(content)
    mime = Image.MIME.get(image.format or "", "")
    if mime not in FORMATS or image.mode not in WRITTEN or not image.info.keys() <= HARMLESS:
        return cleaned(content)
    return Picture(content, mime, *image.size, is_moving=getattr(image, "is_animated", False))


def opened(content: bytes) -> Image.Image:
    """The picture, decoded. Raises Refused for what is none, is broken off, or is a bomb."""
    trouble: Said | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(content), formats=TAKEN)
            if image.width * image.height > MOST_PIXELS:
                trouble = TOO_LARGE
            else:
                image.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            trouble = TOO_LARGE
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
            trouble = NO_PICTURE
    if trouble:
        raise Refused(trouble)
    return image


def prepared(picture: Picture, limits: Limits, alt: str = "") -> Media:
    """The picture as this network takes it: its type, pixels and bytes. Raises Refused."""
    takes = limits.picture_types
    size = picture.width, picture.height
    if is_taken(picture.mime, size, len(picture.content), limits):
        return Media(picture.content, picture.mime, picture.width, picture.height, alt)
    image = opened(picture.content)
    image.seek(0)
    for content, mime, size in _tries(_srgb(image), takes, limits.picture_pixels):
        if not limits.picture_bytes or len(content) <= limits.picture_bytes:
            return Media(content, mime, *size, alt)
    raise Refused(NOT_SMALL)


def is_taken(mime: str, size: tuple[int, int], count: int, limits: Limits) -> bool:
    """Whether a network takes a picture of this type, width and height, and bytes as it is."""
    fits = limits.picture_pixels is None or size[0] * size[1] <= limits.picture_pixels
    return (
        mime in limits.picture_types
        and fits
        and (not limits.picture_bytes or count <= limits.picture_bytes)
    )


def is_moving(content: bytes) -> bool:
    """Whether it has several frames."""
    return bool(getattr(opened(content), "is_animated", False))


def thumbnail(picture: Picture) -> bytes:
    """A small JPEG to show in Virta."""
    image = opened(picture.content)
    image.seek(0)
    small = _srgb(image)
    small.thumbnail(THUMB)
    return _written(small, "image/jpeg", 80)


def _tries(
    image: Image.Image, takes: tuple[str, ...], pixels: int | None
) -> Iterator[tuple[bytes, str, tuple[int, int]]]:
    """The picture ever smaller: first by quality, then by size."""
    kept = "image/png" if _is_seen_through(image) and "image/png" in takes else "image/jpeg"
    if kept not in takes:
        kept = next((one for one in takes if one in FORMATS), "image/jpeg")
    now = image
    if pixels and now.width * now.height > pixels:
        now = _scaled(now, (pixels / (now.width * now.height)) ** 0.5)
    while min(now.size) >= 8:
        for quality in QUALITIES if kept != "image/png" else QUALITIES[:1]:
            yield _written(now, kept, quality), kept, now.size
        now = _scaled(now, SMALLER)


def _scaled(image: Image.Image, by: float) -> Image.Image:
    size = (max(int(image.width * by), 1), max(int(image.height * by), 1))
    return image.resize(size, Image.Resampling.LANCZOS)


def _srgb(image: Image.Image) -> Image.Image:
    """In colours that every screen shows, with what is seen through where there is such."""
    profile = image.info.get("icc_profile")
    mode = "RGBA" if _is_seen_through(image) else "RGB"
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(
                image, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if made is not None:
                return made
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile says nothing: the colours are taken as they are
    if image.mode in {"I", "I;16", "I;16B", "F"}:
        # 16 bits of grey: Pillow would cut them off at 255 instead of scaling them.
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert(mode)


def _is_seen_through(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _written(image: Image.Image, mime: str, quality: int) -> bytes:
    """The bytes. A new image takes nothing of the old one's metadata along."""
    held = io.BytesIO()
    if mime == "image/jpeg" and image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    image.info = {}
    options = {"quality": quality} if mime in {"image/jpeg", "image/webp"} else {}
    image.save(held, FORMATS[mime], optimize=mime != "image/webp", **options)
    return held.getvalue()


def _moving(image: Image.Image, mime: str) -> Picture:
    """Frames, their times and how often they are repeated; nothing else."""
    frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(image)]
    times = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    for frame in frames:
        frame.info = {}
    held = io.BytesIO()
    frames[0].save(
        held,
        FORMATS[mime],
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=image.info.get("loop", 0),
    )
    return Picture(held.getvalue(), mime, *image.size, is_moving=True)
