"""What does not fit a channel is known when it is added, never first when it is sent."""

import io
from itertools import count

import pytest
from PIL import Image

from tests import make
from tests.engagement.make import make_channel, make_connection, make_post
from tests.engagement.test_media import upload
from tests.networks.test_films import film
from tests.networks.test_pictures import noisy
from virta.engagement import fitting, media
from virta.engagement.models import Attachment, Connection, MediaFile
from virta.engagement.showing import rows_of
from virta.networks import pictures
from virta.networks.protocol import Limits
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db
TIGHT = {"picture_bytes": 60_000, "picture_pixels": 40_000}


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def post(workspace):
    channel = make_channel(workspace, title="Small server", network="mastodon")
    make_connection(channel, facts=TIGHT)
    other = make_channel(workspace, title="Room", network="matrix")
    return make_post(workspace, channels=[channel, other])


@pytest.fixture
def writer(workspace, client):
    someone = make.member(workspace, Role.MEMBER)
    make.signed_in(client, someone)
    return someone


def said_of(post):
    return {str(fit.channel): fit.said for _one, fits in fitting.of_post(post) for fit in fits}


def test_a_picture_is_made_smaller_at_once_and_the_page_says_for_which_channel(
    client, writer, post
):
    page = upload(client, post, noisy((400, 300))).content.decode()
    assert "Is made smaller for it: 230 × 173" in page
    assert said_of(post)["Room"] == "Fits as it is."
    (kept,) = MediaFile.objects.get().fits.values()
    limits = Limits(
        0, pictures=1, picture_bytes=60_000, picture_pixels=40_000,
        picture_types=("image/jpeg", "image/png", "image/gif"),
    )  # fmt: skip
    file = MediaFile.objects.get()
    sent = pictures.prepared(
        pictures.Picture(bytes(file.content), file.mime, file.width, file.height), limits
    )
    assert (kept["width"], kept["size"]) == (sent.width, len(sent.content))


def test_it_is_made_once_for_the_same_limits(post, monkeypatch):
    tries = count()
    whole = pictures.prepared
    monkeypatch.setattr(pictures, "prepared", lambda *all: (next(tries), whole(*all))[1])
    media.attach(post, "a.jpg", noisy((400, 300)))
    for _time in range(3):
        fitting.of_post(post)
    rows_of(post)
    assert next(tries) == 1


def test_a_picture_that_cannot_be_made_to_fit_is_refused_at_once(client, writer, post):
    Connection.objects.update(facts={"picture_bytes": 100})
    page = upload(client, post, noisy((400, 300))).content.decode()
    assert "0.bin cannot be made small enough for Small server." in page
    assert not Attachment.objects.exists()


def test_a_channel_that_is_added_later_is_checked_before_anything_is_scheduled(
    client, writer, workspace
):
    post = make_post(workspace, channels=[make_channel(workspace, title="Room", network="matrix")])
    media.attach(post, "a.jpg", noisy((400, 300)))
    tight = make_channel(workspace, title="Small server", network="mastodon")
    make_connection(tight, facts={"picture_bytes": 100})
    post.channels.add(tight)
    assert "cannot be made small enough" in client.get(kind_of(post).url(post)).content.decode()
    refused = client.post(f"{kind_of(post).url(post)}schedule/")
    assert (refused.status_code, post.deliveries.count()) == (422, 0)


def test_moving_pictures_that_are_made_smaller_are_said_to_stand_still(post):
    held = io.BytesIO()
    frames = [Image.new("L", (400, 300), shade) for shade in (0, 128, 255)]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    media.attach(post, "a.gif", held.getvalue())
    assert said_of(post)["Small server"].endswith("It stands still there.")


def test_a_film_says_at_once_where_it_cannot_go_and_what_to_do(client, writer, workspace):
    network = make_channel(workspace, title="Our X", network="x")
    post = make_post(workspace, channels=[network])
    page = upload(client, post, film(codec=b"hvc1", seconds=200)).content.decode()
    assert "It is longer than the 140 seconds that Our X takes. Cut it." in page
    assert "It is written as HEVC; Our X takes H.264." in page
    assert post.attachments.count() == 1
    (row,) = rows_of(post)
    assert "longer than the 140 seconds" in row.troubles[0]


def test_a_film_has_a_frame_and_a_rate_to_keep_to(post):
    media.attach(post, "a.mp4", film(codec=b"avc1", size=(4096, 2304), rate=240))
    said = said_of(post)["Small server"]
    assert "8.3 megapixels" in said
    assert "120 pictures a second" in said


@pytest.mark.parametrize("head", [b"\x1aE\xdf\xa3 webm", b"RIFF0000AVI LIST"])
def test_a_film_of_another_kind_is_refused_with_what_to_do(client, writer, post, head):
    assert "Save this one as MP4" in upload(client, post, head).content.decode()
