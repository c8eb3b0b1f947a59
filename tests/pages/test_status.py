"""The status page: every thing with its state in words, and nothing of other workspaces."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.engagement.make import make_channel, make_connection, make_delivery
from tests.listening.make import make_source
from virta.engagement import scheduling
from virta.engagement.models import Connection
from virta.flows.models import Pulse
from virta.listening.models import Source
from virta.pages import status
from virta.people.models import Letter, Role

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def page(client, workspace):
    make.signed_in(client, make.member(workspace, Role.LEAD))
    return lambda: client.get(f"/w/{workspace.slug}/status/").content.decode()


def states(lines):
    return [one.state for one in lines]


def test_a_dead_worker_is_said_on_the_status_and_above_every_page(page, client, workspace):
    assert "does not work" in page()
    for name in ("pages:today", "engagement:calendar", "pages:status"):
        shown = client.get(reverse(name, args=[workspace.slug])).content.decode()
        assert "The background worker is not running." in shown
        assert f"/w/{workspace.slug}/status/" in shown


def test_all_is_well(page, settings, tmp_path, now):
    Pulse.objects.create(worker="a", beat_at=now, swept_at=now)
    settings.BACKUP_MARK = tmp_path / "last-backup"
    settings.BACKUP_MARK.touch()
    shown = page()
    assert "All that can be told is well." in shown
    assert "1 worker is at work." in shown


def test_it_speaks_finnish(client, workspace):
    make.signed_in(client, make.member(workspace, Role.LEAD, language="fi"))
    assert "Jonon läpikäynti" in client.get(f"/w/{workspace.slug}/status/").content.decode()


@pytest.mark.parametrize(
    ("age", "state"), [(None, "unknown"), (5, "well"), (61, "alarm"), (4000, "alarm")]
)
def test_a_worker_that_hangs_shows_by_the_age_of_its_sweep(now, age, state):
    swept = None if age is None else now - timedelta(seconds=age)
    Pulse.objects.create(worker="a", beat_at=now, swept_at=swept)
    assert status.sweep(now).state == state


@pytest.mark.parametrize(("days", "state"), [(None, "unknown"), (1, "well"), (3, "heed")])
def test_the_backup_is_as_old_as_its_mark(now, settings, tmp_path, days, state):
    settings.BACKUP_MARK = tmp_path / "mark"
    if days is not None:
        settings.BACKUP_MARK.touch()
        then = (now - timedelta(days=days)).timestamp()
        os.utime(settings.BACKUP_MARK, (then, then))
    assert status.backup(now).state == state


def test_letters_that_wait_are_told(now):
    Letter.objects.create(to="a@example.org", subject="s", text="t", due_at=now - 11 * MINUTE)
    assert status.letters(now).state == "heed"


def test_the_queue_counts_its_own_workspace_only(workspace, now):
    channel = make_channel(workspace)
    make_delivery(workspace, channel=channel, at=now - 6 * MINUTE)
    make_delivery(workspace, channel=channel, at=now, state="unsure")
    other = make.workspace("muualla")
    make_delivery(other, at=now - 6 * MINUTE)
    lines = status.queue(workspace, now)
    assert states(lines) == ["well", "alarm", "heed", "well", "well", "well"]
    assert lines[1].sentence == "1 post"
    scheduling.pause(workspace, None, now, "A storm")
    assert status.queue(workspace, now)[0].state == "heed"


def test_sign_ins_and_sources_in_trouble_lead_to_where_they_are_mended(workspace, now, page):
    for name, facts in (
        ("Open", {"checked_at": now}),
        ("Ending", {"checked_at": now, "ends_at": now + timedelta(days=2)}),
        ("Closed", {"state": Connection.State.CLOSED}),
        ("New", {}),
    ):
        make_connection(make_channel(workspace, title=name), **facts)
    found = {one.name: one.state for one in status.sign_ins(workspace)}
    assert found == {"Open": "well", "Ending": "heed", "Closed": "alarm", "New": "unknown"}
    make_source(workspace)
    Source.objects.update(trouble_since=now - timedelta(hours=2))
    assert states(status.sources(workspace, now)) == ["heed"]
    assert "/connection/" in page()


def test_the_page_is_for_leads(client, workspace):
    make.signed_in(client, make.member(workspace, Role.MEMBER))
    assert client.get(f"/w/{workspace.slug}/status/").status_code == 403
