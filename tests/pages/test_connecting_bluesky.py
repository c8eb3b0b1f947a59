"""A channel is signed in to Bluesky by OAuth, from Virta's page and back to it."""

import dataclasses
import html
import re

import pytest
from django.utils import timezone

from tests import make
from tests.audiences.make import make_channel
from tests.networks.bluesky.stand_in import DID, HANDLE, OTHER, StandIn
from virta.engagement.models import Connection
from virta.flows.publishing import connecting
from virta.networks.bluesky import NETWORK
from virta.networks.bluesky.signing_in import WAY
from virta.pages.connecting import accounts, showing, views
from virta.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    made = StandIn()
    network = dataclasses.replace(NETWORK, ways=(WAY,))
    for module in (views, showing, connecting):
        monkeypatch.setattr(module, "named", lambda key: network)
    monkeypatch.setattr(accounts, "client", lambda: made.again())
    return made


@pytest.fixture
def channel(client):
    workspace = make.workspace()
    client.force_login(make.member(workspace, Role.LEAD))
    return make_channel(workspace, network="bluesky")


def led_away(client, channel):
    """Type the handle; where the page leads to."""
    url = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/"
    page = client.post(url, {"way": "oauth", "oauth-account": f"@{HANDLE}"}).content.decode()
    return html.unescape(re.search(r'href="(https://entry\.example/[^"]+)"', page)[1])


def test_from_the_page_to_the_network_and_back(client, channel, world):
    returned = world.allow(led_away(client, channel))
    assert client.get("/connections/back/", returned).status_code == 302
    row = Connection.objects.get()
    assert (row.remote_id, row.handle, row.way) == (DID, HANDLE, "oauth")
    assert row.credentials["dpop_key"] not in row.sealed
    left = (row.renew_at - timezone.now()).total_seconds()
    assert 140 < left <= 150  # half of the five minutes that its token holds


def test_coming_back_twice_or_as_somebody_else_connects_nothing(client, channel, world):
    world.sub = OTHER
    returned = world.allow(led_away(client, channel))
    for _ in range(2):
        assert client.get("/connections/back/", returned).status_code == 422
    assert not Connection.objects.exists()
