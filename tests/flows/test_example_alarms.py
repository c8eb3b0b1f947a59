"""What called the example's people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import make
from virta.audiences.models import Peer
from virta.flows.example_alarms import fill_alarms
from virta.flows.example_heard import fill_heard
from virta.listening.models import Alarm, Call, Sort
from virta.people.models import Letter, Person, Role
from virta.records.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", [date(2026, 3, 2)])
def test_a_wave_was_seen_to_and_a_danger_waits(today):
    workspace = make.workspace()
    for name, role in (("Eero Salmi", Role.LEAD), ("Noora Saari", Role.MEMBER)):
        Person.objects.filter(pk=make.member(workspace, role).pk).update(name=name)
    Peer.objects.create(workspace=workspace, title="Naapurikunnan tiedekeskus")
    fill_heard(workspace, today)
    fill_alarms(workspace, today)
    wave, danger = Alarm.objects.order_by("at")
    assert (wave.sort, str(wave.acknowledged_by)) == (Sort.MORE, "Noora Saari")
    assert wave.seen >= 15 > 5 > wave.expected
    assert (danger.sort, danger.seen, danger.acknowledged_at) == (Sort.NEVER_MISS, 1, None)
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    assert midnight - timedelta(days=1) < danger.at < midnight
    assert Call.objects.filter(alarm=danger, outcome="told").exists()
    assert not Notice.objects.exists()
    assert not Letter.objects.exists()
