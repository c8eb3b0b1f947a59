"""From the queue to a network that fails on purpose: once, or somebody is told."""

import dataclasses
import time
from datetime import timedelta

import pytest
from django.utils import translation

from tests.audiences.make import make_channel
from tests.engagement.make import NOON, make_connection, make_delivery, make_post, say
from tests.networks.faulty import Faults
from tests.ownership.make import make_approval_rule, somebody
from virta.engagement import handing, scheduling
from virta.engagement.models import Approval, Connection, Delivery
from virta.engagement.models.connection import sealed
from virta.flows.publishing import outbox as outboxes
from virta.flows.publishing.outbox import recover
from virta.flows.publishing.sending import Attempt, send
from virta.kit.problems import Problem
from virta.records import saving

pytestmark = pytest.mark.django_db
State = Delivery.State


def fails(server, **chances):
    server.faults = dataclasses.replace(Faults(), **chances)


def texts(server):
    return [text for _, text in server.store.accepted]


def test_what_is_due_goes_out_once_and_what_is_not_waits(outbox, clock, server, channel):
    due = make_delivery(channel.workspace, "Now.", channel)
    later = make_delivery(channel.workspace, "Later.", channel, NOON + timedelta(minutes=1))

    assert outbox.serve(channel.pk) == 1
    assert outbox.serve(channel.pk) == 0

    due.refresh_from_db()
    later.refresh_from_db()
    assert texts(server) == ["Now."]
    assert (due.state, due.published_at) == (State.PUBLISHED, NOON)
    assert due.url.startswith(f"{server.base}/@faulty/")
    assert later.state == State.SCHEDULED
    clock.later(minutes=1)
    outbox.serve(channel.pk)
    assert texts(server) == ["Now.", "Later."]


def test_a_thread_goes_out_in_order_each_part_below_the_last(outbox, server, channel):
    delivery = make_delivery(channel.workspace, "One\n---\nTwo\n---\nThree", channel)

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert texts(server) == ["One", "Two", "Three"]
    names = [one["remote_id"] for one in delivery.receipts]
    parents = [one["in_reply_to_id"] for one in server.store.statuses]
    assert parents == [None, *names[:2]]
    assert len(set(delivery.references)) == 3


@pytest.mark.parametrize("fault", ["drop_after", "broken_after", "half"])
def test_what_was_accepted_without_a_word_is_found_and_not_sent_again(
    outbox, clock, server, channel, fault
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    fails(server, **{fault: 1.0})

    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert delivery.state == State.UNSURE
    assert delivery.trouble["fi"]
    outbox.serve(channel.pk)
    assert server.requests == 1, "It was looked for too early."
    clock.later(seconds=11)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Once."])
    assert delivery.url


@pytest.mark.parametrize("fault", ["drop_before", "broken_before"])
def test_what_was_not_accepted_is_sent_again_once_it_surely_did_not_come(
    outbox, clock, server, channel, fault
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    fails(server, **{fault: 1.0})
    outbox.serve(channel.pk)
    fails(server)

    clock.later(seconds=11)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.UNSURE, [])
    clock.later(seconds=80)
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Once."])


def test_a_network_that_asks_for_peace_gets_it_from_every_worker(outbox, clock, server, channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    fails(server, busy=1.0)

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert delivery.state == State.SCHEDULED
    assert delivery.retry_at > NOON
    fails(server)
    clock.later(minutes=10)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Once."])


def test_a_channel_that_is_to_be_left_alone_has_nothing_due(channel):
    make_delivery(channel.workspace, "Once.", channel)
    Connection.objects.update(not_before=NOON + timedelta(minutes=5))

    assert not Delivery.objects.due(NOON).exists()
    assert Delivery.objects.due(NOON + timedelta(minutes=5)).exists()


def test_a_lost_sign_in_stops_its_own_channel_only_and_reconnecting_goes_on(
    outbox, server, channel
):
    other = make_channel(channel.workspace, title="Other")
    make_connection(other, server.base, token="wrong")
    post = make_post(channel.workspace, "Both.", channels=[channel, other])
    scheduling.schedule(post, NOON)

    outbox.serve(channel.pk)
    outbox.serve(other.pk)

    states = dict(post.deliveries.values_list("channel__title", "state"))
    assert states == {channel.title: State.PUBLISHED, "Other": State.SIGN_IN}
    account = Connection.objects.get(channel=other)
    assert account.state == Connection.State.CLOSED
    account.sealed = sealed(Connection.objects.get(channel=channel).credentials)
    account.state = Connection.State.OPEN
    account.save()
    assert handing.connected(account) == 1
    outbox.serve(other.pk)
    assert texts(server) == ["Both.", "Both."]


def test_a_post_that_is_too_late_is_asked_about(outbox, clock, server, channel):
    delivery = make_delivery(channel.workspace, "Late.", channel)
    clock.later(hours=7)

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.LATE, [])
    scheduling.send_again(delivery, clock.now)
    outbox.serve(channel.pk)
    assert texts(server) == ["Late."]


def test_an_edit_voids_the_approval(outbox, server, channel):
    workspace = channel.workspace
    boss, author = somebody(workspace, "Boss"), somebody(workspace, "Author")
    steps = [{"how": "any", "people": [boss.email], "roles": [], "outside": []}]
    make_approval_rule(workspace, steps=steps)
    post = make_post(workspace, "First.", channels=[channel], owner=author)
    (delivery,) = scheduling.schedule(post, NOON)
    assert delivery.state == State.WAITING
    with pytest.raises(Problem, match="not asked for"):
        say(post, author)

    say(post, boss)
    delivery.refresh_from_db()
    assert delivery.state == State.SCHEDULED
    post.text = "Second."
    saving.store(post, author)
    delivery.refresh_from_db()
    outbox.serve(channel.pk)

    assert (delivery.state, texts(server)) == (State.WAITING, [])
    say(post, boss)
    outbox.serve(channel.pk)
    assert texts(server) == ["Second."]


def test_the_rules_hold_at_the_moment_of_sending(outbox, server, channel):
    delivery = make_delivery(channel.workspace, "Free so far.", channel)
    boss = somebody(channel.workspace, "Boss")
    steps = [{"how": "any", "people": [boss.email], "roles": [], "outside": []}]
    make_approval_rule(channel.workspace, steps=steps)

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.WAITING, [])
    assert not Approval.objects.exists()


