"""Pictures leave the house upright, small enough, and saying nothing of where they were taken."""

import io
from typing import Any

import pytest
from PIL import Image

from virta.networks import pictures
from virta.networks.errors import Refused
from virta.networks.protocol import Limits

WHERE = {1: "N", 2: (60.0, 10.0, 0.0), 3: "E", 4: (24.0, 56.0, 0.0)}


def drawn(
    kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: Any
) -> bytes:
    held = io.BytesIO()
    Image.new(mode, size).save(held, kind, **more)
    return held.getvalue()


def taken_on_a_phone(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = orientation, "Aino Virtanen"
    exif.get_ifd(0x8825).update(WHERE)
    return drawn(exif=exif, comment=b"our secret place")


def noisy(size: tuple[int, int]) -> bytes:
    held = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(held, "PNG")
    return held.getvalue()


def test_where_and_by_whom_it_was_taken_goes() -> None:
    made = pictures.cleaned(taken_on_a_phone())
    assert not Image.open(io.BytesIO(made.content)).getexif()
    for secret in (b"Aino", b"Exif", b"our secret place"):
        assert secret not in made.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_upright_however_the_phone_was_held(orientation: int) -> None:
    made = pictures.cleaned(taken_on_a_phone(orientation))
    assert (made.width, made.height) == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize(
    ("kind", "mode", "mime"),
    [
        ("JPEG", "CMYK", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("PNG", "1", "image/png"),
        ("WEBP", "RGBA", "image/png"),
        ("BMP", "RGB", "image/jpeg"),
        ("TIFF", "RGB", "image/jpeg"),
    ],
)
def test_every_kind_of_picture_becomes_one_that_networks_take(
    kind: str, mode: str, mime: str
) -> None:
    made = pictures.cleaned(drawn(kind, mode))
    assert made.mime == mime
    assert Image.open(io.BytesIO(made.content)).mode in {"RGB", "RGBA"}


def test_sixteen_bits_of_grey_stay_grey() -> None:
    held = io.BytesIO()
    Image.new("I;16", (4, 4), 32768).save(held, "PNG")
    made = pictures.cleaned(held.getvalue())
    assert Image.open(io.BytesIO(made.content)).convert("RGB").getpixel((0, 0)) == (128, 128, 128)


def test_a_moving_picture_moves_on() -> None:
    held = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:], duration=90, loop=0, comment=b"secret")  # fmt: skip
    made = pictures.cleaned(held.getvalue())
    again = Image.open(io.BytesIO(made.content))
    assert (made.mime, made.is_moving, getattr(again, "n_frames", 1)) == ("image/gif", True, 3)
    assert b"secret" not in made.content
    still = pictures.prepared(made, Limits(text=1, picture_types=("image/jpeg",)))
    assert still.mime == "image/jpeg"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", drawn("PNG")[:60], noisy((90, 90))[:4000]]
)
def test_what_is_no_picture_or_broken_off_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="cannot read|not a picture"):
        pictures.cleaned(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="80 million"):
        pictures.cleaned(drawn("PNG", "1", (20_000, 20_000)))


def test_it_is_made_small_enough_in_pixels_and_bytes() -> None:
    picture = pictures.cleaned(noisy((800, 600)))
    limits = Limits(text=1, picture_bytes=60_000, picture_pixels=400 * 300)
    made = pictures.prepared(picture, limits, "Noise")
    assert len(made.content) <= 60_000
    assert made.width * made.height <= 400 * 300
    assert abs(made.width / made.height - 4 / 3) < 0.02
    assert made.alt == "Noise"


def test_what_fits_already_is_not_made_anew() -> None:
    picture = pictures.cleaned(drawn("PNG"))
    assert pictures.prepared(picture, Limits(text=1)).content == picture.content


def test_what_is_seen_through_stays_so_or_becomes_white() -> None:
    picture = pictures.cleaned(drawn("PNG", "RGBA"))
    small = Limits(text=1, picture_pixels=600)
    assert pictures.prepared(picture, small).mime == "image/png"
    only = Limits(text=1, picture_types=("image/jpeg",))
    jpeg = Image.open(io.BytesIO(pictures.prepared(picture, only).content))
    assert jpeg.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_nothing_fits_into_nothing() -> None:
    with pytest.raises(Refused, match="small enough"):
        pictures.prepared(pictures.cleaned(noisy((90, 90))), Limits(text=1, picture_bytes=10))
