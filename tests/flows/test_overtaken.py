"""What happens between the moment that a worker takes a post and the moment that it would go out."""

import time
from datetime import timedelta

import pytest
from django.db.models import F

from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from tests.flows.test_publishing import fails, texts
from tests.ownership.make import somebody
from virta.engagement import scheduling
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.delivery import lease
from virta.flows.publishing import holding, sending
from virta.flows.publishing import outbox as outboxes
from virta.flows.publishing.outbox import Outbox
from virta.networks.mastodon import account

pytestmark = pytest.mark.django_db
State = Delivery.State


def uploading(monkeypatch, meanwhile):
    """Posts with a picture, whose upload lasts as long as `meanwhile`."""

    def upload(*_given):
        meanwhile()
        return "1"

    monkeypatch.setattr(sending, "media_of", lambda _delivery: ("a picture",))
    monkeypatch.setattr(account, "upload", upload)


def test_what_was_moved_after_it_was_read_does_not_go_out(channel):
    seen = make_delivery(channel.workspace, "Tomorrow.", channel)
    Delivery.objects.update(due_at=NOON + timedelta(days=1))
    assert not seen.claim(NOON, State.SCHEDULED)


def test_what_was_stopped_after_it_was_read_does_not_go_out(channel):
    seen = make_delivery(channel.workspace, "Not now.", channel)
    scheduling.pause(channel.workspace, somebody(channel.workspace), NOON, "A storm")
    assert not seen.claim(NOON, State.SCHEDULED)


def test_a_network_that_asks_for_peace_gets_nothing_more_in_this_turn(
    outbox,
    server,
    channel,
):
    for number in range(5):
        make_delivery(channel.workspace, f"Post {number}.", channel)
    fails(server, busy=1.0)

    outbox.serve(channel.pk)

    assert Connection.objects.get().not_before is not None
    assert Delivery.objects.filter(tries__gt=0).count() == 1


def test_a_thread_stops_where_everything_is_stopped(
    outbox,
    server,
    channel,
    monkeypatch,
):
    delivery = make_delivery(channel.workspace, "One\n---\nTwo", channel)
    keep = sending.keep

    def stopped(attempt, receipt):
        scheduling.pause(channel.workspace, somebody(channel.workspace), NOON, "A storm")
        return keep(attempt, receipt)

    monkeypatch.setattr(sending, "keep", stopped)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (texts(server), delivery.state, len(delivery.receipts)) == (["One"], State.SCHEDULED, 1)


