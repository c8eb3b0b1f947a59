"""What `/healthz` tells of the queue."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.assessment.make import make_workspace
from tests.engagement.make import make_delivery
from virta.flows.management.commands.work import SweepNote
from virta.flows.models import Pulse

pytestmark = pytest.mark.django_db


def test_a_sweep_nobody_noted_is_a_gap(client):
    assert client.get("/healthz").json()["queue"]["swept_seconds"] is None


def test_a_noted_sweep_has_an_age(client):
    Pulse.objects.create(worker="one", beat_at=datetime.now(UTC))
    SweepNote("one")()
    assert 0 <= client.get("/healthz").json()["queue"]["swept_seconds"] < 60


def test_a_post_nobody_sent_counts_as_overdue_without_a_worker(client):
    make_delivery(make_workspace(), at=datetime.now(UTC) - timedelta(minutes=6))
    told = client.get("/healthz")
    assert (told.status_code, told.json()["queue"]["overdue"]) == (200, 1)
