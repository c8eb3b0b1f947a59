"""Collisions, shares of pillars, and hours."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests import make
from tests.activities import make as plan
from virta.activities.hours import hours_by_person, planned_hours, unplaced
from virta.activities.models import Activity
from virta.activities.shares import standing, wilson
from virta.activities.signs import signs
from virta.activities.warning import collisions
from virta.records import saving

pytestmark = pytest.mark.django_db

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def workspace():
    return make.workspace()


def campaign(workspace, title, start, end, channel, audience, **more):
    return plan.make_activity(
        workspace,
        title,
        starts_on=start,
        ends_on=end,
        channels=[channel],
        audiences=[audience],
        **more,
    )


@pytest.fixture
def pair(workspace):
    """Two campaigns on one channel for one target group, in part on the same days."""
    channel, audience = plan.make_channel(workspace), plan.make_audience(workspace)
    one = campaign(workspace, "One", date(2026, 3, 1), date(2026, 3, 20), channel, audience)
    other = campaign(workspace, "Other", date(2026, 3, 15), date(2026, 3, 31), channel, audience)
    return one, other, channel, audience


def test_two_campaigns_collide_on_the_days_they_have_in_common(workspace, pair):
    one, other, channel, audience = pair
    (found,) = collisions(workspace, MARCH, JUNE).first
    assert {found.one, found.other} == {one, other}
    assert (found.channels, found.audiences) == ([channel], [audience])
    assert (found.start, found.end, found.by_slots) == (date(2026, 3, 15), date(2026, 3, 20), False)
    assert collisions(workspace, MARCH, JUNE, of=one).total == 1


def test_where_both_have_slots_only_their_days_count(workspace, pair):
    one, other, channel, _audience = pair
    at = datetime(2026, 3, 16, 9, tzinfo=UTC)
    plan.make_slot(workspace, at, activity=one, channel=channel)
    plan.make_slot(workspace, at + timedelta(days=1), activity=other, channel=channel)
    assert collisions(workspace, MARCH, JUNE).first == []
    plan.make_slot(workspace, at + timedelta(hours=5), activity=other, channel=channel)
    (found,) = collisions(workspace, MARCH, JUNE).first
    assert (found.days, found.by_slots) == ([date(2026, 3, 16)], True)


def test_another_target_group_or_channel_or_an_idea_does_not_collide(workspace, pair):
    one, other, channel, audience = pair
    campaign(workspace, "A", MARCH, JUNE, channel, plan.make_audience(workspace, title="Else"))
    campaign(workspace, "B", MARCH, JUNE, plan.make_channel(workspace, handle="x"), audience)
    campaign(workspace, "C", MARCH, JUNE, channel, audience, state=Activity.State.IDEA)
    campaign(workspace, "D", MARCH, JUNE, channel, audience, is_template=True)
    campaign(workspace, "E", MARCH, None, channel, audience, type=Activity.Type.CONTINUOUS)
    assert collisions(workspace, MARCH, JUNE).total == 1
    saving.remove(channel, None)
    assert collisions(workspace, MARCH, JUNE).total == 0
    saving.remove(other, None)
    assert collisions(workspace, MARCH, JUNE, of=one).first == []


def test_the_wilson_interval_is_that_of_the_literature():
    # Newcombe, Statistics in Medicine 17 (1998), table I: 15 of 148.
    low, high = wilson(15, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0


def test_a_pillar_is_far_only_when_that_is_sure(workspace):
    today = date(2026, 3, 10)
    tips = plan.make_pillar(workspace, "Tips", target_share=20)
    people = plan.make_pillar(workspace, "People", target_share=80)
    for number in range(9):
        plan.make_slot(workspace, plan.NOON + timedelta(hours=number), pillar=tips)
    assert [one.is_far for one in standing(workspace, today).pillars] == [None, None]
    for number in range(21):
        plan.make_slot(workspace, plan.NOON + timedelta(hours=number), pillar=tips)
    plan.make_slot(workspace, plan.NOON, pillar=people, state="skipped")
    plan.make_slot(workspace, plan.NOON)
    found = standing(workspace, today)
    assert [(one.pillar, one.count, one.total) for one in found.pillars] == [
        (people, 0, 30),
        (tips, 30, 30),
    ]
    assert {one.pillar for one in found.far} == {people, tips}
    assert found.without == 1
    assert next(one for one in found.pillars if one.pillar == tips).is_above


def test_hours_in_all_are_spread_over_the_working_days(workspace):
    plan.make_activity(
        workspace, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 10), budgeted_hours=10
    )
    assert planned_hours(workspace, date(2026, 3, 2), date(2026, 3, 22)) == {
        date(2026, 3, 2): Decimal(6),
        date(2026, 3, 9): Decimal(4),
        date(2026, 3, 16): Decimal(0),
    }


def test_hours_a_week_go_on_until_the_last_day(workspace):
    owner = make.member(workspace)
    plan.make_activity(
        workspace,
        starts_on=date(2026, 3, 4),
        budgeted_hours=5,
        hours_per=Activity.Per.WEEK,
        owner=owner,
    )
    found = planned_hours(workspace, date(2026, 3, 2), date(2026, 3, 15))
    assert list(found.values()) == [Decimal(3), Decimal(5)]
    assert hours_by_person(workspace, date(2026, 3, 2), date(2026, 3, 15)) == {owner.pk: found}


def test_what_has_hours_but_no_days_is_named_and_not_a_zero(workspace):
    loose = plan.make_activity(workspace, budgeted_hours=10)
    plan.make_activity(workspace, "Idea", budgeted_hours=10, state=Activity.State.IDEA)
    assert unplaced(workspace) == [loose]
    assert set(planned_hours(workspace, MARCH, JUNE).values()) == {Decimal(0)}


def test_a_campaign_of_one_weekend_has_its_hours_in_that_week(workspace):
    plan.make_activity(
        workspace, starts_on=date(2026, 3, 7), ends_on=date(2026, 3, 8), budgeted_hours=8
    )
    assert planned_hours(workspace, date(2026, 3, 2), date(2026, 3, 8)) == {date(2026, 3, 2): 8}


def test_signs_judge_only_where_there_is_something(workspace, pair):
    empty = signs(make.workspace("tyhja"), MARCH)
    assert len(empty) == 7
    assert {one.met for one in empty} == {None}
    found = {one.key: one for one in signs(workspace, MARCH)}
    assert (found["channel"].good, found["channel"].seen, found["channel"].met) == (2, 2, True)
    assert found["purpose"].met is False
