"""Each time of a post may go into the queue by itself; and nobody forgets a draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_connection, make_post
from tests.ownership.make import make_approval_rule, somebody, step
from virta.engagement import repeating, scheduling
from virta.engagement.models import Delivery, Post
from virta.flows.publishing.reminding import remind
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
DAY = timedelta(days=1)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def channel(workspace):
    made = make_channel(workspace, network="mastodon")
    make_connection(made)
    return made


@pytest.fixture
def weekly(workspace, channel):
    usual = {"repeats": "FREQ=WEEKLY", "schedules_itself": True, "zone": "Europe/Helsinki"}
    return make_post(workspace, "Tip.", channels=[channel], at=timezone.now(), **usual)


def times(post):
    return list(Post.objects.filter(repeat_of=post).order_by("at"))


def states(post):
    return [one.deliveries.exclude(state=State.CANCELLED).get().state for one in times(post)]


def test_each_time_goes_into_the_queue(workspace, weekly):
    assert repeating.keep_ahead(workspace, timezone.now()) == 2
    assert states(weekly) == [State.SCHEDULED, State.SCHEDULED]
    assert repeating.keep_ahead(workspace, timezone.now()) == 0


def test_where_a_rule_asks_for_a_yes_it_waits_for_that(workspace, weekly):
    make_approval_rule(workspace, steps=[step(people=[somebody(workspace)])])
    repeating.keep_ahead(workspace, timezone.now())
    assert states(weekly) == [State.WAITING, State.WAITING]


def test_a_change_of_the_post_reaches_what_is_in_the_queue_at_once(workspace, weekly):
    repeating.keep_ahead(workspace, timezone.now())
    first, second = times(weekly)
    second.text = "Mine."
    saving.store(second, None)
    weekly.text = "A better tip."
    saving.store(weekly, None)
    assert [one.text for one in times(weekly)] == ["A better tip.", "Mine."]
    assert times(weekly)[0].pk != first.pk
    assert times(weekly)[0].deliveries.get().content["parts"] == ["A better tip."]


@pytest.mark.parametrize("how", ["ended", "without a time", "removed"])
def test_nothing_more_goes_out_once_the_repetition_is_over(workspace, weekly, how):
    repeating.keep_ahead(workspace, timezone.now())
    if how == "removed":
        saving.remove(weekly, None)
    else:
        weekly.repeats, weekly.at = ("", weekly.at) if how == "ended" else (weekly.repeats, None)
        saving.store(weekly, None)
    assert times(weekly) == []
    assert not Delivery.objects.exclude(state=State.CANCELLED).exists()


def test_without_the_choice_they_are_drafts_again(workspace, weekly):
    repeating.keep_ahead(workspace, timezone.now())
    weekly.schedules_itself = False
    saving.store(weekly, None)
    assert len(times(weekly)) == 2
    assert not Delivery.objects.exclude(state=State.CANCELLED).exists()


def test_what_a_worker_has_taken_stays(workspace, weekly):
    repeating.keep_ahead(workspace, timezone.now())
    first, _second = times(weekly)
    first.deliveries.update(state=State.SENDING)
    weekly.repeats = ""
    saving.store(weekly, None)
    assert times(weekly) == [first]


def test_what_cannot_be_scheduled_stays_a_draft_and_its_writer_is_told(workspace, weekly):
    writer = weekly.owner = make.member(workspace, Role.MEMBER)
    weekly.text = "x" * 600
    saving.store(weekly, None)
    repeating.keep_ahead(workspace, timezone.now())
    assert not Delivery.objects.exists()
    assert remind(timezone.now()) == 2
    assert remind(timezone.now()) == 0
    notices = Notice.objects.filter(person=writer)
    assert all("scheduled by itself and could not be" in one.text for one in notices)
    weekly.text = "Short."
    saving.store(weekly, None)
    assert states(weekly) == [State.SCHEDULED, State.SCHEDULED]


def test_a_draft_is_told_of_once_a_day_before(workspace, channel):
    writer, now = make.member(workspace, Role.MEMBER), timezone.now()
    post = make_post(workspace, channels=[channel], owner=writer, at=now + 3 * DAY)
    queued = make_post(workspace, channels=[channel], owner=writer, at=now + 3 * DAY)
    scheduling.schedule(queued, now)
    assert remind(now + DAY) == 0
    assert [remind(now + 2 * DAY + timedelta(hours=hours)) for hours in (1, 2, 23)] == [1, 0, 0]
    (notice,) = Notice.objects.filter(person=writer)
    assert (notice.key, notice.text) == (
        post.key,
        "It is still a draft and comes out within a day. Schedule it, or choose another time.",
    )
    assert remind(timezone.now()) == 0


def test_nobody_is_reminded_of_what_they_are_writing(workspace, channel):
    writer, now = make.member(workspace, Role.MEMBER), timezone.now()
    make_post(workspace, channels=[channel], owner=writer, at=now + DAY / 2)
    assert remind(now) == 0
    assert remind(now + timedelta(hours=2)) == 1
