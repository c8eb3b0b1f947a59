"""However many posts wait for a yes, a round looks at some of them, and misses none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.engagement.make import NOON, make_channel
from tests.ownership.make import make_approval_rule, somebody, step
from virta.engagement import answering
from virta.engagement.models import Delivery, Post
from virta.flows.models import Place
from virta.flows.publishing import approving, rounds, watchdog
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
BEFORE = timedelta(hours=2)
EARLY = NOON - timedelta(hours=9)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(rounds, "MOST", 5)


def waiting(workspace, count, at=NOON, asked=EARLY):
    """So many posts that wait for a yes; made without saving each in the usual, slower way."""
    channel = make_channel(workspace)
    posts = [
        Post(workspace=workspace, text=f"Post {number}.", at=at, zone="UTC")
        for number in range(count)
    ]
    posts = Post.objects.bulk_create(posts)
    Post.channels.through.objects.bulk_create(
        Post.channels.through(post_id=one.pk, channel_id=channel.pk) for one in posts
    )
    return Delivery.objects.bulk_create(
        Delivery(
            workspace=workspace,
            post=one,
            channel=channel,
            state=State.WAITING,
            due_at=at,
            late_at=at + timedelta(hours=6),
            asked_at=asked,
            digest=f"{one.pk}",
            content={"parts": [one.text]},
        )
        for one in posts
    )


def boss_of(workspace):
    boss = somebody(workspace, "Boss")
    rule = make_approval_rule(workspace, steps=[step(people=[boss])])
    return boss, rule


def at_work(now):
    """How many questions a round of both chores asks the database."""
    with CaptureQueriesContext(connection) as asked:
        watchdog.raise_alarms(now)
        approving.keep_up_to_date(now)
    return len(asked)


def test_a_round_over_many_costs_as_much_as_one_over_some(workspace, monkeypatch):
    monkeypatch.setattr(rounds, "MOST", 10)
    boss_of(workspace)
    seen = []
    approvals_seen(monkeypatch, seen)
    waiting(workspace, 20)
    for minute in range(4):
        at_work(EARLY + timedelta(minutes=5 * minute))
    seen.clear()
    some = at_work(EARLY + timedelta(hours=1))
    looked_at = len(seen)
    waiting(workspace, 100)
    for minute in range(14):
        at_work(EARLY + timedelta(hours=1, minutes=5 + 5 * minute))
    seen.clear()

    many = at_work(EARLY + timedelta(hours=5))

    assert many <= some
    assert len(seen) == looked_at == 2 * rounds.MOST, "Each of the two chores sees its portion."


def approvals_seen(monkeypatch, seen):
    """Notes each delivery whose approval is looked at."""
    real = approving.approvals.questions_in

    def questions_in(rows, now):
        rows = list(rows)
        seen.extend(rows)
        return real(rows, now)

    monkeypatch.setattr(approving.approvals, "questions_in", questions_in)


def test_every_one_has_its_turn_whichever_worker_goes_round(few, workspace):
    boss, _rule = boss_of(workspace)
    waiting(workspace, 23)
    for minute in range(5):
        watchdog.raise_alarms(EARLY + timedelta(hours=1, minutes=5 * minute))
    assert Notice.objects.filter(person=boss, about__startswith="approve:").count() == 23


def test_what_is_no_longer_asked_for_goes_on_in_its_turn(few, workspace):
    waiting(workspace, 12)
    released = [approving.release(EARLY + timedelta(hours=one)) for one in (1, 2, 3, 4)]
    assert sum(released) == 12
    assert max(released) <= 10


def test_what_is_new_is_seen_at_once_however_many_wait(few, workspace):
    boss, _rule = boss_of(workspace)
    waiting(workspace, 23)
    now = EARLY + timedelta(hours=1)
    watchdog.raise_alarms(now)
    Place.objects.update(after=0)
    (fresh,) = waiting(workspace, 1, asked=now + timedelta(minutes=2))
    watchdog.raise_alarms(now + timedelta(minutes=3))
    assert Notice.objects.filter(
        person=boss, about__startswith=f"approve:{fresh.post.key}"
    ).exists()


def test_a_first_yes_asks_the_next_step_at_once_however_many_wait(few, workspace):
    first, second = somebody(workspace, "First"), somebody(workspace, "Second")
    steps = [step(people=[first]), step(people=[second])]
    make_approval_rule(workspace, steps=steps)
    rows = waiting(workspace, 23)
    now = EARLY + timedelta(hours=1)
    watchdog.raise_alarms(now)
    Place.objects.update(after=0)
    last = Delivery.objects.get(pk=rows[-1].pk)
    answering.answer(last.post, answering.Voice.of(first), last.digest, now, is_yes=True, reason="")
    watchdog.raise_alarms(now + timedelta(seconds=20))
    assert Notice.objects.filter(person=second).count() == 1


def test_what_comes_near_is_told_again_however_many_wait(few, workspace):
    boss, _rule = boss_of(workspace)
    waiting(workspace, 23, at=NOON + timedelta(days=2))
    (near,) = waiting(workspace, 1)
    watchdog.raise_alarms(NOON - BEFORE - timedelta(minutes=1))
    Place.objects.update(after=0)
    watchdog.raise_alarms(NOON - BEFORE + timedelta(minutes=1))
    told = Notice.objects.filter(person=boss, about__endswith=":soon")
    assert [one.about.split(":")[1] for one in told] == [near.post.key]


def test_of_two_workers_at_once_only_one_takes_a_portion(few, workspace, monkeypatch):
    waiting(workspace, 12)
    rows = Delivery.objects.filter(state=State.WAITING)
    real = rounds.keys_of

    def meanwhile(*given):
        Place.objects.update(after=99)
        return real(*given)

    assert len(rounds.some("x", rows, EARLY, BEFORE)) == 10
    monkeypatch.setattr(rounds, "keys_of", meanwhile)
    assert rounds.some("x", rows, EARLY, BEFORE) == []
