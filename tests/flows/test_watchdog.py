"""Nothing waits without a word: who is told, once, of what."""

from datetime import timedelta

import pytest

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from tests.ownership.make import make_approval_rule, make_watch, somebody
from virta.engagement import needs, scheduling
from virta.engagement.models import Connection, Delivery
from virta.flows.publishing import watchdog
from virta.people.models import Role
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(workspace):
    return make.member(workspace, Role.LEAD)


@pytest.fixture
def writer(workspace):
    return make.member(workspace, Role.MEMBER)


def delivery(workspace, writer=None, **facts):
    made = make_delivery(workspace, **facts)
    made.post.owner = writer
    made.post.save()
    return made


def told():
    return sorted((one.person.email, one.text) for one in Notice.objects.select_related("person"))


@pytest.mark.parametrize("state", watchdog.STOPPED)
def test_whoever_wrote_it_is_told_once_that_it_waits_for_them(workspace, lead, writer, state):
    delivery(workspace, writer, state=state)
    # A yes that nobody gave is also told to those who made the rule.
    expected = {writer.email, lead.email} if state == State.EXPIRED else {writer.email}
    assert watchdog.raise_alarms(NOON) == len(expected)
    assert watchdog.raise_alarms(NOON + MINUTE) == 0
    assert {email for email, _text in told()} == expected


def test_without_a_writer_those_who_lead_are_told(workspace, lead):
    delivery(workspace, state=State.REFUSED)
    watchdog.raise_alarms(NOON)
    assert [email for email, _text in told()] == [lead.email]


def test_five_minutes_late_is_an_alarm_to_everybody_who_could_help(workspace, lead, writer):
    delivery(workspace, writer)
    assert watchdog.raise_alarms(NOON + 4 * MINUTE) == 0
    assert watchdog.raise_alarms(NOON + 5 * MINUTE) == 2
    assert {email for email, _text in told()} == {lead.email, writer.email}


def test_during_a_pause_nothing_is_late(workspace, lead):
    delivery(workspace)
    scheduling.pause(workspace, lead, NOON)
    assert watchdog.raise_alarms(NOON + 9 * MINUTE) == 0


def test_by_hand_calls_whoever_is_on_watch_and_later_those_who_lead(workspace, lead, writer):
    watch = make_watch(workspace, starts_at=NOON - MINUTE, ends_at=NOON + 9 * MINUTE)
    delivery(workspace, writer, state=State.BY_HAND)
    assert watchdog.raise_alarms(NOON - MINUTE) == 0
    watchdog.raise_alarms(NOON)
    assert [email for email, _text in told()] == [watch.person.email]
    watchdog.raise_alarms(NOON + 30 * MINUTE)
    assert {email for email, _text in told()} == {watch.person.email, lead.email, writer.email}


def test_whose_yes_is_asked_is_told_at_once_again_before_its_time_and_anew_after_an_edit(
    workspace, lead
):
    editor = somebody(workspace, "Editor")
    make_approval_rule(workspace, steps=[{"people": [editor.email]}])
    one = make_delivery(workspace)
    assert one.state == State.WAITING
    assert watchdog.raise_alarms(NOON - timedelta(hours=9)) == 1
    assert watchdog.raise_alarms(NOON - timedelta(hours=8)) == 0
    assert watchdog.raise_alarms(NOON - timedelta(hours=1)) == 1
    one.post.text = "Another text."
    one.post.save()
    scheduling.schedule(one.post, NOON - timedelta(hours=9))
    assert watchdog.raise_alarms(NOON - timedelta(hours=9)) == 1


def test_a_channel_that_is_signed_out_calls_whoever_connected_it(workspace, lead, writer):
    channel = make_channel(workspace)
    make_connection(channel, state=Connection.State.CLOSED, made_by=writer)
    assert watchdog.raise_alarms(NOON) == 2
    assert {email for email, _text in told()} == {lead.email, writer.email}


def test_nobody_who_has_left_is_told(workspace, writer):
    delivery(workspace, writer, state=State.REFUSED)
    writer.memberships.update(ended_at=NOON)
    assert watchdog.raise_alarms(NOON) == 0


def test_it_is_told_in_the_readers_language(workspace, writer):
    type(writer).objects.filter(pk=writer.pk).update(language="fi")
    delivery(workspace, writer, state=State.REFUSED)
    watchdog.raise_alarms(NOON)
    assert told()[0][1].startswith("Verkosto torjui")


def test_my_week_shows_what_waits_for_me(workspace, lead, writer):
    delivery(workspace, writer, state=State.REFUSED)
    make_connection(make_channel(workspace, title="Toinen"), state="closed", made_by=writer)
    found = needs.needs_you(workspace, writer, NOON)
    assert [one.urgency for one in found] == [3, 3]
    assert needs.needs_you(workspace, lead, NOON) == []


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(watchdog, "MOST", 2)


@pytest.mark.parametrize("state", watchdog.STOPPED)
def test_however_many_stand_still_each_is_told(workspace, writer, few, state):
    for hours in range(5):
        delivery(workspace, writer, state=state, at=NOON + timedelta(hours=hours))
    watchdog.raise_alarms(NOON)
    assert Notice.objects.filter(person=writer).count() == 5
    delivery(workspace, writer, state=state, at=NOON - timedelta(hours=1))
    watchdog.raise_alarms(NOON + MINUTE)
    assert Notice.objects.filter(person=writer).count() == 6


def test_what_is_planned_by_hand_hides_nothing_that_is_due_by_hand(workspace, writer, few):
    for hours in (3, 2, 1, 0):
        at = NOON + timedelta(hours=hours)
        delivery(workspace, writer, state=State.BY_HAND, at=at)
    assert watchdog.raise_alarms(NOON) == 1


def test_however_many_are_late_or_signed_out_each_is_told(workspace, writer, few):
    for number in range(5):
        delivery(workspace, writer)
        channel = make_channel(workspace, title=f"Closed {number}")
        make_connection(channel, state=Connection.State.CLOSED, made_by=writer)
    assert watchdog.raise_alarms(NOON + 5 * MINUTE) == 10


def test_however_many_wait_for_approval_each_is_asked_for(workspace, few):
    editor = somebody(workspace, "Editor")
    make_approval_rule(workspace, steps=[{"people": [editor.email]}])
    for hours in range(5):
        make_delivery(workspace, at=NOON + timedelta(hours=hours))
    assert watchdog.raise_alarms(NOON - timedelta(hours=9)) == 5
    assert watchdog.raise_alarms(NOON - timedelta(hours=1)) == 2  # noon and one o'clock are near


def test_nobody_is_asked_to_publish_by_hand_during_a_pause(workspace, lead, writer):
    delivery(workspace, writer, state=State.BY_HAND)
    scheduling.pause(workspace, lead, NOON - MINUTE)
    assert watchdog.raise_alarms(NOON + timedelta(hours=1)) == 0
