"""Approvals by the clock: they run out, are asked for again, and go on when nobody asks any more."""

from datetime import timedelta

import pytest

from tests import make
from tests.engagement.make import NOON, make_channel, make_post, make_ruled, say
from tests.ownership.make import somebody, step
from virta.engagement import needs, scheduling
from virta.engagement.models import Approval, Delivery
from virta.flows.publishing import approving, watchdog
from virta.ownership.models import ApprovalRule
from virta.people.models import Role
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(workspace):
    return make.member(workspace, Role.LEAD)


@pytest.fixture
def writer(workspace):
    return somebody(workspace, "Writer")


@pytest.fixture
def boss(workspace):
    return somebody(workspace, "Boss")


def state(post):
    return post.deliveries.exclude(state=State.CANCELLED).get().state


def told():
    rows = Notice.objects.select_related("person").order_by("pk")
    return [(one.person.name, one.text) for one in rows]


def test_a_yes_that_does_not_come_expires_at_the_posts_time_and_both_are_told(
    workspace, lead, writer, boss
):
    post = make_ruled(workspace, step(people=[boss]), owner=writer)
    assert approving.keep_up_to_date(NOON - timedelta(seconds=1)) == 0
    assert approving.keep_up_to_date(NOON) == 1

    assert state(post) == State.EXPIRED
    watchdog.raise_alarms(NOON)
    assert {name for name, text in told() if text.startswith("Nobody approved")} == {
        writer.name,
        lead.name,
    }
    assert [one.urgency for one in needs.needs_you(workspace, writer, NOON)] == [3]
    scheduling.schedule(post, NOON + HOUR / 6)
    assert state(post) == State.WAITING


@pytest.mark.parametrize(
    ("asked", "due", "late", "expected"),
    [
        ("long before", -9 * HOUR, NOON + 6 * HOUR, NOON),
        ("at the last moment", -HOUR / 60, NOON + 6 * HOUR, NOON + HOUR - HOUR / 60),
        ("and late soon", -HOUR / 60, NOON + HOUR / 4, NOON + HOUR / 4),
        ("months before", -60 * DAY, NOON + 6 * HOUR, NOON - 30 * DAY),
    ],
)
def test_an_approver_has_an_hour_and_at_most_a_month(asked, due, late, expected):
    one = Delivery(asked_at=NOON + due, due_at=NOON, late_at=late)
    assert approving.expires_at(one) == expected, asked


def test_during_a_pause_nothing_expires(workspace, lead, boss):
    post = make_ruled(workspace, step(people=[boss]))
    scheduling.pause(workspace, lead, NOON)
    assert approving.keep_up_to_date(NOON + HOUR) == 0
    assert state(post) == State.WAITING


def test_a_yes_that_will_have_run_out_is_asked_for_again_a_week_before(workspace, writer, boss):
    at = NOON + 100 * DAY
    post = make_ruled(workspace, step(people=[boss]), owner=writer, at=at)
    say(post, boss, now=NOON)
    assert approving.keep_up_to_date(at - 8 * DAY) == 0
    assert approving.keep_up_to_date(at - 7 * DAY) == 1
    assert approving.keep_up_to_date(at - 7 * DAY + HOUR) == 0
    assert state(post) == State.WAITING

    watchdog.raise_alarms(at - 7 * DAY)
    assert told() == [
        ("Writer", "Boss has approved it, and it goes out at its time."),
        ("Boss", "It waits for your approval."),
    ]
    say(post, boss, now=at - 6 * DAY)
    assert state(post) == State.SCHEDULED


def test_what_no_rule_asks_about_any_more_goes_on(workspace, boss):
    post = make_ruled(workspace, step(people=[boss]))
    ApprovalRule.objects.all().delete()
    assert approving.keep_up_to_date(NOON - HOUR) == 1
    assert state(post) == State.SCHEDULED


def test_only_those_who_can_still_say_yes_at_the_present_step_are_reminded_once(workspace, writer):
    anna, bertta, cecilia = (somebody(workspace, name) for name in ("Anna", "Bertta", "Cecilia"))
    rule = (step("all", [anna, bertta]), step(people=[anna, cecilia]))
    post = make_ruled(workspace, *rule, owner=writer)
    watchdog.raise_alarms(NOON - 8 * HOUR)
    say(post, anna)
    for minutes in range(0, 120, 5):
        watchdog.raise_alarms(NOON - 2 * HOUR + timedelta(minutes=minutes))
    assert told() == [
        ("Anna", "It waits for your approval."),
        ("Bertta", "It waits for your approval."),
        ("Bertta", "It goes out within two hours and still waits for your approval."),
    ]
    say(post, bertta)
    watchdog.raise_alarms(NOON - HOUR)
    later = [name for name, _text in told()[3:]]
    assert sorted(later) == ["Anna", "Anna", "Cecilia", "Cecilia"]


def test_one_question_about_a_post_for_two_channels(workspace, boss):
    post = make_ruled(workspace, step(people=[boss]))
    post.channels.add(make_channel(workspace, title="Another"))
    scheduling.schedule(post, NOON - 9 * HOUR)
    assert watchdog.raise_alarms(NOON - 8 * HOUR) == 1


def test_whoever_wrote_it_is_told_that_somebody_outside_has_no_link_yet(workspace, writer):
    make_ruled(workspace, step(outside=["maija@outside.example"]), owner=writer)
    assert watchdog.raise_alarms(NOON - 8 * HOUR) == 1
    assert watchdog.raise_alarms(NOON - 7 * HOUR) == 0
    assert told()[0][1].startswith("It waits for the yes of somebody outside.")


def test_however_many_wait_the_clock_reaches_each(workspace, boss, monkeypatch):
    monkeypatch.setattr(approving, "MOST", 2)
    last = make_ruled(workspace, step(people=[boss]), at=NOON + 5 * HOUR)
    for hours in range(5):
        post = make_post(workspace, channels=[make_channel(workspace)], at=NOON + hours * HOUR)
        scheduling.schedule(post, NOON - HOUR)
    ones = Delivery.objects.all()

    def say_yes(asked, at):
        for one in asked:
            facts = {"post": one.post, "digest": one.digest, "workspace": workspace, "step": 0}
            Approval.objects.create(by=boss.email, is_yes=True, at=at, **facts)

    # The others were asked for late, and have their hour yet.
    ones.exclude(post=last).update(asked_at=NOON + 5 * HOUR)
    assert approving.expire(NOON + 5 * HOUR) == 1
    ones.update(state=State.WAITING)
    say_yes(ones.filter(post=last), NOON)
    assert approving.release(NOON) == 1
    ones.update(state=State.SCHEDULED)
    say_yes(ones, NOON - 90 * DAY)
    say_yes(ones.exclude(post=last), NOON)
    Approval.objects.filter(post=last, at=NOON).delete()
    assert approving.ask_again(NOON - HOUR) == 1
