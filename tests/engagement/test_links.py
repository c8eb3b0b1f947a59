"""Campaign tags on the links of posts, by the workspace's rule."""

import pytest

from tests import make
from tests.activities.make import make_activity
from tests.engagement.make import make_channel, make_post
from virta.engagement import scheduling
from virta.engagement.models import LinkRule, Snippet
from virta.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(workspace, client):
    someone = make.member(workspace, Role.LEAD)
    make.signed_in(client, someone)
    return someone


def going_out(post):
    return scheduling.content_of(post, post.channels.get())["parts"]


def test_links_to_ones_own_sites_are_tagged_from_activity_and_channel(workspace):
    LinkRule.objects.create(workspace=workspace, hosts="saaristo.fi", term="")
    channel = make_channel(workspace, title="Our Mastodon", network="mastodon")
    activity = make_activity(workspace, title="Kesän äänet")
    text = "Come: https://saaristo.fi/sauna and https://example.org/"
    post = make_post(workspace, text, channels=[channel], activity=activity)
    assert going_out(post) == [
        "Come: https://saaristo.fi/sauna?utm_source=mastodon&utm_medium=social"
        "&utm_campaign=kesan-aanet&utm_content=our-mastodon and https://example.org/"
    ]


def test_without_a_rule_nothing_is_tagged(workspace):
    post = make_post(workspace, "https://saaristo.fi", channels=[make_channel(workspace)])
    assert going_out(post) == ["https://saaristo.fi"]


def test_a_changed_rule_asks_for_a_new_approval(workspace):
    post = make_post(workspace, "https://saaristo.fi", channels=[make_channel(workspace)])
    before = scheduling.post_digest(post)
    LinkRule.objects.create(workspace=workspace, hosts="saaristo.fi")
    del post.workspace._link_rule
    assert scheduling.post_digest(post) != before


def test_the_rule_is_made_on_its_page_and_shows_an_example(client, lead, workspace):
    sent = {"hosts": "https://www.Saaristo.fi/x\nsaaristo.org", "source": "{network}"}
    page = client.post(f"/w/{workspace.slug}/links/", sent, follow=True)
    assert LinkRule.objects.get().hosts == "www.saaristo.fi\nsaaristo.org"
    assert "https://www.saaristo.fi/?utm_source=mastodon" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("campaign", "{season}"), ("term", "{"), ("hosts", "sauna")]
)
def test_what_cannot_be_filled_in_is_said_at_its_field(client, lead, workspace, field, value):
    page = client.post(f"/w/{workspace.slug}/links/", {"hosts": "saaristo.fi", field: value})
    assert list(page.context["form"].errors) == [field]
    assert not LinkRule.objects.exists()


def test_a_snippet_is_at_hand_beside_the_form(client, lead, workspace):
    Snippet.objects.create(workspace=workspace, title="Closing", text="See you by the sea.")
    page = client.get(f"/w/{workspace.slug}/posts/new/").content.decode()
    assert 'data-snippet="See you by the sea."' in page
