"""Notices that come by themselves, once; needs and signs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import make
from tests.ownership import make as own
from virta.ownership import needs, signs
from virta.ownership.reminding import due_notices
from virta.people.models import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def crew():
    workspace = make.workspace()
    return workspace, own.somebody(workspace, "Aino", Role.LEAD)


def test_a_task_is_told_on_its_day_and_once_more_a_week_later(crew):
    workspace, aino = crew
    own.make_task(workspace, owner=aino, due_on=date(2026, 3, 2))
    own.make_task(workspace, owner=aino, due_on=date(2026, 3, 2), state="done")
    found = [due_notices(NOW + timedelta(days=n)) for n in (-1, 0, 0, 1, 6, 7, 8, 30)]
    assert found == [0, 1, 0, 0, 0, 1, 0, 0]
    assert {one.happening for one in aino.notices.all()} == {"due"}


def test_a_day_begins_where_the_workspace_is(crew):
    workspace, aino = crew
    own.make_task(workspace, owner=aino, due_on=date(2026, 3, 3))
    assert due_notices(datetime(2026, 3, 2, 21, 59, tzinfo=UTC)) == 0
    assert due_notices(datetime(2026, 3, 2, 22, 0, tzinfo=UTC)) == 1


def test_a_watch_is_told_before_it_begins_also_to_who_takes_it_over(crew):
    workspace, aino = crew
    bo = own.somebody(workspace, "Bo")
    watch = own.make_watch(workspace, person=aino, starts_at=NOW + timedelta(hours=3))
    assert due_notices(NOW) == 0
    assert due_notices(NOW + timedelta(hours=1)) == 1
    watch.person = bo
    own.stored(watch)
    assert due_notices(NOW + timedelta(hours=1)) == 1
    assert bo.notices.get().happening == "watch"


def test_a_text_to_accept_is_told_a_week_before_and_on_its_day(crew):
    workspace, _aino = crew
    own.make_policy(workspace, accept_by=date(2026, 3, 12))
    found = [due_notices(NOW + timedelta(days=n)) for n in (0, 3, 4, 10, 11)]
    assert found == [0, 1, 0, 1, 0]


def test_who_has_left_is_told_nothing(crew):
    workspace, aino = crew
    own.make_task(workspace, owner=aino)
    own.make_watch(workspace, person=aino)
    aino.memberships.update(ended_at=NOW)
    assert due_notices(NOW) == 0


def test_what_waits_for_somebody_is_named_with_its_urgency(crew):
    workspace, aino = crew
    own.make_task(workspace, owner=aino, title="Late", due_on=date(2026, 3, 1))
    own.make_task(workspace, owner=aino, title="Now", due_on=date(2026, 3, 2))
    own.make_task(workspace, owner=aino, title="Far", due_on=date(2026, 5, 2))
    own.make_policy(workspace, accept_by=date(2026, 3, 5))
    own.make_watch(workspace, person=aino)
    own.make_absence(workspace, who=aino, from_on=date(2026, 3, 4), until_on=date(2026, 3, 9))
    found = {one.title: one.urgency for one in needs.needs_you(workspace, aino, NOW)}
    assert found == {
        "Late": 3,
        "Now": 2,
        "You are on watch": 2,
        "How we speak": 1,
        "Nobody stands in for Aino": 1,
    }


def test_viewers_are_asked_for_nothing(crew):
    workspace, _aino = crew
    viewer = own.somebody(workspace, "Vieno", Role.VIEWER)
    own.make_policy(workspace, readers="taking_part")
    assert needs.needs_you(workspace, viewer, NOW) == []


def test_an_empty_workspace_is_not_judged(crew):
    workspace, _aino = crew
    assert {one.met for one in signs.signs(workspace, NOW.date())} == {None}


def test_signs_count_what_the_work_shows(crew):
    workspace, aino = crew
    own.make_assignment(workspace, person=aino)
    own.make_capacity(workspace, who=aino)
    own.make_task(workspace, owner=aino, due_on=date(2026, 3, 1))
    own.make_policy(workspace)
    own.make_watch(workspace, person=aino, ends_at=NOW + timedelta(days=20))
    found = {one.key: (one.good, one.seen, one.met) for one in signs.signs(workspace, NOW.date())}
    assert found["accountable"] == (1, 8, False)
    assert found["hours"] == (1, 1, True)
    assert found["tasks"] == (0, 1, False)
    assert found["policies"] == (0, 1, False)
    assert found["watch"] == (14, 14, True)
    assert found["access"] == (0, 0, None)
