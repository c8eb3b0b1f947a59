"""What a post says on one channel only: its own text, and the network's own options."""

import pytest

from tests import make
from tests.engagement.make import make_channel, make_post
from virta.engagement import channel_fields
from virta.engagement.forms import PostForm
from virta.networks.registry import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    workspace = make.workspace()
    channel = make_channel(workspace, title="Fediverse", network="mastodon")
    return make_post(workspace, channels=[channel])


def name_of(post, option):
    channel = post.channels.get()
    (found,) = [one for one in named("mastodon").options if one.name == option]
    return channel_fields.option_name(channel, found)


def sent(post, **more):
    form = PostForm(instance=post, workspace=post.workspace)
    usual = {name: form[name].initial or "" for name in form.fields if name != "channels"}
    usual |= {"channels": [one.pk for one in post.channels.all()]}
    return {name: value for name, value in (usual | more).items() if value not in ("", False)}


def test_every_option_of_the_network_is_a_field(post):
    form = PostForm(instance=post, workspace=post.workspace)
    for option in named("mastodon").options:
        assert name_of(post, option.name) in form.fields


def test_what_is_chosen_is_kept_and_shown_again(post):
    chosen = {name_of(post, "visibility"): "private", name_of(post, "sensitive"): "on"}
    form = PostForm(sent(post, **chosen), instance=post, workspace=post.workspace)
    assert form.is_valid(), form.errors
    form.finished()

    options = post.options_for(post.channels.get())
    assert options == {"visibility": "private", "sensitive": "yes"}
    again = PostForm(instance=post, workspace=post.workspace)
    assert again[name_of(post, "visibility")].initial == "private"
    assert again[name_of(post, "sensitive")].initial is True


def test_what_the_network_does_anyway_is_not_kept(post):
    chosen = {name_of(post, "visibility"): "public", name_of(post, "poll_hours"): "24"}
    form = PostForm(sent(post, **chosen), instance=post, workspace=post.workspace)
    assert form.is_valid(), form.errors
    form.finished()
    assert post.versions == {}


def test_a_choice_that_the_network_does_not_offer_is_refused_at_its_field(post):
    chosen = {name_of(post, "visibility"): "aliens"}
    form = PostForm(sent(post, **chosen), instance=post, workspace=post.workspace)
    assert list(form.errors) == [name_of(post, "visibility")]
