"""Sign-ins that run out are renewed before they do, and nothing is sent with one that has."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.audiences.make import make_channel
from tests.engagement.make import NOON, make_connection, make_delivery
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.connection import sealed
from virta.flows.publishing import connecting
from virta.flows.publishing.checking import check
from virta.flows.publishing.outbox import Outbox
from virta.networks import outside
from virta.networks.errors import SignInAgain, TryLater
from virta.networks.protocol import Account, Network, Receipt
from virta.networks.registry import NETWORKS
from virta.networks.said import Said

pytestmark = pytest.mark.django_db


class Signed:
    """An account whose sign-in ends at `ends`, a time since 1970; the tests say how renewing goes."""

    now = NOON
    lasts = timedelta(minutes=5)
    trouble = None
    renewed = 0

    def __init__(self, credentials, http):
        self.credentials = credentials

    def runs_out(self):
        ends = self.credentials.get("ends")
        return datetime.fromtimestamp(float(ends), UTC) if ends else None

    def account(self):
        self._holds()
        return Account("x", "@x", "X", "")

    def publish(self, draft):
        self._holds()
        return Receipt(draft.reference, "https://social.example/1")

    def find(self, draft):
        return None

    def renew(self):
        if Signed.trouble:
            raise Signed.trouble
        Signed.renewed += 1
        return self.credentials | {"ends": str((Signed.now + Signed.lasts).timestamp())}

    def _holds(self):
        if self.runs_out() and self.runs_out() <= Signed.now:
            raise SignInAgain(Said("The sign-in has ended. Sign in again."))


@pytest.fixture
def signed(monkeypatch):
    known = {one: getattr(NETWORKS["mastodon"], one) for one in Network.__slots__}
    network = Network(**known | {"key": "mastodon", "connect": Signed})
    monkeypatch.setattr(connecting, "named", lambda key: network)
    for name, value in {"now": NOON, "trouble": None, "renewed": 0}.items():
        monkeypatch.setattr(Signed, name, value)
    return Signed


@pytest.fixture
def box(signed):
    made = Outbox(outside.client, lambda: Signed.now)
    yield made
    made.close()


def connected(minutes, **more):
    """A channel whose sign-in ends in so many minutes."""
    channel = make_channel(make.workspace())
    made = make_connection(channel, "https://social.example")
    ends = {"ends": str((NOON + timedelta(minutes=minutes)).timestamp())}
    values = {"sealed": sealed(ends), "renew_at": NOON + timedelta(minutes=30)} | more
    Connection.objects.filter(pk=made.pk).update(**values)
    return channel


def test_a_post_goes_out_after_a_long_pause_with_a_renewed_sign_in(box, signed):
    channel = connected(-60)
    delivery = make_delivery(channel.workspace, "Hei.", channel)
    assert box.serve(channel.pk) == 1
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.PUBLISHED
    assert signed.renewed == 1


def test_a_sign_in_with_time_left_is_used_as_it_is(box, signed):
    channel = connected(10)
    make_delivery(channel.workspace, "Hei.", channel)
    assert box.serve(channel.pk) == 1
    assert signed.renewed == 0


def test_while_it_cannot_be_renewed_the_channel_rests_and_nothing_is_closed(box, signed):
    channel = connected(-60)
    delivery = make_delivery(channel.workspace, "Hei.", channel)
    signed.trouble = TryLater(Said("Away for now. Wait."))
    assert box.serve(channel.pk) == 0
    row = Connection.objects.get()
    assert (row.state, row.trouble["en"]) == (Connection.State.OPEN, "Away for now. Wait.")
    assert row.not_before == NOON + connecting.REST
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SCHEDULED

    signed.trouble = None
    signed.now += connecting.REST
    assert box.serve(channel.pk) == 1
    row.refresh_from_db()
    assert row.trouble == {}


def test_one_that_is_over_for_good_asks_for_a_person(box, signed):
    channel = connected(-60)
    delivery = make_delivery(channel.workspace, "Hei.", channel)
    signed.trouble = SignInAgain(Said("It is over. Sign in again."))
    box.serve(channel.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SIGN_IN
    assert Connection.objects.get().state == Connection.State.CLOSED


@pytest.mark.parametrize(("lasts", "until_next"), [(5, 2.5), (1, 1), (60, 30), (600, 30)])
def test_the_next_renewal_is_half_way(box, signed, monkeypatch, lasts, until_next):
    monkeypatch.setattr(signed, "lasts", timedelta(minutes=lasts))
    connected(1, renew_at=NOON)
    assert box.renew() == 1
    assert Connection.objects.get().renew_at == NOON + timedelta(minutes=until_next)


def test_a_renewal_that_did_not_go_through_is_tried_again_soon(box, signed):
    connected(60, renew_at=NOON)
    signed.trouble = TryLater(Said("Away for now. Wait."))
    assert box.renew() == 0
    assert Connection.objects.get().renew_at == NOON + connecting.RETRY


def test_trying_a_sign_in_by_hand_renews_it_first(signed):
    connected(-60)
    with outside.client() as http:
        assert check(Connection.objects.get(), http, NOON) is None
    row = Connection.objects.get()
    assert (row.state, row.handle) == (Connection.State.OPEN, "@x")
    assert signed.renewed == 1


def test_trying_it_while_it_cannot_be_renewed_closes_nothing(signed):
    connected(-60)
    signed.trouble = TryLater(Said("Away for now. Wait.", "Hetki."), "busy")
    with outside.client() as http:
        told = check(Connection.objects.get(), http, NOON)
    assert (told.said.fi, told.reason) == ("Hetki.", "busy")
    assert Connection.objects.get().state == Connection.State.OPEN
