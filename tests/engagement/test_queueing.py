"""Queues of channels: the next free time, over zones and turned clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests import make
from tests.engagement.make import make_channel, make_post
from virta.engagement.models import Post, QueueTime
from virta.engagement.queueing import next_free
from virta.kit.wallclock import moment
from virta.people.models import Role
from virta.records.kinds import kind_of

HELSINKI = "Europe/Helsinki"
ZONES = (
    HELSINKI,
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
)
clocks = some.builds(time, some.integers(0, 23), some.integers(0, 59))
places = some.lists(
    some.tuples(some.integers(0, 6), clocks, some.sampled_from(ZONES)), min_size=1, max_size=4
)
nows = some.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(places, nows)
def test_the_next_free_time_is_the_first_of_all_at_its_wall_clock(several, now):
    found = next_free(several, (), now)
    assert found is not None
    coming = [
        at
        for weekday, clock, zone in several
        for ahead in range(-2, 11)
        for day in [now.date() + timedelta(days=ahead)]
        if day.weekday() == weekday and (at := moment(day, clock, zone)) > now
    ]
    assert found[0] == min(coming)


@given(nows)
def test_nine_stays_nine_over_summer_time(now):
    at, zone = next_free([(6, time(9), HELSINKI)], (), now)
    local = at.astimezone(ZoneInfo(zone))
    assert (local.weekday(), local.time()) == (6, time(9))
    assert now < at <= now + timedelta(days=7, hours=1)


@given(places, nows, some.integers(1, 5))
def test_one_after_the_other_never_twice_and_always_later(several, now, count):
    taken = []
    for _number in range(count):
        at, _zone = next_free(several, taken, now)
        assert all(at > one for one in taken)
        taken.append(at)


def test_an_empty_queue_has_no_free_time():
    assert next_free([], (), datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.fixture
def here(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.MEMBER))
    return workspace


@pytest.mark.django_db
def test_times_are_added_shown_and_removed(client, here):
    channel, page = make_channel(here), f"/w/{here.slug}/posts/queue/"
    given = {
        "channel": channel.pk,
        "weekdays": ["0", "3"],
        "times": "9:00, 15.30",
        "zone": HELSINKI,
    }
    client.post(page, given)
    client.post(page, given)

    assert QueueTime.objects.count() == 4
    assert "Thursday" in client.get(page).content.decode()
    client.post(f"{page}remove/", {"time": QueueTime.objects.first().pk})
    assert QueueTime.objects.count() == 3


@pytest.mark.django_db
def test_a_time_of_another_workspace_is_not_removed(client, here):
    other = make.workspace("elsewhere")
    one = QueueTime.objects.create(
        workspace=other, channel=make_channel(other), weekday=0, clock=time(9), zone=HELSINKI
    )
    answer = client.post(f"/w/{here.slug}/posts/queue/remove/", {"time": one.pk})
    assert answer.status_code == 404
    assert QueueTime.objects.exists()


@pytest.mark.django_db
def test_posts_get_one_free_time_after_the_other(client, here):
    channel = make_channel(here)
    QueueTime.objects.create(
        workspace=here, channel=channel, weekday=1, clock=time(9), zone=HELSINKI
    )
    posts = [make_post(here, f"Post {n}", channels=[channel], at=None) for n in range(2)]
    for post in posts:
        address = kind_of(post).url(post)
        assert "Next free time in the queue" in client.get(address).content.decode()
        client.post(f"{address}next-free/")

    first, second = (Post.objects.get(pk=post.pk).local for post in posts)
    assert first.time() == second.time() == time(9)
    assert second.date() - first.date() == timedelta(days=7)


@pytest.mark.django_db
def test_a_queue_without_times_says_so(client, here):
    post = make_post(here, channels=[make_channel(here)], at=None)
    answer = client.post(f"{kind_of(post).url(post)}next-free/")
    assert answer.status_code == 422
    assert "no free time" in answer.content.decode()
