"""A text that is too long is offered as a thread, and stays to be edited before it is saved."""

import re

import pytest
from django.urls import reverse

from tests import make
from tests.engagement.make import make_channel, make_post
from virta.engagement import measuring
from virta.engagement.models import LinkRule, Post
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db
LONG = "Sauna on lämmin. " * 30


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def writer(workspace, client):
    make.signed_in(client, make.member(workspace, Role.OWNER))


def test_its_parts_fit_and_end_at_sentences(workspace):
    channel = make_channel(workspace, network="bluesky")
    parts = measuring.split(Post(workspace=workspace, text=LONG), channel, {}).split("\n---\n")
    assert len(parts) == 2
    assert all(len(one) <= 300 and one.endswith(".") for one in parts)
    assert " ".join(parts) == LONG.strip()


def test_tags_on_links_count_and_are_not_in_the_text(workspace):
    channel = make_channel(workspace, network="bluesky")
    LinkRule.objects.create(workspace=workspace, hosts="a.fi", campaign="c" * 80)
    text = "a" * 140 + " https://a.fi/ " + "b" * 140
    post = Post(workspace=workspace, text=text)
    split = measuring.split(post, channel, {})
    assert "utm_" not in split
    post.text = split
    assert all(not one.too_long for one in measuring.measured(post, [channel]))


@pytest.mark.parametrize(("network", "text"), [("bluesky", "Short."), ("linkedin", LONG * 9)])
def test_nothing_is_split_that_fits_or_has_no_threads(workspace, network, text):
    channel = make_channel(workspace, network=network)
    assert measuring.split(Post(workspace=workspace, text=text), channel, {}) == ""


def test_it_is_offered_while_typing(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    address = reverse("engagement:lengths", args=[workspace.slug])
    html = client.post(address, {"text": LONG, "channels": [channel.pk]}).content.decode()
    assert "Split into a thread for Our X" in html
    assert f'data-into="version_{channel.key}"' in html
    (offered,) = re.findall(r'data-thread="([^"]*)"', html)
    assert "\n---\n" in offered


def test_without_scripts_the_form_begins_with_the_thread(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    post = make_post(workspace, LONG, channels=[channel])
    page = client.get(kind_of(post).url(post)).content.decode()
    assert f"edit/?split={channel.key}" in page
    form = client.get(f"{kind_of(post).url(post)}edit/?split={channel.key}").context["form"]
    assert "\n---\n" in form[f"version_{channel.key}"].value()
    assert form["text"].value() == LONG
    post.refresh_from_db()
    assert post.versions == {}
