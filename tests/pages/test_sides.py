"""What people say beside what the work shows, and a picture that goes on living."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.assessment.make import make_respondent, make_round
from tests.ownership.make import make_task
from virta.assessment import services, weeks
from virta.balance.findings import Estimate
from virta.balance.framework import FACTORS, Factor
from virta.flows import diagnosing
from virta.pages.sides import disagreement, sides, unlike
from virta.people.models import Role
from virta.records import saving

pytestmark = pytest.mark.django_db

EVEN = dict.fromkeys(FACTORS, Decimal(12))


def estimate(value, width=0.02, n=20):
    return Estimate(value, value - width, value + width, n)


def closed_round(days_ago=30):
    end = timezone.localdate() - timedelta(days=days_ago)
    round = make_round(groups=("team",), starts_on=end - timedelta(days=180), ends_on=end)
    for _number in range(4):
        make_respondent(round.groups.get(), 3, hours=EVEN)
    services.close_round(round, timezone.now())
    return round


def give_weeks(workspace, factor):
    person = make.member(workspace, Role.MEMBER)
    for week in weeks.recent(timezone.localdate(), 4):
        weeks.give(workspace, person, week, {factor: Decimal(10)})


def test_shares_that_are_clearly_apart_are_said_to_be():
    assert "25%" in disagreement(estimate(0.25), estimate(0.08))
    assert "only" in disagreement(estimate(0.08), estimate(0.25))
    assert disagreement(estimate(0.2, 0.1), estimate(0.25, 0.1)) == ""
    assert disagreement(None, estimate(0.2)) == ""


def test_a_level_that_does_not_fit_the_signs_is_said_not_to():
    assert unlike(estimate(4, 0.5), 1, 6)
    assert unlike(estimate(1, 0.5), 5, 6)
    assert unlike(estimate(4, 0.5), 1, 2) == ""
    assert unlike(None, 5, 6) == ""


def test_a_round_without_later_work_keeps_its_own_period():
    round = closed_round()
    current = diagnosing.latest(round.workspace)
    assert (current.starts_on, current.ends_on) == (round.starts_on, round.ends_on)
    assert not current.is_living
    assert current.shown is None


def test_work_after_the_round_moves_the_picture():
    round = closed_round()
    before = diagnosing.latest(round.workspace).diagnosis.factors[Factor.LISTENING].share
    give_weeks(round.workspace, Factor.LISTENING)
    current = diagnosing.latest(round.workspace)
    assert current.is_living
    assert current.ends_on == timezone.localdate()
    assert current.diagnosis.factors[Factor.LISTENING].share.value > before.value
    found = {one.words.factor: one for one in sides(round.workspace, current)}
    assert "only" in found[Factor.LISTENING].disagreement


def test_the_first_page_sets_the_two_sides_beside_each_other(client):
    round = closed_round()
    give_weeks(round.workspace, Factor.LISTENING)
    make.signed_in(client, make.member(round.workspace, Role.VIEWER))
    page = client.get(reverse("pages:today", args=[round.workspace.slug])).content.decode()
    assert "What people say, and what the work shows" in page
    assert "The work done in Virta since then is in it." in page


def test_a_new_workspace_is_led_through_its_first_steps(client):
    here = make.workspace()
    make.signed_in(client, make.member(here, Role.OWNER))
    page = client.get(reverse("pages:today", args=[here.slug])).content.decode()
    assert "Set up in a quarter of an hour" in page
    make.signed_in(client, make.member(here, Role.VIEWER))
    page = client.get(reverse("pages:today", args=[here.slug])).content.decode()
    assert "Set up in a quarter of an hour" not in page


def test_a_week_is_given_in_the_browser_and_counts(client):
    here = make.workspace()
    person = make.member(here, Role.CONTRIBUTOR)
    make.signed_in(client, person)
    address = reverse("assessment:week", args=[here.slug])
    assert client.get(address).status_code == 200
    assert "168" in client.post(address, {"listening": "100", "engagement": "99"}).content.decode()
    client.post(address, {"listening": "3,5"})
    given = weeks.given(here, person, weeks.monday(timezone.localdate()))
    assert given[Factor.LISTENING] == Decimal("3.5")
    assert given[Factor.LEARNING] == 0


@pytest.mark.parametrize("day", ["2999-01-01", "not-a-day"])
def test_a_week_that_cannot_be_is_not_found(client, day):
    here = make.workspace()
    make.signed_in(client, make.member(here, Role.MEMBER))
    assert client.get(reverse("assessment:week_of", args=[here.slug, day])).status_code == 404


def test_a_suggestion_comes_from_what_was_done_in_virta():
    here = make.workspace()
    person = make.member(here, Role.MEMBER)
    task = make_task(here)
    task.note = "Soitettu"
    saving.store(task, person)
    guess = weeks.suggested(here, person, weeks.monday(timezone.localdate()))
    assert guess[Factor.OWNERSHIP] == Decimal("0.5")
    assert sum(guess.values()) == Decimal("0.5")
