"""The queue stays in order: nothing of a removed post, nothing by surprise, nothing without a word."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection, make_delivery, make_post, say
from tests.flows.test_overtaken import uploading
from tests.flows.test_publishing import fails, texts
from tests.ownership.make import make_approval_rule, make_watch, somebody
from virta.engagement import hand, handing, scheduling
from virta.engagement.models import Approval, Connection, Delivery, Post
from virta.flows.publishing import approving, sending, watchdog
from virta.flows.publishing.ordering import put_in_order
from virta.flows.publishing.outbox import recover
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
OUT = {"remote_id": "1", "url": "https://social.example/@us/1", "revision": ""}


def bring_back(post):
    saving.bring_back(Post.everything.get(pk=post.pk), None)


def by_hand(workspace, at=NOON, **facts):
    """What people publish, due at a moment."""
    channel = make_channel(workspace, title="Our LinkedIn", network="linkedin")
    return make_delivery(workspace, "By hand.", channel, at=at, state=State.BY_HAND, **facts)


def told_of(cause):
    return set(Notice.objects.filter(about__contains=f":{cause}:").values_list("person", flat=True))


# A removed post


@pytest.mark.parametrize("fault", ["busy", "drop_before"])
def test_what_was_removed_while_it_was_being_sent_does_not_go_out_once_restored(
    outbox, clock, server, channel, fault, monkeypatch
):
    delivery = make_delivery(channel.workspace, "Not any more.", channel)
    real = sending.put_down

    def put_down(*given):
        saving.remove(Post.everything.get(pk=delivery.post_id), None)
        real(*given)

    monkeypatch.setattr(sending, "put_down", put_down)
    fails(server, **{fault: 1.0})
    outbox.serve(channel.pk)
    fails(server)
    bring_back(delivery.post)
    for _round in range(4):
        clock.later(minutes=10)
        outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert texts(server) == []
    assert delivery.state == (State.CANCELLED if fault == "busy" else State.LATE)


def test_what_a_dead_worker_had_of_a_post_that_was_removed_and_restored_is_asked_about(
    outbox, clock, server, channel
):
    left = {"state": State.SENDING, "claimed_until": NOON}
    delivery = make_delivery(channel.workspace, "Whether?", channel, **left)
    saving.remove(delivery.post, None)
    bring_back(delivery.post)
    clock.later(minutes=1)
    recover(clock.now)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.LATE, [])


def test_what_was_removed_while_its_picture_went_up_does_not_go_out(
    outbox, server, channel, monkeypatch
):
    delivery = make_delivery(channel.workspace, "Not any more.", channel)
    uploading(monkeypatch, lambda: saving.remove(Post.everything.get(), None))
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.CANCELLED, [])


def test_the_rest_of_a_thread_does_not_follow_once_its_post_is_removed(
    outbox, server, channel, monkeypatch
):
    delivery = make_delivery(channel.workspace, "One\n---\nTwo", channel)
    keep = sending.keep

    def removed(attempt, receipt):
        saving.remove(Post.everything.get(), None)
        return keep(attempt, receipt)

    monkeypatch.setattr(sending, "keep", removed)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["One"])
    assert delivery.content["parts"] == ["One"]


def test_what_was_removed_after_it_was_read_is_not_taken_and_counts_as_nothing_overdue(channel):
    seen = make_delivery(channel.workspace, "Not any more.", channel)
    Post.objects.update(removed_at=NOON)
    assert not seen.claim(NOON, State.SCHEDULED)
    later = NOON + timedelta(hours=1)
    assert not Delivery.objects.overdue(later, timedelta(minutes=5)).exists()
    assert put_in_order(later) == 1
    seen.refresh_from_db()
    assert seen.state == State.CANCELLED


# A channel that is not signed in


def test_after_a_pause_what_waits_for_a_sign_in_waits_for_a_person_too(
    outbox, clock, server, channel
):
    workspace = channel.workspace
    due = make_delivery(workspace, "Due.", channel, state=State.SIGN_IN)
    later = make_delivery(
        workspace, "Later.", channel, NOON + timedelta(hours=1), state=State.SIGN_IN
    )
    scheduling.pause(workspace, somebody(workspace), NOON, "A storm")
    clock.later(minutes=10)
    assert scheduling.go_on(workspace, clock.now) == 1

    assert handing.connected(Connection.objects.get()) == 1
    clock.later(hours=2)
    for _round in range(2):
        outbox.serve(channel.pk)

    assert texts(server) == ["Later."]
    due.refresh_from_db()
    assert due.state == State.HELD
    scheduling.send_again(due, clock.now)
    outbox.serve(channel.pk)
    assert texts(server) == ["Later.", "Due."]
    later.refresh_from_db()
    assert later.state == State.PUBLISHED


def test_what_is_connected_too_late_is_asked_about(outbox, clock, server, channel):
    delivery = make_delivery(channel.workspace, "Late.", channel, state=State.SIGN_IN)
    clock.later(hours=7)
    handing.connected(Connection.objects.get())
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.LATE, [])


def test_a_yes_that_runs_out_is_asked_for_again_while_the_channel_is_not_signed_in(channel):
    workspace = channel.workspace
    boss = somebody(workspace, "Boss")
    steps = [{"how": "any", "people": [boss.email], "roles": [], "outside": []}]
    make_approval_rule(workspace, steps=steps)
    post = make_post(workspace, channels=[channel], at=NOON + timedelta(days=3))
    (delivery,) = scheduling.schedule(post, NOON)
    say(post, boss, now=NOON)
    Approval.objects.update(at=NOON - timedelta(days=88))
    Delivery.objects.update(state=State.SIGN_IN)

    assert approving.ask_again(NOON) == 1

    delivery.refresh_from_db()
    assert delivery.state == State.WAITING


# Published by hand


def test_what_was_held_and_is_given_back_to_people_is_told_again():
    workspace = make.workspace()
    watcher = make.member(workspace, Role.MEMBER)
    delivery = by_hand(workspace)
    make_watch(
        workspace, person=watcher, starts_at=NOON - timedelta(hours=1), ends_at=NOON + timedelta(1)
    )
    watchdog.raise_alarms(NOON)
    assert told_of("by_hand") == {watcher.pk}
    scheduling.pause(workspace, None, NOON)
    later = NOON + timedelta(hours=2)
    scheduling.go_on(workspace, later)
    delivery.refresh_from_db()
    scheduling.send_again(delivery, later)
    handing.give_to_people(delivery.post)

    watchdog.raise_alarms(later)
    watchdog.raise_alarms(later)

    mine = Notice.objects.filter(person=watcher, about__contains=":by_hand:")
    assert mine.count() == 2
    assert {hand.leads_to(one.about) for one in mine} == {delivery.key}
    assert told_of("by_hand_again") == set(), "They have half an hour from then on."


def test_what_people_did_not_publish_by_its_limit_is_asked_about(client):
    workspace = make.workspace()
    author, watcher = make.member(workspace, Role.MEMBER), make.member(workspace, Role.MEMBER)
    at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=7)
    late = by_hand(workspace, at=at)
    Post.objects.update(owner=author)
    rest = by_hand(workspace, at=at, receipts=[OUT])
    make_watch(
        workspace, person=watcher, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(days=1)
    )
    now = timezone.now()

    assert put_in_order(now) == 1
    assert put_in_order(now) == 0
    watchdog.raise_alarms(now)

    late.refresh_from_db()
    rest.refresh_from_db()
    assert (late.state, rest.state) == (State.LATE, State.BY_HAND)
    assert told_of("late") == {author.pk, watcher.pk}
    make.signed_in(client, author)
    address = reverse("engagement:hand_one", args=[workspace.slug, late.key])
    page = client.get(address).content.decode()
    assert "Too late: decide what becomes of it." in page
    assert "Do not publish it before somebody has decided that." in page
    client.post(f"{address}done/", {"url": "https://www.linkedin.com/posts/saaristo-1"})
    late.refresh_from_db()
    assert late.state == State.PUBLISHED


def test_what_is_too_late_for_people_comes_back_when_somebody_decides_so():
    late = by_hand(make.workspace())
    put_in_order(NOON + timedelta(hours=7))
    late.refresh_from_db()
    scheduling.send_again(late, NOON + timedelta(hours=8))
    handing.give_to_people(late.post)
    assert put_in_order(NOON + timedelta(hours=13)) == 0
    assert put_in_order(NOON + timedelta(hours=14)) == 1


def test_nobody_is_late_while_everything_is_stopped():
    delivery = by_hand(make.workspace())
    scheduling.pause(delivery.workspace, None, NOON)
    assert put_in_order(NOON + timedelta(hours=7)) == 0


# What no program publishes any more


@pytest.mark.parametrize("state", [State.SCHEDULED, State.SIGN_IN])
def test_what_was_planned_where_no_program_publishes_any_more_is_for_people(state):
    workspace = make.workspace()
    blog = make_channel(workspace, title="Our blog", network="blog")
    make_connection(blog, network="blog")
    soon = make_delivery(workspace, "To the blog.", blog, state=state)
    other = make_channel(workspace)
    make_connection(other)
    stays = make_delivery(workspace, "To Mastodon.", other)

    assert put_in_order(NOON - timedelta(hours=20)) == 1

    soon.refresh_from_db()
    stays.refresh_from_db()
    assert (soon.state, stays.state) == (State.BY_HAND, State.SCHEDULED)
    assert hand.coming(workspace, NOON - timedelta(hours=20)) == [soon]
