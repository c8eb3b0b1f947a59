"""The calendar of posts and unwritten slots: what is on it, how it moves, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from tests import make
from tests.activities.make import make_activity, make_slot
from tests.engagement.make import make_channel, make_delivery, make_post
from virta.activities.models import Slot
from virta.engagement.models import Delivery, Post
from virta.engagement.slots import Fate, Told, fate
from virta.people.models import Role
from virta.records.kinds import kind_of

State = Delivery.State
AT = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
ZONE = "Europe/Helsinki"


def told(*published, at=AT):
    return Told("/post/", at, published)


@pytest.mark.parametrize(
    ("posts", "now", "wanted"),
    [
        ([], AT - timedelta(hours=1), Fate.OPEN),
        ([], LATER, Fate.MISSED),
        ([told()], AT - timedelta(hours=1), Fate.WRITTEN),
        ([told()], AT + timedelta(minutes=5), Fate.WRITTEN),
        ([told()], LATER, Fate.MISSED),
        ([told(at=LATER)], AT + timedelta(days=2), Fate.WRITTEN),
        ([told(at=None)], AT - timedelta(hours=1), Fate.WRITTEN),
        ([told(AT + timedelta(hours=14))], LATER, Fate.FULFILLED),
        ([told(AT + timedelta(hours=15))], LATER, Fate.MOVED),
        ([told(AT - timedelta(days=1))], LATER, Fate.MOVED),
        ([told(AT - timedelta(days=1)), told(AT)], LATER, Fate.FULFILLED),
    ],
    ids=range(11),
)
def test_a_slot_is_what_its_posts_tell(posts, now, wanted):
    assert fate(AT, ZONE, posts, now) == wanted


@given(some.lists(some.integers(-100, 100), max_size=4), some.integers(-100, 100))
def test_what_is_out_decides_whatever_the_time_is(hours, ahead):
    posts = [told(AT + timedelta(hours=hour)) for hour in hours]
    found = fate(AT, ZONE, posts, AT + timedelta(hours=ahead))
    assert (found in {Fate.FULFILLED, Fate.MOVED}) == bool(hours)


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def person(workspace, client):
    someone = make.member(workspace, Role.MEMBER)
    make.signed_in(client, someone)
    return someone


def page_of(client, workspace, query="?day=2026-03-03"):
    return client.get(f"/w/{workspace.slug}/posts/calendar/{query}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["month", "week", "list", "day"])
def test_posts_and_unwritten_slots_stand_on_one_calendar(client, person, workspace, view):
    make_slot(workspace, title="Still to write")
    written = make_slot(workspace, title="Written slot")
    make_post(workspace, "About the sauna", slot=written)

    page = page_of(client, workspace, f"?view={view}&day=2026-03-03")

    assert "Still to write" in page
    assert "missed" in page
    assert "About the sauna" in page
    assert "draft" in page
    assert "Written slot" not in page


@pytest.mark.django_db
def test_the_calendar_is_narrowed_by_everything_it_offers(client, person, workspace):
    channel, activity = make_channel(workspace), make_activity(workspace)
    make_slot(workspace, title="A slot of it", channel=channel, activity=activity)
    make_post(workspace, "One of it", channels=[channel], activity=activity, owner=person)
    make_post(workspace, "Another one")
    make_delivery(workspace, "Scheduled one", make_channel(workspace, title="Else"))

    for query in (f"channel={channel.key}", f"activity={activity.key}"):
        page = page_of(client, workspace, f"?day=2026-03-03&{query}")
        assert "One of it" in page
        assert "A slot of it" in page
        assert "Another one" not in page
    for query, there, gone in (
        (f"owner={person.pk}", "One of it", "Another one"),
        ("state=draft", "Another one", "Scheduled one"),
        ("state=scheduled", "Scheduled one", "Another one"),
        ("state=unwritten", "A slot of it", "One of it"),
    ):
        page = page_of(client, workspace, f"?day=2026-03-03&{query}")
        assert there in page
        assert gone not in page


@pytest.mark.django_db
def test_a_scheduled_post_moves_with_its_deliveries_and_keeps_its_wall_clock(
    client, person, workspace
):
    delivery = make_delivery(workspace, at=datetime(2026, 3, 28, 7, 0, tzinfo=UTC))
    post = delivery.post

    client.post(f"{kind_of(post).url(post)}move/", {"shift": 2, "seen": post.version})

    post.refresh_from_db()
    delivery.refresh_from_db()
    assert post.local.strftime("%d.%m. %H:%M") == "30.03. 09:00"
    assert delivery.due_at == post.at == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.PUBLISHED, State.SENDING, State.UNSURE, State.GONE])
def test_what_is_out_or_may_be_does_not_move(client, person, workspace, state):
    delivery = make_delivery(workspace, state=state)
    post = delivery.post

    answer = client.post(f"{kind_of(post).url(post)}move/", {"shift": 1, "seen": post.version})

    assert answer.status_code == 422
    delivery.refresh_from_db()
    assert Post.objects.get().at == delivery.due_at == post.at
    assert "data-move" not in page_of(client, workspace)


@pytest.mark.django_db
def test_whoever_comes_second_moves_nothing(client, person, workspace):
    post = make_post(workspace)
    move = f"{kind_of(post).url(post)}move/"
    client.post(move, {"shift": 1, "seen": 1})
    page = client.post(move, {"shift": 3, "seen": 1}, follow=True).content.decode()

    assert "Somebody else has changed" in page
    assert Post.objects.get().local.day == 4


@pytest.mark.django_db
def test_a_slot_becomes_a_post_and_the_plan_shows_it(client, person, workspace):
    activity, channel = make_activity(workspace), make_channel(workspace)
    slot = make_slot(workspace, title="A tip", activity=activity, channel=channel)
    new = f"/w/{workspace.slug}/posts/new/?slot={slot.key}"
    assert new.split("?")[1] in client.get(kind_of(slot).url(slot)).content.decode()

    form = client.get(new).context["form"]
    given = {name: form[name].value() for name in ("title", "activity", "slot", "zone")}
    given |= {"day": form["day"].value().isoformat(), "clock": form["clock"].value().isoformat()}
    client.post(
        new, given | {"text": "Warm up.", "channels": form["channels"].value()} | {"too_late": 60}
    )

    post = Post.objects.get()
    assert (post.slot, post.at, post.zone, post.activity) == (slot, slot.at, slot.zone, activity)
    assert list(post.channels.all()) == [channel]
    assert kind_of(post).url(post) in client.get(kind_of(slot).url(slot)).content.decode()
    plan = client.get(f"/w/{workspace.slug}/plan/calendar/?day=2026-03-03").content.decode()
    assert "Missed" in plan

    Delivery.objects.create(
        workspace=workspace,
        post=post,
        channel=channel,
        state=State.PUBLISHED,
        due_at=slot.at,
        late_at=slot.at,
        published_at=slot.at,
    )
    plan = client.get(f"/w/{workspace.slug}/plan/calendar/?day=2026-03-03").content.decode()
    assert "Fulfilled" in plan
    assert "Missed" not in plan


@pytest.mark.django_db
def test_a_slot_of_another_workspace_is_not_taken(client, person, workspace):
    slot = make_slot(make.workspace("elsewhere"))
    given = {"text": "Hello", "slot": slot.key, "too_late": 60}
    page = client.post(f"/w/{workspace.slug}/posts/new/", given).content.decode()
    assert "not there any more" in page
    assert not Post.objects.exists()


def many_posts(workspace, count, channels):
    """So many posts in one month, spread over the channels; the same ones every time."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    step = timedelta(days=31) / count
    made = [
        Post(
            workspace=workspace,
            text=f"Post {n}",
            at=start + n * step,
            zone=ZONE,
            text_digest=str(n),
        )
        for n in range(count)
    ]
    Post.objects.bulk_create(made, batch_size=1000)
    through = Post.channels.through
    pairs = [
        through(post_id=post.pk, channel_id=channels[n % len(channels)].pk)
        for n, post in enumerate(made)
    ]
    through.objects.bulk_create(pairs, batch_size=1000)
    Delivery.objects.bulk_create(
        (
            Delivery(
                workspace=workspace,
                post=post,
                channel=channels[n % len(channels)],
                due_at=post.at,
                late_at=post.at,
            )
            for n, post in enumerate(made)
        ),
        batch_size=1000,
    )


