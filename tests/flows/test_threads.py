"""A thread of which some posts are out goes on, ends or waits for a person: never stuck, never cut."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.engagement.make import NOON, make_post, say
from tests.ownership.make import make_approval_rule, somebody
from virta.engagement import handing, scheduling
from virta.engagement.models import Delivery
from virta.flows.publishing import noticing
from virta.kit.problems import Problem
from virta.people.models import Role
from virta.records import saving

pytestmark = pytest.mark.django_db
State = Delivery.State
RECEIPT = {"remote_id": "1", "url": "https://social.example/@us/1", "revision": ""}
FOUND = "https://social.example/@us/2"


def texts(server):
    return [text for _, text in server.store.accepted]


def half_out(channel, text="One\n---\nTwo", state=State.REFUSED, **facts):
    """A thread whose first post is out."""
    post = make_post(channel.workspace, text, channels=[channel])
    (delivery,) = scheduling.schedule(post, NOON - timedelta(hours=1))
    usual = {"references": ["a", "b"], "made_at": NOON, "receipts": [RECEIPT], "state": state}
    Delivery.objects.filter(pk=delivery.pk).update(**usual | facts)
    delivery.refresh_from_db()
    return delivery


def unsure(channel, text="One\n---\nTwo\n---\nThree", **facts):
    """One of whose second post nobody knows whether it is out."""
    usual = {"references": ["a", "b", "c"], "begun_at": NOON, "retry_at": NOON}
    return half_out(channel, text, State.UNSURE, **usual | facts)


def edit(post, text):
    post.refresh_from_db()
    post.text = text
    saving.store(post, None)


def test_the_rest_may_be_split_into_more_posts(outbox, server, channel):
    delivery = half_out(channel)
    edit(delivery.post, "One\n---\nTwo and\n---\na half\n---\nThree")

    scheduling.schedule(delivery.post, NOON)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Two and", "a half", "Three"])
    assert delivery.references[0] == "a"
    assert len(set(delivery.references)) == 4
    assert "b" not in delivery.references, "Another text is another post."


def test_what_is_out_cannot_say_something_else(channel):
    delivery = half_out(channel)
    edit(delivery.post, "Another\n---\nTwo")

    with pytest.raises(Problem, match="is out on Our Mastodon already"):
        scheduling.schedule(delivery.post, NOON)

    edit(delivery.post, "One\n---\nTwo.")
    assert scheduling.schedule(delivery.post, NOON)[0].state == State.SCHEDULED


def test_one_that_lacks_names_since_an_older_version_goes_on(outbox, clock, server, channel):
    delivery = unsure(channel, references=["a"])

    clock.later(minutes=10)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Two", "Three"])


def test_the_rest_may_be_approved(channel):
    workspace = channel.workspace
    boss = somebody(workspace, "Boss")
    delivery = half_out(channel)
    steps = [{"how": "any", "people": [boss.email], "roles": [], "outside": []}]
    make_approval_rule(workspace, steps=steps)
    edit(delivery.post, "One\n---\nTwo and more")
    (waiting,) = scheduling.schedule(delivery.post, NOON)
    assert waiting.state == State.WAITING

    say(delivery.post, boss, digest=waiting.digest)

    waiting.refresh_from_db()
    assert waiting.state == State.SCHEDULED


@pytest.mark.parametrize("is_removed", [False, True])
def test_the_rest_is_taken_back_and_what_is_out_stays_known(outbox, server, channel, is_removed):
    delivery = half_out(channel, state=State.SCHEDULED)

    if is_removed:
        saving.remove(delivery.post, None)
    else:
        assert scheduling.cancel(delivery.post) == 1
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.url, texts(server)) == (State.PUBLISHED, RECEIPT["url"], [])
    assert delivery.content["parts"] == ["One"]
    assert "The rest was taken back." in delivery.trouble["en"]


@pytest.mark.parametrize("receipts", [[], [RECEIPT]])
def test_a_removed_post_is_looked_for_and_not_gone_on_with(
    outbox, clock, server, channel, receipts
):
    delivery = unsure(channel, receipts=receipts)
    saving.remove(delivery.post, None)

    clock.later(minutes=10)
    outbox.serve(channel.pk)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert texts(server) == []
    assert delivery.state == (State.PUBLISHED if receipts else State.CANCELLED)


def test_nothing_of_a_removed_post_is_due(channel):
    delivery = half_out(channel, state=State.SCHEDULED)
    assert Delivery.objects.due(NOON).exists()

    type(delivery.post).objects.update(removed_at=NOON)

    assert not Delivery.objects.due(NOON).exists()


def test_saying_that_one_is_out_does_not_drop_those_after_it(client, outbox, server, channel):
    delivery = unsure(channel)
    make.signed_in(client, make.member(channel.workspace, Role.MEMBER))
    names = [channel.workspace.slug, delivery.post.key]
    given = {"delivery": delivery.key, "url": FOUND}

    page = client.post(reverse("engagement:is_out", args=names), given, follow=True)

    assert "The rest of the thread waits to be published by hand." in page.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == State.BY_HAND
    hand = reverse("engagement:hand_one", args=[channel.workspace.slug, delivery.key])
    page = client.get(hand).content.decode()
    assert "The first 2 posts of the thread are out already." in page
    assert FOUND in page
    assert "Copy post 3" in page
    assert ">Two<" not in page
    client.post(f"{hand}done/", {"url": "https://social.example/@us/3"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.PUBLISHED, RECEIPT["url"])
    assert noticing.note(delivery, {"1": None}, timezone.now()) == 1


def test_the_last_one_that_a_person_finds_completes_the_thread(channel):
    delivery = unsure(channel, "One\n---\nTwo", references=["a", "b"])

    assert scheduling.settled_by_hand(delivery, FOUND, NOON)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.PUBLISHED, RECEIPT["url"])


def test_no_program_goes_on_from_an_address_alone(channel):
    delivery = unsure(channel)
    scheduling.settled_by_hand(delivery, FOUND, NOON)
    Delivery.objects.update(state=State.HELD)
    delivery.refresh_from_db()

    scheduling.send_again(delivery, NOON)
    handing.give_to_people(delivery.post)

    assert Delivery.objects.get().state == State.BY_HAND
