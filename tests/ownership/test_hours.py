"""Capacity by week."""

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from tests.ownership import make as own
from virta.ownership import hours
from virta.ownership.forms.hours import AbsenceForm, CapacityForm

MONDAY = date(2026, 3, 2)
TEN = (Decimal(10), date(2026, 1, 1), None)


@pytest.mark.parametrize(
    ("story", "spans", "away", "found"),
    [
        ("nobody has said", [], [], (None, 0)),
        ("a whole week", [TEN], [], (10.0, 0)),
        ("two days away", [TEN], [(date(2026, 3, 3), date(2026, 3, 4))], (6.0, 2)),
        ("a weekend away costs nothing", [TEN], [(date(2026, 3, 7), date(2026, 3, 8))], (10.0, 0)),
        ("the whole week away is zero, not unknown", [TEN], [(MONDAY, date(2026, 3, 6))], (0.0, 5)),
        ("away twice on one day", [TEN], [(MONDAY, MONDAY), (MONDAY, MONDAY)], (8.0, 1)),
        ("begins on Thursday", [(Decimal(10), date(2026, 3, 5), None)], [], (4.0, 0)),
        ("ends on Tuesday", [(Decimal(10), date(2026, 1, 1), date(2026, 3, 3))], [], (4.0, 0)),
        ("over before", [(Decimal(10), date(2026, 1, 1), date(2026, 3, 1))], [], (None, 0)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_week_has_what_its_working_days_have(story, spans, away, found):
    assert hours.hours_in_week(MONDAY, spans, away) == found


def test_more_planned_than_there_is_is_over_but_not_by_half_an_hour():
    assert hours.Week(MONDAY, 10.0, 11.0, 0).is_over
    assert not hours.Week(MONDAY, 10.0, 10.5, 0).is_over
    assert not hours.Week(MONDAY, None, 40.0, 0).is_over
    assert not hours.Week(MONDAY, 10.0, None, 0).is_over


@pytest.mark.django_db
def test_everybody_has_their_weeks():
    workspace = make.workspace()
    one, other = own.somebody(workspace, "Aino"), own.somebody(workspace, "Bo")
    own.make_capacity(workspace, who=one)
    found = hours.by_week(workspace, date(2026, 3, 4), 2, {other.pk: {MONDAY: 3.0}})
    assert [(row.person, [week.has for week in row.weeks]) for row in found] == [
        (one, [10.0, 10.0]),
        (other, [None, None]),
    ]
    assert [week.planned for week in found[1].weeks] == [3.0, None]


@pytest.mark.django_db
def test_spans_do_not_overlap_and_days_stand_in_order():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino")
    own.make_capacity(workspace, who=one, until_on=date(2026, 6, 30))
    facts = {"who": one.pk, "hours": "5", "from_on": "2026-06-30"}
    assert "overlaps" in str(CapacityForm(facts, workspace=workspace).errors)
    assert CapacityForm(facts | {"from_on": "2026-07-01"}, workspace=workspace).is_valid()
    late = facts | {"from_on": "2026-08-01", "until_on": "2026-07-01"}
    assert "before the first" in str(CapacityForm(late, workspace=workspace).errors)
    assert not CapacityForm(facts | {"hours": "169"}, workspace=workspace).is_valid()


@pytest.mark.django_db
def test_nobody_stands_in_for_themselves():
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino")
    facts = {"who": one.pk, "stand_in": one.pk, "from_on": "2026-07-06", "until_on": "2026-07-07"}
    assert "for themselves" in str(AbsenceForm(facts, workspace=workspace).errors)
