"""Sign-ins are looked at once a day, their people are told in time, and none outlives its channel."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection
from tests.networks.faulty import Faults, running
from virta.engagement.models import Connection
from virta.engagement.models.connection import sealed
from virta.flows.publishing import watchdog
from virta.flows.publishing.checking import check_some
from virta.flows.publishing.leaving import REMOVED, erase_removed
from virta.networks import outside
from virta.people.models import AuditEvent, Role
from virta.records import saving
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def server():
    with running() as one:
        yield one


@pytest.fixture
def http():
    with outside.client(["127.0.0.1"], within=5) as made:
        yield made


@pytest.fixture
def channel(server):
    channel = make_channel(make.workspace(), network="mastodon")
    make_connection(channel, server.base)
    return channel


@pytest.fixture
def lead(channel):
    return make.member(channel.workspace, Role.LEAD)


def row():
    return Connection.objects.get()


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("text", flat=True))


def test_every_connection_is_tried_once_a_day(channel, server, http):
    assert check_some(NOON, http) == 1
    assert check_some(NOON + timedelta(hours=22), http) == 0
    assert (row().state, row().checked_at, row().handle) == ("open", NOON, "@faulty@127.0.0.1")
    assert timedelta(hours=22) < row().check_at - NOON < timedelta(hours=26)
    assert check_some(NOON + timedelta(hours=26), http) == 1


def test_only_one_of_two_workers_tries_it(channel):
    one, same = row(), row()
    assert one.claim_check(NOON)
    assert not same.claim_check(NOON)


@pytest.mark.parametrize("why", ["removed", "rested", "example", "closed"])
def test_some_are_left_alone(channel, http, server, why):
    if why == "removed":
        saving.remove(channel, None)
    elif why == "rested":
        Connection.objects.update(not_before=NOON + DAY)
    elif why == "closed":
        Connection.objects.update(state="closed")
    else:
        type(channel.workspace).objects.update(is_example=True)
    assert check_some(NOON, http) == 0
    assert server.requests == 0


def test_a_sign_in_that_was_taken_back_is_noticed_before_a_post_is_due(channel, lead, http):
    Connection.objects.update(sealed=sealed(row().credentials | {"token": "revoked"}))
    check_some(NOON, http)
    assert row().state == "closed"
    (event,) = AuditEvent.objects.filter(event="channel_signed_out")
    assert (event.actor, event.details["network"]) == (None, "mastodon")
    watchdog.raise_alarms(NOON)
    watchdog.raise_alarms(NOON + DAY)
    assert len(told(lead)) == 1
    assert "no longer lets Virta in" in told(lead)[0]


def test_a_server_that_is_away_for_hours_is_told_of_once(channel, lead, server, http):
    server.faults = Faults(read=1.0)
    for hours in (0, 3, 6):
        Connection.objects.update(check_at=None, not_before=None)
        check_some(NOON + timedelta(hours=hours), http)
        watchdog.raise_alarms(NOON + timedelta(hours=hours))
        assert row().state == "open"
        assert len(told(lead)) == (hours == 6)
    assert row().trouble_since == NOON
    server.faults = Faults()
    Connection.objects.update(check_at=None)
    check_some(NOON + DAY, http)
    assert (row().trouble, row().trouble_since) == ({}, None)


def test_people_are_told_a_week_before_a_sign_in_ends_and_on_the_last_day(channel, lead, http):
    ends = NOON + 10 * DAY
    Connection.objects.update(
        sealed=sealed(row().credentials | {"runs_out": str(int(ends.timestamp()))})
    )
    check_some(NOON, http)
    assert row().ends_at == ends
    for day, count in ((1, 0), (3, 1), (5, 1), (9, 2), (9.5, 2)):
        watchdog.raise_alarms(NOON + day * DAY)
        assert len(told(lead)) == count, day
    assert "within a week" in told(lead)[0]
    assert "within a day" in told(lead)[1]


def test_today_leads_to_the_sign_in_that_ends(channel, lead, client):
    Connection.objects.update(made_by=lead, ends_at=timezone.now() + 3 * DAY)
    make.signed_in(client, lead)
    address = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/"
    page = client.get(f"/w/{channel.workspace.slug}/").content.decode()
    assert "ends within a week" in page
    assert address in page
    assert "This sign-in ends soon" in client.get(address).content.decode()


def test_the_sign_in_of_a_removed_channel_is_erased_and_taken_back(channel):
    kept = {"server": "https://social.example", "token": "t", "client_id": "c"}
    Connection.objects.update(sealed=sealed(kept | {"client_secret": "s"}))
    asked = []

    def answer(request):
        asked.append((request.url.path, row().sealed))
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        assert erase_removed(NOON, http) == 0
        saving.remove(channel, None)
        later = timezone.now()
        assert erase_removed(later, http) == 1
        assert erase_removed(later, http) == 0
    assert asked == [("/oauth/revoke", "")]
    assert (row().sealed, row().state, row().trouble["fi"]) == ("", "closed", REMOVED.fi)
    assert AuditEvent.objects.filter(event="channel_disconnected").count() == 1


def test_a_network_that_is_away_keeps_nothing_here(channel, server, http):
    server.faults = Faults(read=1.0)
    saving.remove(channel, None)
    assert erase_removed(timezone.now(), http) == 1
    assert row().sealed == ""


def test_the_channels_page_and_list_lead_to_its_sign_in_and_say_how_it_is(channel, lead, client):
    make.signed_in(client, lead)
    Connection.objects.update(state="closed")
    home = f"/w/{channel.workspace.slug}/channels/"
    page = client.get(f"{home}{channel.key}/").content.decode()
    assert f"{home}{channel.key}/connection/" in page
    assert "sign in again" in client.get(home).content.decode()
    assert (
        f'href="{home}{channel.key}/"'
        in client.get(f"{home}{channel.key}/connection/").content.decode()
    )
