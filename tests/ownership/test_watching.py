"""The rota in force."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from tests import make
from tests.ownership import make as own
from virta.ownership import watching
from virta.ownership.models import Watch
from virta.records import saving

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def crew():
    workspace = make.workspace()
    people = [own.somebody(workspace, name) for name in ("Aino", "Bo", "Eva")]
    return workspace, people


def names(workspace):
    return list(
        Watch.objects.of(workspace).order_by("starts_at").values_list("person__name", flat=True)
    )


def test_turns_are_made_ahead_once(crew):
    workspace, people = crew
    rotation = own.make_rotation(workspace, people)
    assert watching.make_turns(rotation, NOW) == 9
    assert watching.make_turns(rotation, NOW) == 0
    assert watching.keep_up(NOW + timedelta(days=7)) == 1
    assert names(workspace)[:4] == ["Aino", "Bo", "Eva", "Aino"]
    assert [one.person.name for one in watching.on_watch(workspace, NOW)] == ["Aino"]


def test_who_is_away_is_replaced_by_who_stands_in(crew):
    workspace, people = crew
    own.make_absence(
        workspace,
        who=people[1],
        stand_in=people[2],
        from_on=date(2026, 3, 9),
        until_on=date(2026, 3, 9),
    )
    watching.make_turns(own.make_rotation(workspace, people), NOW)
    assert names(workspace)[:3] == ["Aino", "Eva", "Eva"]


def test_an_absence_without_a_stand_in_is_named(crew):
    workspace, people = crew
    own.make_absence(
        workspace, who=people[1], from_on=date(2026, 3, 10), until_on=date(2026, 3, 10)
    )
    watching.make_turns(own.make_rotation(workspace, people), NOW)
    found = watching.watches(workspace, NOW, NOW + timedelta(days=20))
    away = watching.away_on_watch(found, watching.absences(workspace, NOW))
    assert [one.person.name for one in found if one.pk in away] == ["Bo"]


def test_a_swap_by_hand_stays_when_the_rest_is_planned_anew(crew):
    workspace, people = crew
    rotation = own.make_rotation(workspace, people)
    watching.make_turns(rotation, NOW)
    second = Watch.objects.order_by("starts_at")[1]
    second.person = people[0]
    saving.store(second, people[0])
    assert not watching.is_changed(rotation, NOW)
    rotation.order = [people[2].email]
    saving.store(rotation, people[0])
    assert watching.is_changed(rotation, NOW)
    watching.plan_anew(rotation, NOW, people[0])
    assert names(workspace)[:4] == ["Aino", "Aino", "Eva", "Eva"]
    assert not watching.is_changed(rotation, NOW)


def test_a_turn_that_somebody_removed_is_not_made_again(crew):
    workspace, people = crew
    rotation = own.make_rotation(workspace, people)
    watching.make_turns(rotation, NOW)
    saving.remove(Watch.objects.order_by("starts_at")[1], people[0])
    assert watching.make_turns(rotation, NOW) == 0


def test_a_new_time_of_change_is_noticed(crew):
    workspace, people = crew
    rotation = own.make_rotation(workspace, people)
    watching.make_turns(rotation, NOW)
    rotation.at = time(8)
    saving.store(rotation, people[0])
    assert watching.is_changed(rotation, NOW)


def test_who_has_left_leaves_an_empty_turn(crew):
    workspace, people = crew
    people[1].memberships.update(ended_at=NOW)
    watching.make_turns(own.make_rotation(workspace, people), NOW)
    assert names(workspace)[:3] == ["Aino", "Eva", "Aino"]
    (gap,) = watching.uncovered(workspace, NOW, 14)
    assert gap[0] == datetime(2026, 3, 9, 7, tzinfo=UTC)


def test_the_calendar_file_is_read_by_others(crew):
    workspace, people = crew
    watch = own.make_watch(workspace, person=people[0], handover="Mind the gap; and, more\nlines")
    file = watching.calendar([watch], "https://virta.example.org", "Watch")
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.decoded("dtstart") == watch.starts_at
    assert event.decoded("dtend") == watch.ends_at
    assert str(event["description"]) == watch.handover
    assert str(event["uid"]) == f"{watch.key}@virta"
