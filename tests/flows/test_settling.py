"""What may be out is looked for on the account, and another's post there is never taken for it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from tests.flows.test_publishing import fails, texts
from virta.engagement.models import Delivery

pytestmark = pytest.mark.django_db
State = Delivery.State
SAME = "The sauna is warm."


@pytest.fixture(autouse=True)
def now(clock):
    """The faulty server's own clock is the real one, and statuses are told apart by time."""
    clock.now = datetime.now(UTC)


def unsure(channel, clock, **facts):
    """One that was tried a moment ago and may be out."""
    usual = {"state": State.UNSURE, "references": ["abc"], "made_at": clock.now, "retry_at": NOON}
    usual |= {"begun_at": clock.now, "tried_at": clock.now}
    return make_delivery(channel.workspace, SAME, channel, at=clock.now, **usual | facts)


def on_the_network(server, text=SAME):
    """A status that is there, by whomever; its name and address."""
    made = server.accept({"status": text}, "")
    return {"remote_id": made["id"], "url": made["url"], "revision": ""}


def look(outbox, clock, channel, **later):
    clock.later(**later or {"minutes": 10})
    outbox.serve(channel.pk)


def owned():
    """By delivery, the names of what it has on the network."""
    rows = Delivery.objects.order_by("pk").values_list("receipts", flat=True)
    return [[one["remote_id"] for one in some] for some in rows]


@pytest.mark.parametrize("kept", ["remote_id", "url"])
def test_what_another_delivery_has_is_not_taken(outbox, clock, server, channel, kept):
    there = on_the_network(server)
    out = {"state": State.PUBLISHED, "published_at": clock.now}
    other = make_delivery(channel.workspace, SAME, channel, **out)
    receipts = [there | {"remote_id": ""}] if kept == "url" else [there | {"url": ""}]
    Delivery.objects.filter(pk=other.pk).update(receipts=receipts)
    lost = unsure(channel, clock)

    look(outbox, clock, channel)

    lost.refresh_from_db()
    assert lost.state == State.PUBLISHED
    assert lost.receipts[0]["remote_id"] != there["remote_id"]
    assert texts(server) == [SAME, SAME]


def test_what_another_channel_of_the_same_account_has_is_not_taken(outbox, clock, server, channel):
    channel.connection.remote_id = "1"
    channel.connection.save()
    twin = make_channel(channel.workspace, title="Twin")
    make_connection(twin, server.base, remote_id="1")
    out = {"state": State.PUBLISHED, "published_at": clock.now}
    make_delivery(channel.workspace, SAME, twin, receipts=[on_the_network(server)], **out)
    unsure(channel, clock)
    look(outbox, clock, channel)
    assert len(texts(server)) == 2


@pytest.mark.parametrize("arrived", [0, 1, 2])
def test_of_two_with_the_same_words_each_takes_its_own(outbox, clock, server, channel, arrived):
    unsure(channel, clock)
    unsure(channel, clock, references=["def"])
    for _one in range(arrived):
        on_the_network(server)

    look(outbox, clock, channel)
    look(outbox, clock, channel)

    first, second = owned()
    assert len(first) == len(second) == 1
    assert first != second
    assert texts(server) == [SAME, SAME], "There are as many as there should be."


def test_nothing_is_taken_that_may_be_anothers_who_is_just_sending_it(
    outbox, clock, server, channel
):
    lost = unsure(channel, clock)
    until = clock.now + timedelta(hours=1)
    sending = {"state": State.SENDING, "claimed_until": until, "begun_at": clock.now}
    other = make_delivery(channel.workspace, "the  sauna is WARM", channel, **sending)
    there = on_the_network(server)

    look(outbox, clock, channel)
    lost.refresh_from_db()
    assert (lost.state, lost.receipts) == (State.UNSURE, [])
    Delivery.objects.filter(pk=other.pk).update(
        state=State.PUBLISHED, receipts=[there], published_at=clock.now
    )
    look(outbox, clock, channel, hours=1)

    lost.refresh_from_db()
    assert lost.state == State.PUBLISHED
    assert texts(server) == [SAME, SAME]


def test_what_somebody_wrote_there_before_the_first_try_is_not_taken(
    outbox, clock, server, channel
):
    theirs = on_the_network(server)
    # The pictures of ours went up for ten minutes, and then it was tried.
    tried = clock.now + timedelta(minutes=10)
    lost = unsure(channel, clock, begun_at=tried, tried_at=tried)
    look(outbox, clock, channel, minutes=20)
    lost.refresh_from_db()
    assert lost.state == State.PUBLISHED
    assert lost.receipts[0]["remote_id"] != theirs["remote_id"]


def test_what_came_late_of_an_earlier_try_is_found_all_the_same(outbox, clock, server, channel):
    lost = unsure(channel, clock, tried_at=clock.now, begun_at=clock.now + timedelta(minutes=3))
    there = on_the_network(server)
    look(outbox, clock, channel)
    lost.refresh_from_db()
    assert lost.receipts == [there]
    assert lost.tried_at is None


def test_a_try_that_surely_did_not_happen_leaves_no_trace(outbox, clock, server, channel):
    delivery = make_delivery(channel.workspace, SAME, channel, at=clock.now)
    fails(server, busy=1.0)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tried_at) == (State.SCHEDULED, None)


def test_the_parts_of_a_thread_are_not_taken_for_one_another(outbox, clock, server, channel):
    said = f"{SAME}\n---\n{SAME}"
    thread = make_delivery(channel.workspace, said, channel, at=clock.now)
    fails(server, drop_after=1.0)
    outbox.serve(channel.pk)
    fails(server)

    look(outbox, clock, channel)
    outbox.serve(channel.pk)

    thread.refresh_from_db()
    assert thread.state == State.PUBLISHED
    assert texts(server) == [SAME, SAME]
    assert len({one["remote_id"] for one in thread.receipts}) == 2