def test_one_click_stops_everything_and_what_was_due_waits_for_a_person(
    outbox, clock, server, channel
):
    person = somebody(channel.workspace, "Lead")
    delivery = make_delivery(channel.workspace, "Not now.", channel)
    later = make_delivery(channel.workspace, "Later.", channel, NOON + timedelta(hours=1))
    scheduling.pause(channel.workspace, person, NOON, "A storm")

    outbox.serve(channel.pk)
    clock.later(minutes=10)
    assert scheduling.go_on(channel.workspace, clock.now) == 1
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    later.refresh_from_db()
    assert (delivery.state, later.state, texts(server)) == (State.HELD, State.SCHEDULED, [])


def test_only_one_of_two_workers_gets_a_delivery(channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    same = Delivery.objects.get(pk=delivery.pk)

    assert delivery.claim(NOON, State.SCHEDULED)
    assert not same.claim(NOON, State.SCHEDULED)


def test_a_worker_thought_dead_writes_nothing_any_more(channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    delivery.claim(NOON, State.SCHEDULED)
    after = NOON + timedelta(minutes=3)

    assert recover(after) == 1

    assert not delivery.settle(state=State.PUBLISHED)
    assert Delivery.objects.get().state == State.SCHEDULED


def test_a_worker_that_died_while_sending_leaves_it_to_be_looked_for(
    outbox, clock, server, channel
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    delivery.claim(NOON, State.SCHEDULED)
    delivery.settle(references=["abc"], made_at=NOON, begun_at=NOON)

    clock.later(minutes=3)
    recover(clock.now)
    delivery.refresh_from_db()
    assert delivery.state == State.UNSURE
    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, texts(server)) == (State.PUBLISHED, ["Once."])
    assert delivery.references == ["abc"]


def test_a_worker_that_died_with_the_last_part_found_leaves_it_to_be_finished(
    outbox, clock, server, channel
):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    receipt = {"remote_id": "1", "url": "https://example.org/1", "revision": ""}
    delivery.claim(NOON, State.SCHEDULED)
    delivery.settle(
        state=State.UNSURE,
        references=["abc"],
        made_at=NOON,
        receipts=[receipt],
        claimed_until=None,
        retry_at=NOON,
    )

    outbox.serve(channel.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.PUBLISHED, receipt["url"])
    assert texts(server) == [], "It was sent a second time."


def test_nothing_is_begun_with_a_lease_that_may_end_first(outbox, server, channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    account = Connection.objects.get()
    delivery.claim(NOON, State.SCHEDULED)
    old = Attempt(delivery, account, outbox.http, taken=-10_000.0)

    assert not old.has_time()


def test_another_text_is_another_post_and_what_is_out_stays(outbox, server, channel):
    post = make_post(channel.workspace, "Out.", channels=[channel])
    scheduling.schedule(post, NOON)
    outbox.serve(channel.pk)
    post.text = "Changed."
    saving.store(post, None)

    (delivery,) = scheduling.schedule(post, NOON)

    assert (delivery.state, delivery.content["parts"]) == (State.PUBLISHED, ["Out."])
    assert scheduling.cancel(post) == 0


def test_what_may_be_out_is_looked_for_before_older_posts_of_other_channels(outbox, channel):
    other = make_channel(channel.workspace, title="Other")
    make_connection(other)
    make_delivery(channel.workspace, "Old.", channel=channel, due_at=NOON - timedelta(hours=1))
    unsure = {"state": State.UNSURE, "retry_at": NOON}
    make_delivery(channel.workspace, "Lost.", channel=other, **unsure)

    assert outbox._waiting(NOON) == [other.pk, channel.pk]


def test_what_a_dead_worker_left_goes_before_older_posts_of_other_channels(
    outbox, clock, server, channel, monkeypatch
):
    monkeypatch.setattr(outbox, "_most", 1)
    other = make_channel(channel.workspace, title="Other")
    make_connection(other, server.base)
    make_delivery(channel.workspace, "Old.", channel, due_at=NOON - timedelta(hours=1))
    left = make_delivery(channel.workspace, "Left.", other)
    left.claim(NOON, State.SCHEDULED)
    clock.later(minutes=3)

    served = []
    monkeypatch.setattr(outbox, "serve", lambda one: served.append(one) or 0)
    outbox.sweep()
    outbox.drain()

    assert served == [other.pk]


def test_of_posts_of_one_time_what_a_dead_worker_had_goes_first(
    outbox, server, channel, monkeypatch
):
    monkeypatch.setattr(outboxes, "ROWS_AT_ONCE", 1)
    make_delivery(channel.workspace, "Not begun.", channel=channel)
    make_delivery(channel.workspace, "Begun before.", channel=channel, fence=2)

    outbox.serve(channel.pk)

    assert texts(server) == ["Begun before."]


def test_what_has_not_gone_out_can_be_taken_back_and_scheduled_anew(outbox, server, channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)

    assert scheduling.cancel(delivery.post) == 1
    outbox.serve(channel.pk)
    assert texts(server) == []
    scheduling.schedule(delivery.post, NOON)
    outbox.serve(channel.pk)
    assert texts(server) == ["Once."]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"channels": []}, "no channel"),
        ({"at": None}, "no time"),
        ({"text": " \n"}, "no text for"),
    ],
)
def test_what_is_missing_is_named(channel, facts, sentence):
    post = make_post(channel.workspace, **{"channels": [channel]} | facts)
    with translation.override("en"), pytest.raises(Problem, match=sentence):
        scheduling.schedule(post, NOON)


