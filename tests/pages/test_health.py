"""What `/healthz` tells of the queue."""

import os
import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from tests.assessment.make import make_workspace
from tests.engagement.make import make_delivery
from virta.flows.chores import forget_the_dead
from virta.flows.management.commands import work
from virta.flows.management.commands.work import SweepNote
from virta.flows.models import Pulse
from virta.pages import status

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


def pulse(worker, now, beat=0, swept=0, begun=3600):
    """A worker's row, by the ages of its signs in seconds; None for a sign it never gave."""
    row = Pulse.objects.create(worker=worker, beat_at=now - timedelta(seconds=beat))
    row.swept_at = None if swept is None else now - timedelta(seconds=swept)
    row.begun_at = now - timedelta(seconds=begun)
    row.save()
    return row


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ({"beat": 0, "swept": 70}, "hanging"),
        ({"beat": 0, "swept": 3600}, "hanging"),
        ({"beat": 0, "swept": None}, "hanging"),
        ({"beat": 0, "swept": None, "begun": 20}, "alive"),
        ({"beat": 300, "swept": 10}, "alive"),
        ({"beat": 300, "swept": 300}, "hanging"),
        ({"beat": 660, "swept": 660}, "alive"),
    ],
    ids=[
        "sweep hangs",
        "for long",
        "never swept",
        "just begun",
        "chores are slow",
        "killed",
        "gone",
    ],
)
def test_a_worker_that_hangs_does_not_hide_behind_a_healthy_one(client, signs, said):
    now = datetime.now(UTC)
    pulse("here:1", now, beat=2, swept=2)
    pulse("there:2", now, **signs)

    told = client.get("/healthz")

    assert (told.status_code, told.json()["worker"]) == (200, said)
    assert told.json()["status"] == ("ok" if said == "alive" else "degraded")
    assert told.json()["hanging"] == (said == "hanging")
    line = status.sweep(now)
    assert (line.state == "alarm") is (said == "hanging")
    assert ("there:2" in line.sentence) is (said == "hanging")
    assert "here:1" not in line.sentence


def test_a_worker_that_was_killed_is_forgotten_without_a_person():
    now = datetime.now(UTC)
    pulse("here:1", now, beat=2, swept=2)
    pulse("there:2", now, beat=601, swept=700)
    pulse("there:3", now, beat=601, swept=None)
    assert forget_the_dead(now) == 2
    assert Pulse.objects.get().worker == "here:1"


def test_a_worker_that_takes_the_place_of_a_killed_one_forgets_it():
    now, host = datetime.now(UTC), socket.gethostname()
    ended = subprocess.Popen(["true"])
    ended.wait()
    pulse(f"{host}:{ended.pid}", now)
    for stays in (f"{host}:{os.getpid()}", "elsewhere:1", f"{host}:odd"):
        pulse(stays, now)
    assert work.forget_ended_here() == 1
    assert Pulse.objects.count() == 3
