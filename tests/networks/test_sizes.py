"""Pictures tell how large they are, whole or broken off."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from virta.networks import sizes

KINDS = [
    *(("PNG", "image/png", {}), ("GIF", "image/gif", {}), ("JPEG", "image/jpeg", {})),
    *(("JPEG", "image/jpeg", {"progressive": True}), ("WEBP", "image/webp", {})),
    *(("WEBP", "image/webp", {"lossless": True}), ("WEBP", "image/webp", {"exif": b"Exif\0\0II"})),
    ("JPEG", "image/jpeg", {"exif": b"Exif\0\0" + b"\xff\xc0" * 200}),
]


def drawn(kind, size, **options):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("size", [(1, 1), (640, 480), (33, 2000)])
@pytest.mark.parametrize(("kind", "mime", "options"), KINDS)
def test_each_kind_of_picture_is_known(kind, mime, options, size):
    assert sizes.picture(drawn(kind, size, **options)) == (mime, *size)


@given(st.sampled_from(KINDS), st.integers(0, 400))
def test_what_broke_off_is_no_picture_or_the_right_one(kind, length):
    name, mime, options = kind
    found = sizes.picture(drawn(name, (300, 200), **options)[:length])
    assert found in (None, (mime, 300, 200))


@given(st.binary(), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF"]))
def test_noise_is_read_without_harm(noise, start):
    for content in (noise, start + noise):
        found = sizes.picture(content)
        assert found is None or min(found[1:]) > 0


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", b"RIFF....WEBPVP8 "])
def test_other_things_are_no_pictures(content):
    assert sizes.picture(content) is None
