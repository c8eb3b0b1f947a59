"""What is typed and not saved is kept, offered again, and forgotten once it is saved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from virta.activities.models import Activity
from virta.people.models import Role
from virta.records.kinds import named
from virta.records.models import Unsaved
from virta.records.unsaved import MOST, forget_old

pytestmark = pytest.mark.django_db
TYPED = {"unsaved_kind": "activity", "unsaved_key": "", "title": "Half a thought"}


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(workspace, client):
    someone = make.member(workspace, Role.OWNER)
    make.signed_in(client, someone)
    return someone


def keep(client, workspace, **more):
    return client.post(f"/w/{workspace.slug}/unsaved/", TYPED | more)


def new(workspace):
    return f"{named('activity').list_url(workspace)}new/"


def test_what_was_left_is_offered_and_comes_back_into_the_form(client, lead, workspace):
    assert keep(client, workspace, type="continuous").status_code == 204
    keep(client, workspace, title="Half a thought, and more", type="continuous")

    offered = client.get(new(workspace)).content.decode()
    assert "did not save it" in offered
    assert "Half a thought" not in offered
    form = client.get(new(workspace) + "?unsaved=1").context["form"]
    assert form["title"].value() == "Half a thought, and more"
    assert form["type"].value() == "continuous"


def test_saving_forgets_it(client, lead, workspace):
    keep(client, workspace)
    made = client.post(new(workspace), {"title": "A whole thought", "type": "campaign",
                                        "state": "idea", "per": "whole", "hours_per": "whole"})  # fmt: skip
    assert made.status_code == 302, made.context["form"].errors
    assert not Unsaved.objects.exists()


def test_throwing_it_away_forgets_it_and_shows_the_form(client, lead, workspace):
    keep(client, workspace)
    shown = client.post(f"/w/{workspace.slug}/unsaved/throw-away/", TYPED, follow=True)
    assert shown.redirect_chain[-1][0] == new(workspace)
    assert not Unsaved.objects.exists()


def test_a_change_that_somebody_made_meanwhile_is_still_noticed(client, lead, workspace):
    activity = Activity.objects.create(workspace=workspace, title="Sauna", version=1)
    keep(client, workspace, unsaved_key=activity.key, title="Sauna, mine", seen="1")
    Activity.objects.filter(pk=activity.pk).update(title="Sauna, theirs", version=2)

    form = client.get(f"{named('activity').url(activity)}edit/?unsaved=1").context["form"]
    assert form["title"].value() == "Sauna, mine"
    assert form["seen"].value() == "1"


def test_only_its_writer_sees_it(client, lead, workspace):
    keep(client, workspace)
    make.signed_in(client, make.member(workspace, Role.LEAD))
    assert "did not save it" not in client.get(new(workspace)).content.decode()


@pytest.mark.parametrize("wrong", [{"unsaved_kind": "nothing"}, {"unsaved_key": "elsewhere"}])
def test_a_form_that_is_not_there_keeps_nothing(client, lead, workspace, wrong):
    assert keep(client, workspace, **wrong).status_code == 404
    assert not Unsaved.objects.exists()


def test_who_may_not_write_keeps_nothing(client, workspace):
    make.signed_in(client, make.member(workspace, Role.VIEWER))
    assert keep(client, workspace).status_code == 403


def test_what_nobody_typed_is_too_long(client, lead, workspace):
    assert keep(client, workspace, brief="x" * MOST).status_code == 413


def test_after_a_month_it_goes(client, lead, workspace):
    keep(client, workspace)
    assert forget_old(timezone.now()) == 0
    assert forget_old(timezone.now() + timedelta(days=31)) == 1
