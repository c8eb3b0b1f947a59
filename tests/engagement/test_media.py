"""Pictures and films of posts: on the page, in the digest, and on their way to the network."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_post
from tests.networks.test_films import film
from tests.networks.test_pictures import drawn, taken_on_a_phone
from virta.engagement import media, scheduling
from virta.engagement.models import Attachment, MediaFile
from virta.kit.problems import Problem
from virta.networks.registry import named
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def post(workspace):
    return make_post(workspace, channels=[make_channel(workspace, network="mastodon")])


@pytest.fixture
def lead(workspace, client):
    someone = make.member(workspace, Role.MEMBER)
    make.signed_in(client, someone)
    return someone


def upload(client, post, *files):
    sent = {"files": [SimpleUploadedFile(f"{n}.bin", one) for n, one in enumerate(files)]}
    return client.post(f"{kind_of(post).url(post)}media/", sent, follow=True)


def change(client, attachment, **fields):
    post = attachment.post
    address = f"{kind_of(post).url(post)}media/{attachment.key}/change/"
    return client.post(address, fields, follow=True)


def test_several_are_added_at_once_and_what_cannot_be_taken_is_named(client, lead, post):
    page = upload(client, post, taken_on_a_phone(), b"no picture", drawn("PNG")).content.decode()
    assert post.attachments.count() == 2
    assert "1.bin: This is not a picture" in page
    assert "The alt text is missing." in page


def test_they_are_described_ordered_and_taken_out(client, lead, post):
    upload(client, post, drawn("PNG"), drawn("PNG", size=(9, 9)))
    first, second = post.attachments.all()
    change(client, second, alt="A small sauna", do="earlier")
    assert [one.pk for one in post.attachments.all()] == [second.pk, first.pk]
    assert post.attachments.first().alt == "A small sauna"
    change(client, first, do="remove")
    assert post.attachments.count() == 1


def test_the_page_shows_them_and_strangers_do_not_see_them(client, lead, post):
    upload(client, post, drawn("PNG"))
    address = f"{kind_of(post).url(post)}media/{Attachment.objects.get().key}/"
    small, whole = client.get(address), client.get(f"{address}?whole=1")
    assert (small["Content-Type"], whole["Content-Type"]) == ("image/jpeg", "image/png")
    assert small["X-Content-Type-Options"] == "nosniff"
    make.signed_in(client, make.person("Stranger"))
    assert client.get(address).status_code == 404


def test_an_approval_is_of_the_pictures_too(post):
    before = scheduling.post_digest(post)
    attachment = media.attach(post, "a.png", drawn("PNG"))
    with_picture = scheduling.post_digest(post)
    Attachment.objects.filter(pk=attachment.pk).update(alt="Sauna")
    assert len({before, with_picture, scheduling.post_digest(post)}) == 3


def test_what_a_channel_does_not_take_is_said_for_that_channel(workspace, post):
    (channel,) = post.channels.all()
    for _number in range(5):
        media.attach(post, "a.png", drawn("PNG"))
    assert media.troubles(post, channel, {}) == [f"{channel} takes at most 4 pictures in a post."]
    media.attach(post, "b.mp4", film())
    assert any("not both" in one for one in media.troubles(post, channel, {}))
    jodel = make_channel(workspace, title="Jodel", network="jodel")
    assert "Jodel takes at most 0 films in a post." in media.troubles(post, jodel, {})


def test_a_post_that_a_channel_does_not_take_is_not_scheduled(client, lead, post):
    for _number in range(5):
        media.attach(post, "a.png", drawn("PNG"))
    page = client.post(f"{kind_of(post).url(post)}schedule/")
    assert page.status_code == 422
    assert "at most 4 pictures" in page.content.decode()


def test_the_same_bytes_are_kept_once_and_go_when_nothing_has_them(post):
    one, two = media.attach(post, "a", drawn("PNG")), media.attach(post, "b", drawn("PNG"))
    assert one.file == two.file
    post.attachments.all().delete()
    assert media.forget_unused(timezone.now()) == 0
    assert media.forget_unused(timezone.now() + timedelta(days=2)) == 1


def test_what_waits_in_the_queue_keeps_its_bytes(post):
    media.attach(post, "a", drawn("PNG"))
    scheduling.schedule(post, timezone.now())
    post.attachments.all().delete()
    assert media.forget_unused(timezone.now() + timedelta(days=2)) == 0
    assert MediaFile.objects.exists()


def test_they_are_ready_for_the_network(workspace, post):
    media.attach(post, "a", drawn("PNG"))
    media.attach(post, "b", film())
    limits = named("mastodon").limits({})
    picture, moving = media.ready(workspace, media.content_of(post), limits)
    assert (picture.mime, moving.mime, moving.seconds) == ("image/png", "video/mp4", 12.5)


def test_too_many_are_refused(post):
    for _number in range(media.MOST_OF_A_POST):
        media.attach(post, "a", drawn("PNG"))
    with pytest.raises(Problem, match="at most 20"):
        media.attach(post, "a", drawn("PNG"))


def test_the_point_to_keep_in_view_is_given_in_percent_and_goes_out(client, lead, post):
    upload(client, post, drawn())
    one = post.attachments.get()
    page = change(client, one, focus_left="25", focus_top="10", alt="Sauna").content.decode()
    one.refresh_from_db()
    assert (one.focus_x, one.focus_y, one.point) == (-0.5, 0.8, (25, 10))
    assert 'name="focus_left" value="25"' in page
    (kept,) = media.content_of(post)
    (ready,) = media.ready(post.workspace, [kept], named("mastodon").limits({}))
    assert ready.focus == (-0.5, 0.8)
    change(client, one, focus_left="", focus_top="")
    one.refresh_from_db()
    assert one.point is None


@pytest.mark.parametrize("typed", [("101", "5"), ("5", ""), ("x", "y"), ("nan", "5")])
def test_a_point_outside_the_picture_is_refused_in_words(client, lead, post, typed):
    upload(client, post, drawn())
    one = post.attachments.get()
    page = change(client, one, focus_left=typed[0], focus_top=typed[1]).content.decode()
    assert "two numbers from 0 to 100" in page
    one.refresh_from_db()
    assert one.focus_x is None