def test_credentials_are_kept_encrypted_and_survive_a_change_of_key(channel, settings):
    account = Connection.objects.get()
    before, known = account.sealed, account.credentials
    assert known["token"] not in before + repr(account) + str(account)

    settings.OLD_SECRET_KEYS, settings.SECRET_KEY = [settings.SECRET_KEY], "quite another key"
    assert account.credentials == known
    assert account.keep({"token": "new", "server": known["server"]})
    settings.OLD_SECRET_KEYS = []

    assert Connection.objects.get().credentials["token"] == "new"


def test_nothing_never_replaces_credentials_nor_does_an_older_worker(channel):
    account, other = Connection.objects.get(), Connection.objects.get()

    assert not account.keep({})
    assert account.keep({"token": "one"})
    assert not other.keep({"token": "two"})
    assert Connection.objects.get().credentials["token"] == "one"


def test_a_part_that_comes_back_empty_or_not_at_all_stays_as_it_was(channel):
    account = Connection.objects.get()
    account.keep({"token": "one", "refresh": "two"})

    assert account.keep({"token": "three", "refresh": ""})
    assert account.keep({"token": "four"})

    kept = Connection.objects.get().credentials
    assert (kept["token"], kept["refresh"]) == ("four", "two")
    assert kept["server"]


def test_a_refusal_of_an_old_token_closes_nothing_once_it_was_renewed(outbox, server, channel):
    delivery = make_delivery(channel.workspace, "Once.", channel)
    account = Connection.objects.get()
    good = account.credentials
    Connection.objects.update(sealed=sealed(good | {"token": "expired"}))
    stale = Connection.objects.get()
    Connection.objects.update(sealed=sealed(good))  # another worker has renewed it meanwhile

    delivery.claim(NOON, State.SCHEDULED)
    send(Attempt(delivery, stale, outbox.http, time.monotonic()), NOON)

    delivery.refresh_from_db()
    assert (delivery.state, Connection.objects.get().state) == (State.SCHEDULED, "open")
    outbox.serve(channel.pk)
    assert texts(server) == ["Once."]


def test_tokens_are_in_no_log_and_no_trouble(outbox, server, channel, caplog):
    caplog.set_level("DEBUG")
    Connection.objects.update(sealed=sealed({"server": server.base, "token": "s3cr3t-t0ken"}))
    make_delivery(channel.workspace, "Once.", channel)

    outbox.serve(channel.pk)

    assert Delivery.objects.get().state == State.SIGN_IN
    assert "s3cr3t" not in caplog.text + str(Delivery.objects.values())