@pytest.mark.django_db
def test_a_crowded_month_costs_no_more_statements_than_an_empty_one(client, person, workspace):
    many_posts(workspace, 500, [make_channel(workspace, title=f"C{n}") for n in range(5)])
    for hour in range(30):
        make_slot(workspace, AT + timedelta(hours=hour))

    asked = set()  # the same statement with other values is cheap: it is compiled once

    def noted(execute, sql, params, many, context):
        asked.add(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        page = page_of(client, workspace)

    assert len(asked) <= 33
    assert page.count('class="entry ') <= 42 * 3


@pytest.mark.django_db
def test_the_list_of_posts_and_the_calendar_lead_to_each_other(client, person, workspace):
    make_post(workspace)
    assert "/posts/calendar/" in client.get(f"/w/{workspace.slug}/posts/").content.decode()
    assert f'href="/w/{workspace.slug}/posts/"' in page_of(client, workspace)


@pytest.mark.django_db
def test_what_a_person_said_of_a_slot_without_a_post_stands(client, person, workspace):
    make_slot(workspace, title="By hand", state=Slot.State.FULFILLED)
    plan = client.get(f"/w/{workspace.slug}/plan/calendar/?day=2026-03-03").content.decode()
    assert "Fulfilled" in plan
    assert "Missed" not in plan
    assert timezone.now() > AT
