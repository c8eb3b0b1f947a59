"""Pages of posts: every state is shown, and each button does what it says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_connection, make_delivery, make_post
from tests.ownership.make import make_approval_rule, somebody
from virta.engagement import handing, scheduling
from virta.engagement.models import Delivery, Pause, Post
from virta.engagement.models.connection import sealed
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(workspace, client):
    someone = make.member(workspace, Role.OWNER)
    make.signed_in(client, someone)
    return someone


def do(client, post, what, **fields):
    address = f"{kind_of(post).url(post)}{what}/"
    return client.post(address, fields, follow=True)


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_words_and_icon(client, lead, workspace, state):
    trouble = {"en": "What happened.", "fi": "Mitä tapahtui.", "reason": "their words"}
    delivery = make_delivery(workspace, state=state, trouble=trouble)
    page = client.get(kind_of(delivery.post).url(delivery.post))

    said = page.content.decode()
    if state == State.CANCELLED:
        assert "not scheduled" in said
    else:
        assert str(State(state).label) in said
        assert "What happened." in said
        assert "their words" in said


def test_a_post_is_scheduled_taken_back_and_too_long_is_refused(client, lead, workspace):
    channel = make_channel(workspace, network="mastodon")
    make_connection(channel)
    at = timezone.now() + timedelta(days=1)
    post = make_post(workspace, "x" * 501, channels=[channel], at=at)

    page = do(client, post, "schedule")
    assert page.status_code == 422
    assert "1 character too long" in page.content.decode()
    Post.objects.filter(pk=post.pk).update(text="Short.")
    do(client, post, "schedule")
    assert Delivery.objects.get().state == State.SCHEDULED
    do(client, post, "take-back")
    assert Delivery.objects.get().state == State.CANCELLED


def test_what_no_program_may_publish_waits_for_a_person_with_its_address(client, lead, workspace):
    post = make_post(workspace, channels=[make_channel(workspace, network="linkedin")])
    do(client, post, "schedule")
    delivery = Delivery.objects.get()
    assert delivery.state == State.BY_HAND

    wrong = do(client, post, "is-out", delivery=delivery.key, url="javascript:alert(1)")
    assert wrong.status_code == 422
    do(client, post, "is-out", delivery=delivery.key, url="https://www.linkedin.com/posts/1")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.PUBLISHED, "https://www.linkedin.com/posts/1")


@pytest.mark.parametrize("is_connected", [True, False])
def test_a_blog_is_read_by_its_feed_and_published_by_a_person(
    client, lead, workspace, is_connected
):
    channel = make_channel(workspace, network="blog")
    if is_connected:
        make_connection(channel, network="blog", sealed=sealed({"feed": "https://b.example/feed"}))
    post = make_post(workspace, channels=[channel])

    page = do(client, post, "schedule").content.decode()

    assert Delivery.objects.get().state == State.BY_HAND
    assert "Connect the channel" not in page
    assert "Publish it by hand" in page


def test_a_channel_that_is_not_connected_is_named_at_scheduling(client, lead, workspace):
    channel = make_channel(workspace)
    post = make_post(workspace, channels=[channel], at=timezone.now() + timedelta(days=1))
    link = reverse("connecting:channel", args=[workspace.slug, channel.key])

    page = do(client, post, "schedule").content.decode()

    delivery = Delivery.objects.get()
    assert delivery.state == State.SIGN_IN
    assert "Our Mastodon is not connected, so the post waits" in page
    assert "Connect it, and it goes out." in page
    assert link in page
    again = do(client, post, "send-again", delivery=delivery.key).content.decode()
    assert "It goes out at once." not in again
    assert Delivery.objects.get().state == State.SIGN_IN
    connection = make_connection(channel)
    assert handing.connected(connection) == 1
    assert link not in client.get(kind_of(post).url(post)).content.decode()
    assert handing.disconnected(channel) == 1
    assert Delivery.objects.get().state == State.SIGN_IN


def test_a_post_that_waits_for_a_yes_tells_of_its_channel_already(client, lead, workspace):
    delivery = make_delivery(workspace, state=State.WAITING)
    make_connection(delivery.channel, state="closed")

    page = client.get(kind_of(delivery.post).url(delivery.post)).content.decode()

    assert "The channel is not connected, so nothing goes out there." in page


def test_an_unsure_one_may_be_settled_by_a_person(client, lead, workspace):
    delivery = make_delivery(workspace, state=State.UNSURE)
    make_connection(delivery.channel)

    do(client, delivery.post, "is-not-out", delivery=delivery.key)
    assert Delivery.objects.get().state == State.HELD
    do(client, delivery.post, "send-again", delivery=delivery.key)

    assert Delivery.objects.get().state == State.SCHEDULED


def test_only_what_was_read_is_approved(client, lead, workspace):
    author = somebody(workspace, "Author")
    make_approval_rule(
        workspace, steps=[{"how": "any", "people": [lead.email], "roles": [], "outside": []}]
    )
    channel = make_channel(workspace)
    make_connection(channel)
    post = make_post(workspace, channels=[channel], owner=author)
    do(client, post, "schedule")
    assert Delivery.objects.get().state == State.WAITING

    assert do(client, post, "approve", answer="yes", digest="another").status_code == 422
    do(client, post, "approve", answer="yes", digest=scheduling.post_digest(post))

    assert Delivery.objects.get().state == State.SCHEDULED


def test_one_click_stops_everything_and_one_goes_on(client, lead, workspace):
    address = f"/w/{workspace.slug}/pause/"

    client.post(address, {"reason": "A storm"})
    assert Pause.objects.get().reason == "A storm"
    assert "A storm" in client.get(f"/w/{workspace.slug}/posts/").content.decode()
    client.post(address, {"what": "go_on"})

    assert not Pause.objects.exists()


def test_a_channel_may_have_a_text_of_its_own(client, lead, workspace):
    channel = make_channel(workspace)
    post = make_post(workspace, "For all.", channels=[channel])
    given = {
        "text": "For all.",
        "channels": [channel.pk],
        f"version_{channel.key}": "For this one.",
        "day": "2026-10-25",
        "clock": "03:30",
        "zone": "Europe/Helsinki",
        "too_late": 60,
        "seen": post.version,
    }

    client.post(f"{kind_of(post).url(post)}edit/", given)

    post.refresh_from_db()
    assert post.text_for(channel) == "For this one."
    assert post.local.strftime("%Y-%m-%d %H:%M") == "2026-10-25 03:30"


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    client, lead, workspace, django_assert_max_num_queries
):
    channels = [make_channel(workspace, title=f"Channel {n}") for n in range(3)]
    for number in range(30):
        make_post(workspace, f"Post {number}", channels=channels)

    with django_assert_max_num_queries(40):
        page = client.get(f"/w/{workspace.slug}/posts/")

    assert page.content.decode().count("Post 2") >= 1


def test_a_post_is_found_by_what_it_says_on_one_channel_only(client, lead, workspace):
    make_post(workspace, text="Sauna", versions={"abc": {"text": "LÖYLY is ready"}})
    page = client.get(f"/w/{workspace.slug}/posts/", {"q": "löyly ready"}).content.decode()
    assert "1 in all" in page


def test_a_list_shows_where_the_words_of_a_search_stand(client, lead, workspace):
    make_post(workspace, "Tom & Aino <3 the sauna.")
    page = client.get(f"/w/{workspace.slug}/posts/?q=SAUNA %26").content.decode()
    assert "Tom <mark>&amp;</mark> Aino &lt;3 the <mark>sauna</mark>." in page
    assert "<mark>" not in client.get(f"/w/{workspace.slug}/posts/").content.decode()
