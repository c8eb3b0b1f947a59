"""The pages of the plan, as people open and use them."""

from datetime import date

import pytest

from tests import make
from tests.activities import make as plan
from virta.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(client):
    workspace = make.workspace()
    person = make.member(workspace, Role.MEMBER)
    make.signed_in(client, person)
    return workspace, person


@pytest.mark.parametrize(
    "address",
    [
        "plan/",
        "plan/?view=year&day=2026-05-01",
        "plan/?day=nonsense&view=century&channel=none",
        "plan/calendar/",
        "plan/calendar/?view=week&day=2026-03-02",
        "plan/calendar/?view=list&day=2026-03-02",
        "plan/calendar/?view=month&day=0001-01-01&owner=x",
        "plan/warnings/",
        "plan/addresses/",
        "activities/",
        "activities/templates/",
        "pillars/",
        "cadences/",
        "slots/",
        "days/",
        "days/calendar-file/",
        "activities/new/",
        "cadences/new/",
        "slots/new/?day=2026-03-04",
    ],
)
def test_every_page_opens_when_there_is_nothing_and_when_there_is_something(client, here, address):
    workspace, _person = here
    assert client.get(f"/w/{workspace.slug}/{address}").status_code == 200
    channel, pillar = plan.make_channel(workspace), plan.make_pillar(workspace, target_share=30)
    audience = plan.make_audience(workspace)
    facts = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "budgeted_hours": 10}
    activity = plan.make_activity(
        workspace, channels=[channel], audiences=[audience], pillars=[pillar], **facts
    )
    plan.make_cadence(workspace, activity=activity, channel=channel, pillar=pillar)
    plan.make_slot(workspace, activity=activity, channel=channel, pillar=pillar)
    plan.make_day(workspace)
    assert client.get(f"/w/{workspace.slug}/{address}").status_code == 200


def test_each_object_has_its_page(client, here):
    workspace, _person = here
    cadence = plan.make_cadence(workspace)
    for record in (
        cadence,
        cadence.activity,
        plan.make_slot(workspace, activity=cadence.activity),
        plan.make_pillar(workspace),
        plan.make_day(workspace),
    ):
        assert client.get(plan.url(record)).status_code == 200
        assert client.get(f"{plan.url(record)}edit/").status_code == 200
        assert client.get(f"{plan.url(record)}history/").status_code == 200