def test_what_another_worker_took_while_its_picture_went_up_is_not_sent_by_this_one(
    outbox,
    server,
    channel,
    monkeypatch,
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    uploading(monkeypatch, lambda: Delivery.objects.update(fence=F("fence") + 1))

    outbox.serve(channel.pk)

    assert texts(server) == []
    delivery.refresh_from_db()
    assert delivery.state == State.SENDING, "It is the other's."


def test_what_was_stopped_while_its_picture_went_up_waits(
    outbox,
    server,
    channel,
    monkeypatch,
):
    delivery = make_delivery(channel.workspace, "Not now.", channel)
    lead = somebody(channel.workspace)
    uploading(monkeypatch, lambda: scheduling.pause(channel.workspace, lead, NOON, "A storm"))

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (texts(server), delivery.state, delivery.begun_at) == ([], State.SCHEDULED, None)


def test_after_a_long_upload_the_time_to_wait_counts_from_the_post_itself(
    outbox,
    server,
    channel,
    monkeypatch,
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    begun, real = time.monotonic(), time.monotonic
    uploading(monkeypatch, lambda: monkeypatch.setattr(time, "monotonic", lambda: real() + 85))
    fails(server, drop_after=1.0)

    outbox.serve(channel.pk)
    monkeypatch.setattr(time, "monotonic", real)

    delivery.refresh_from_db()
    assert real() - begun < 30
    assert delivery.state == State.UNSURE
    assert delivery.begun_at >= NOON + timedelta(seconds=85)
    assert delivery.retry_at > delivery.begun_at


def test_one_server_never_gets_the_last_threads(channel):
    workspace = channel.workspace
    busy = [make_channel(workspace, title=f"C{n}") for n in range(9)]
    for one in busy:
        make_connection(one, handle="@us@slow.example")
    other = make_channel(workspace, title="Other")
    make_connection(other, handle="@us@quick.example")
    box = Outbox(clock=lambda: NOON)
    chosen = box._chosen([*(one.pk for one in busy), other.pk])
    box.close()
    assert len(chosen) == 1 + outboxes.CHANNELS_AT_ONCE - outboxes.SPARE
    assert other.pk in chosen


@pytest.mark.parametrize("begun_at", [None, NOON])
@pytest.mark.parametrize("state", [State.SENDING, State.UNSURE])
def test_what_a_dead_worker_left_does_not_go_out_by_itself_after_a_pause(
    outbox, clock, server, channel, state, begun_at
):
    left = {"state": state, "begun_at": begun_at, "claimed_until": NOON, "retry_at": NOON}
    left |= {"references": ["a", "b"], "made_at": NOON}
    delivery = make_delivery(channel.workspace, "First.\n---\nSecond.", channel, **left)
    workspace = channel.workspace
    scheduling.pause(workspace, somebody(workspace), NOON, "A storm")
    scheduling.go_on(workspace, NOON + timedelta(minutes=1))

    for _round in range(6):
        clock.later(minutes=5)
        outboxes.recover(clock.now)
        outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.LATE, [])
    scheduling.send_again(delivery, clock.now)
    outbox.serve(channel.pk)
    assert texts(server) == ["First.", "Second."]


def test_the_rest_of_a_thread_waits_for_a_person_after_a_pause(outbox, clock, server, channel):
    out = {"remote_id": "1", "url": "https://social.example/@a/1", "revision": ""}
    left = {"state": State.SENDING, "begun_at": None, "claimed_until": NOON, "receipts": [out]}
    left |= {"references": ["a", "b"], "made_at": NOON}
    delivery = make_delivery(channel.workspace, "First.\n---\nSecond.", channel, **left)
    workspace = channel.workspace
    scheduling.pause(workspace, somebody(workspace), NOON, "A storm")
    scheduling.go_on(workspace, NOON + timedelta(minutes=1))
    clock.later(minutes=5)
    outboxes.recover(clock.now)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.LATE, [])


def test_while_pictures_go_up_their_worker_holds_the_post_from_sweep_to_sweep(
    outbox, clock, server, channel, monkeypatch
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    seen = []

    def meanwhile():
        monkeypatch.setattr(holding, "lease", lambda: timedelta())  # a third of it has passed
        for _minute in range(5):
            clock.later(minutes=1)
            outbox._holder.hold(clock.now)
            seen.append(outboxes.recover(clock.now))

    uploading(monkeypatch, meanwhile)
    monkeypatch.setattr(holding, "renew", lambda *given: renewed(*given))
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert seen == [0] * 5
    assert (texts(server), delivery.state) == (["Once."], State.PUBLISHED)
    assert outbox._holder.hold(clock.now) == 0, "Nothing is held once it is out."


def renewed(pk, fence, now):
    rows = Delivery.objects.filter(pk=pk, fence=fence, state=State.SENDING)
    return rows.update(claimed_until=now + lease())


def test_of_a_worker_killed_during_an_upload_the_post_is_free_after_one_lease(
    outbox, clock, server, channel, monkeypatch
):
    delivery = make_delivery(channel.workspace, "Once.", channel)

    class Killed(BaseException):
        pass

    def killed():
        raise Killed

    uploading(monkeypatch, killed)
    with pytest.raises(Killed):
        outbox.serve(channel.pk)
    uploading(monkeypatch, lambda: None)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.claimed_until) == (State.SENDING, NOON + lease())
    clock.now = delivery.claimed_until
    assert outboxes.recover(clock.now) == 1
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (texts(server), delivery.state) == (["Once."], State.PUBLISHED)


def test_an_upload_that_hangs_is_held_no_longer_than_any_lasts(channel, monkeypatch):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    delivery.claim(NOON, State.SCHEDULED)
    holder, real = holding.Holder(), time.monotonic
    with holder.holding(delivery):
        assert holder.hold(NOON) == 0, "A third of the lease has not passed."
        monkeypatch.setattr(time, "monotonic", lambda: real() + 60)
        assert holder.hold(NOON + timedelta(minutes=1)) == 1
        delivery.refresh_from_db()
        assert delivery.claimed_until == NOON + timedelta(minutes=1) + lease()
        monkeypatch.setattr(time, "monotonic", lambda: real() + 60 * 13)
        assert holder.hold(NOON + timedelta(minutes=13)) == 0
