"""Drafts with a time and a channel, seen and scheduled together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_connection, make_post
from virta.engagement import scheduling
from virta.engagement.models import Delivery, Post
from virta.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def author(workspace, client):
    make.signed_in(client, make.member(workspace, Role.MEMBER))


@pytest.fixture
def channel(workspace):
    channel = make_channel(workspace, network="mastodon")
    make_connection(channel)
    return channel


def later(hours=24):
    return timezone.now() + timedelta(hours=hours)


def address(workspace):
    return f"/w/{workspace.slug}/posts/drafts/"


def test_only_what_could_go_out_and_is_in_no_queue_is_shown(client, author, workspace, channel):
    make_post(workspace, "Ready.", channels=[channel], at=later())
    make_post(workspace, "Without a time.", channels=[channel], at=None)
    make_post(workspace, "Without a channel.", at=later())
    make_post(workspace, "Long past.", channels=[channel], at=later(-24))
    queued = make_post(workspace, "In the queue.", channels=[channel], at=later())
    scheduling.schedule(queued, timezone.now())

    page = client.get(address(workspace)).content.decode()

    assert "Ready." in page
    for other in ("Without a time.", "Without a channel.", "Long past.", "In the queue."):
        assert other not in page


def test_the_chosen_are_scheduled_and_what_cannot_be_is_said_with_its_reason(
    client, author, workspace, channel
):
    good = make_post(workspace, "Ready.", channels=[channel], at=later())
    long = make_post(workspace, "x" * 501, title="Long", channels=[channel], at=later())
    other = make_post(workspace, "Not now.", channels=[channel], at=later())

    page = client.post(address(workspace), {"post": [good.key, long.key]}).content.decode()

    assert list(Delivery.objects.values_list("post", flat=True)) == [good.pk]
    assert "1 post is scheduled." in page
    assert "These could not be scheduled" in page
    assert "Long</a>: " in page
    assert other.text in page


def test_nothing_chosen_is_said_and_an_empty_page_tells_what_to_do(
    client, author, workspace, channel
):
    assert "No draft waits" in client.get(address(workspace)).content.decode()
    make_post(workspace, "Ready.", channels=[channel], at=later())
    assert "Nothing was chosen" in client.post(address(workspace)).content.decode()
    assert not Delivery.objects.exists()


def test_a_post_of_another_workspace_is_not_scheduled(client, author, workspace, channel):
    strange = make_post(make.workspace("other"), "Theirs.", at=later())
    client.post(address(workspace), {"post": [strange.key]})
    assert not Delivery.objects.exists()
    assert Post.objects.filter(pk=strange.pk).exists()


def test_a_channel_that_is_not_connected_is_named_with_the_link(client, workspace):
    make.signed_in(client, make.member(workspace, Role.LEAD))
    channel = make_channel(workspace, title="Our harbour", network="mastodon")
    posts = [make_post(workspace, text, channels=[channel], at=later()) for text in ("A.", "B.")]
    page = client.post(address(workspace), {"post": [one.key for one in posts]}).content.decode()
    assert "Our harbour is not connected, so what is to go out there waits." in page
    assert f"/channels/{channel.key}/connection/" in page
    assert page.count("Connect the channel:") == 1


def test_moving_a_post_in_the_calendar_names_it_too(client, workspace, author):
    channel = make_channel(workspace, title="Our harbour", network="mastodon")
    post = make_post(workspace, "Ready.", channels=[channel], at=later())
    scheduling.schedule(post, timezone.now())
    url = f"/w/{workspace.slug}/posts/{post.key}/move/"
    page = client.post(url, {"shift": "1", "seen": post.version}, follow=True).content.decode()
    assert "Our harbour is not connected, so what is to go out there waits." in page
