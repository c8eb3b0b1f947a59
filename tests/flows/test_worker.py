"""The worker goes round, lives, and survives a chore that breaks."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from tests import make
from tests.activities.make import make_cadence
from virta.activities.models import Slot
from virta.flows import serving
from virta.flows.chores import keep_plans
from virta.flows.management.commands import work
from virta.flows.models import Pulse

pytestmark = pytest.mark.django_db


def test_one_round_leaves_no_trace_when_it_ends():
    call_command("work", "--once")
    assert not Pulse.objects.exists()


def test_a_worker_that_goes_round_is_alive():
    work.go_round("here:1")
    assert Pulse.is_alive(datetime.now(UTC))


def test_a_chore_that_breaks_does_not_stop_the_others(monkeypatch, caplog):
    def broken(now):
        raise RuntimeError("no")

    monkeypatch.setattr(work, "CHORES", (broken, lambda now: 3))
    assert work.go_round("here:1") == 3
    assert "The chore broken broke" in caplog.text


def test_the_next_free_port_is_taken():
    first = serving.free_port("127.0.0.1", 18_000)
    import socket  # noqa: PLC0415

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first))
        taken.listen()
        assert serving.free_port("127.0.0.1", first) > first


def test_unknown_verbs_and_help_are_answered():
    unknown = subprocess.run(
        [sys.executable, "-m", "virta.cli", "fly"], capture_output=True, text=True, check=False
    )
    assert unknown.returncode == 2
    assert "no command “fly”" in unknown.stderr
    assert unknown.stdout == ""
    helped = subprocess.run(
        [sys.executable, "-m", "virta.cli", "--help"], capture_output=True, text=True, check=False
    )
    assert helped.returncode == 0
    assert "bin/virta up" in helped.stdout


def test_the_worker_keeps_the_plan_made_ahead():
    make_cadence(make.workspace())
    now = datetime.now(UTC)
    made = keep_plans(now)
    assert made == Slot.objects.count() > 0
    assert keep_plans(now) == 0
