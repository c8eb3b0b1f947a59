"""While a post is being written its length is shown for each channel, by the network's count."""

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


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def writer(workspace, client):
    someone = make.member(workspace, Role.OWNER)
    make.signed_in(client, someone)
    return someone


def ask(client, workspace, **fields):
    address = reverse("engagement:lengths", args=[workspace.slug])
    answer = client.post(address, fields)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return answer.content.decode(), " ".join(words.split())


def test_each_chosen_channel_counts_its_own_way(client, writer, workspace):
    one = make_channel(workspace, title="Our X", network="x")
    other = make_channel(workspace, title="Our LinkedIn", network="linkedin")
    make_channel(workspace, title="Not chosen", network="x")
    text = "Katso https://esimerkki.fi/" + "a" * 60
    _, words = ask(client, workspace, text=text, channels=[one.pk, other.pk])
    assert words == "Our LinkedIn: 87 / 3000 Our X: 29 / 280"


def test_what_is_too_long_is_said_in_words(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    html, words = ask(client, workspace, text="a" * 282, channels=[channel.pk])
    assert "282 / 280" in words
    assert "The text for Our X is 2 characters too long. Shorten it." in words
    assert "data-too-long" in html


def test_each_part_of_a_thread_is_counted(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    _, words = ask(client, workspace, text="Hei.\r\n---\r\nMoi moi.", channels=[channel.pk])
    assert words == "Our X, post 1: 4 / 280 Our X, post 2: 8 / 280"


def test_a_channels_own_text_is_counted_under_its_own_field(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    fields = {"text": "a" * 400, "channels": [channel.pk], f"version_{channel.key}": "Hei."}
    html, words = ask(client, workspace, **fields)
    assert words == "Our X: 4 / 280"
    assert f'data-of="version_{channel.key}"' in html


def test_tags_on_links_count_where_links_count_in_full(workspace):
    channel = make_channel(workspace, network="linkedin")
    LinkRule.objects.create(workspace=workspace, hosts="a.fi", source="linkedin")
    post = Post(workspace=workspace, text="https://a.fi/")
    (found,) = measuring.measured(post, [channel])
    assert found.length > len("https://a.fi/?utm_source=linkedin")


def test_too_many_bytes_are_too_long(workspace):
    channel = make_channel(workspace, title="Our videos", network="youtube")
    (found,) = measuring.measured(Post(workspace=workspace, text="ä" * 3000), [channel])
    assert found.length <= found.most
    assert "too many bytes" in found.too_long


def test_channels_of_others_and_odd_values_are_passed_over(client, writer, workspace):
    other = make_channel(make.workspace("toinen"), network="x")
    _, words = ask(client, workspace, text="Hei.", channels=[other.pk, "x", "²", ""], activity="no")
    assert words == ""


def test_the_form_asks_for_lengths(client, writer, workspace):
    post = make_post(workspace)
    page = client.get(f"{kind_of(post).url(post)}edit/").content.decode()
    assert f'data-lengths="{reverse("engagement:lengths", args=[workspace.slug])}"' in page
    assert 'id="lengths-said" aria-live="polite"' in page
    assert "js/lengths" in page
