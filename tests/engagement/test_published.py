"""Posts that are out, in the evidence and in the thread."""

from datetime import UTC, date, datetime

import pytest

from tests import make
from tests.activities.make import make_activity
from tests.engagement.make import make_delivery, make_post
from tests.objectives.make import make_objective
from virta.assessment import evidence as whole
from virta.balance import reading
from virta.records import evidence, saving, thread
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db

OUT = datetime(2026, 3, 3, 10, 2, tzinfo=UTC)
URL = "https://social.example/@sauna/1"


@pytest.fixture
def here():
    return make.workspace()


def out(here, activity=None, **facts):
    """A post that is out, of an activity or off plan."""
    usual = {"state": "published", "published_at": OUT, "url": URL}
    delivery = make_delivery(here, **usual | facts)
    delivery.post.activity = activity
    saving.store(delivery.post, None)
    return delivery


def planned(here):
    objective = make_objective(here)
    activity = make_activity(here)
    saving.store(activity, None, many={"objectives": [objective]})
    return objective, activity


def items(here, kind="post", day=date(2026, 12, 31)):
    return [row for row in evidence.work(here, day).get("items", []) if row["kind"] == kind]


def test_a_post_counts_from_the_moment_it_came_out_with_its_addresses(here):
    delivery = out(here)
    assert items(here) == [
        {
            "id": delivery.post.key,
            "kind": "post",
            "factor": "engagement",
            "at": "2026-03-03T10:02:00Z",
            "channels": [delivery.channel.key],
            "urls": [URL],
        }
    ]
    assert items(here, day=date(2026, 3, 2)) == []


@pytest.mark.parametrize("state", ["scheduled", "waiting", "by_hand", "unsure", "gone", "held"])
def test_what_does_not_stand_on_a_network_is_no_item(here, state):
    make_post(here)
    out(here, state=state)
    assert items(here) == []


def test_a_workspace_that_publishes_elsewhere_says_nothing_of_posts(here):
    make_post(here)
    planned(here)
    assert "post" not in evidence.work(here, date.max)["covers"]
    out(here)
    assert "post" in evidence.work(here, date.max)["covers"]


def test_the_chain_runs_from_the_objective_to_the_post(here):
    objective, activity = planned(here)
    delivery = out(here, activity)
    links = evidence.work(here, date.max)["links"]
    pairs = {(row["from"], row["to"]) for row in links}
    assert {(delivery.post.key, activity.key), (activity.key, objective.key)} <= pairs


def test_the_reader_of_evidence_has_nothing_to_remark(here):
    out(here, planned(here)[1])
    found = reading.from_dict(whole.bundle(here, None))
    assert [one for one in found.warnings if one.key == "unknown_key"] == []


def test_publishing_and_vanishing_move_the_mark(here):
    before = evidence.mark(here)
    delivery = out(here)
    there = evidence.mark(here)
    delivery.settle(state="gone")
    assert before != there
    assert there != evidence.mark(here)


def test_what_goes_out_after_a_round_keeps_it_living(here):
    out(here, published_at=datetime(2999, 1, 1, tzinfo=UTC))
    assert evidence.goes_on_after(here.pk, date(2998, 1, 1))
    assert not evidence.goes_on_after(here.pk, date(2999, 1, 2))


def named(strands):
    return {strand.kind.name: strand.records for strand in strands}


def test_each_end_of_the_thread_shows_the_post_and_its_address(here):
    objective, activity = planned(here)
    delivery = out(here, activity)
    for record in (objective, activity, delivery.channel):
        (post,) = named(thread.came_of(kind_of(record), record))["post"]
        assert post.addresses == [URL]
    above = thread.came_from(kind_of(delivery.post), delivery.post)
    assert [strand.kind.name for strand in above][:2] == ["objective", "activity"]


def test_a_removed_activity_leads_nowhere(here):
    objective, activity = planned(here)
    out(here, activity)
    saving.remove(activity, None)
    assert "post" not in named(thread.came_of(kind_of(objective), objective))


def test_the_pages_of_the_thread_show_the_address(here, client):
    objective, activity = planned(here)
    delivery = out(here, activity)
    make.signed_in(client, make.member(here))
    for record in (objective, activity, delivery.channel):
        assert f'href="{URL}"' in client.get(kind_of(record).url(record)).content.decode()
    page = client.get(kind_of(delivery.post).url(delivery.post)).content.decode()
    page = page[page.index('id="thread"') :]
    assert page.index(str(objective)) < page.index(f"/activities/{activity.key}/")
