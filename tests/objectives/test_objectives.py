"""Objectives as a place of weekly work."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests import make
from tests.objectives.make import make_check_in, make_key_result, make_objective
from virta.kit.problems import Problem
from virta.kit.sheets import Table
from virta.objectives import hints, needs, services, signs
from virta.objectives.forms import CheckInForm, KeyResultForm, ObjectiveForm
from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.people.models import Role
from virta.records import importing, saving
from virta.records.kinds import named
from virta.records.models import Batch

pytestmark = pytest.mark.django_db

TODAY = make.today()


@pytest.fixture(autouse=True)
def at_the_workspace():
    """What is called without a page has the day of the workspace too."""
    timezone.activate(make.ZONE)


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.MEMBER)


def form(here, record=None, **data):
    given = {"title": "Perheet tulevat", "level": "objective", "state": "active"} | data
    return ObjectiveForm(given, instance=record, workspace=here)


def result_form(here, **data):
    objective = make_objective(here)
    given = {
        "objective": objective.pk,
        "title": "Kävijät",
        "baseline": "10",
        "target": "30",
        "starts_on": "2026-01-01",
        "due_on": "2026-12-31",
        "source": "hand",
    }
    return KeyResultForm(given | data, workspace=here)


def test_a_circle_in_the_tree_is_refused_at_the_goal_above(here):
    top = make_objective(here, title="Ylin", level="goal")
    middle = make_objective(here, title="Keski", parent=top)
    low = make_objective(here, title="Alin", parent=middle)
    for above in (top, middle, low):
        sent = form(here, top, level="objective", parent=above.pk)
        assert "parent" in sent.errors
    assert form(here, low, parent=top.pk).is_valid()


def test_a_goal_of_the_whole_does_not_stand_below_a_social_media_objective(here):
    objective = make_objective(here)
    assert "parent" in form(here, level="goal", parent=objective.pk).errors


def test_dates_in_the_wrong_order_are_refused_at_the_later_one(here):
    assert "due_on" in form(here, starts_on="2026-03-02", due_on="2026-03-01").errors
    assert "due_on" in result_form(here, starts_on="2026-03-02", due_on="2026-03-02").errors


def test_a_target_that_is_the_baseline_is_refused(here):
    assert "target" in result_form(here, target="10.0").errors
    assert result_form(here, target="5").is_valid()


def test_a_parent_of_another_workspace_cannot_be_chosen(here):
    other = make_objective(make.workspace("vieras"))
    assert "parent" in form(here, parent=other.pk).errors


def test_a_check_in_of_the_future_or_of_nothing_is_refused(here):
    result = make_key_result(here)
    data = {"key_result": result.pk, "day": TODAY + timedelta(days=1), "value": "3"}
    assert "day" in CheckInForm(data, workspace=here).errors
    nothing = CheckInForm({"key_result": result.pk, "day": TODAY}, workspace=here)
    assert "__all__" in nothing.errors


def test_a_day_has_one_check_in(here):
    one = make_check_in(here, day=date(2026, 2, 2))
    again = CheckInForm(
        {"key_result": one.key_result.pk, "day": "2026-02-02", "value": "3"}, workspace=here
    )
    assert not again.is_valid()
    saving.remove(one, None)
    assert CheckInForm(
        {"key_result": one.key_result.pk, "day": "2026-02-02", "value": "3"}, workspace=here
    ).is_valid()


@pytest.mark.parametrize(
    ("title", "is_doing"),
    [
        ("Publish three posts a week", True),
        ("Julkaisemme kolme päivitystä viikossa", True),
        ("Järjestämme kaksi kokousta", True),
        ("Families who come because of a post", False),
        ("Visits from posts that lead to a purchase", False),
        ("Uutiskirjeestä tulleet tilaukset", False),
        ("Luontokysymykset, joihin museolta kysytään vastaus", False),
    ],
)
def test_counting_ones_own_doing_is_hinted_at(title, is_doing):
    assert hints.tells_of_doing(title) == is_doing


def test_what_an_objective_lacks_is_said_in_the_readers_language():
    lacking = hints.of_objective({"title": "Perheet tulevat", "level": "objective"}, 0)
    assert [one.field for one in lacking] == ["measure", "due_on", "owner", "parent"]
    with translation.override("fi"):
        assert "Omistaja puuttuu" in hints.of_objective({"title": "x"}, 0)[2].sentence
    whole = {"title": "x", "level": "goal", "due_on": "2026-12-31", "owner": "1"}
    assert hints.of_objective(whole, 2) == []


def test_the_tree_has_progress_from_its_leaves(here):
    top = make_objective(here, title="Ylin", level="goal")
    one = make_objective(here, title="Yksi", parent=top)
    make_check_in(here, make_key_result(here, one), value=Decimal(20), day=TODAY)
    make_objective(here, title="Ei mitattu", parent=top)
    make_objective(here, title="Päättynyt", state="closed")
    [branch] = services.tree(here)
    assert branch.progress == 0.5
    assert [child.objective.title for child in branch.children] == ["Ei mitattu", "Yksi"]
    assert branch.children[0].progress is None


def test_the_tree_asks_the_database_no_more_for_more(here, django_assert_max_num_queries):
    top = make_objective(here, level="goal")
    for number in range(10):
        one = make_objective(here, title=f"Tavoite {number}", parent=top)
        make_check_in(here, make_key_result(here, one), day=TODAY)
    with django_assert_max_num_queries(5):
        services.tree(here)


def test_carrying_over_begins_from_where_it_is_and_leaves_the_reached_behind(here, aino):
    old = make_objective(here, owner=aino)
    going, reached = make_key_result(here, old), make_key_result(here, old, title="Saatu")
    make_check_in(here, going, value=Decimal(22), day=TODAY)
    make_check_in(here, reached, value=Decimal(31), day=TODAY)
    new = services.carry_over(old, aino, date(2027, 1, 1), date(2027, 12, 31))
    assert Objective.objects.get(pk=old.pk).state == "closed"
    assert new.carried_from == old
    [result] = new.key_results.all()
    assert (result.title, result.baseline, result.target) == (going.title, 22, 30)


def test_closing_scores_and_can_be_taken_back(client, here, aino):
    objective = make_objective(here)
    make_check_in(here, make_key_result(here, objective), value=Decimal(24), day=TODAY)
    make.signed_in(client, aino)
    address = reverse("objectives:close", args=[here.slug, objective.key])
    assert 'value="0.7"' in client.get(address).content.decode()
    client.post(address, {"score": "0.6", "lesson": "Kuvat toimivat, linkit eivät."})
    closed = Objective.objects.get(pk=objective.pk)
    assert (closed.state, closed.score) == ("closed", Decimal("0.6"))
    assert saving.revisions(closed)[0].reason.startswith("Kuvat")
    client.post(address)
    assert Objective.objects.get(pk=objective.pk).state == "active"


def test_the_weekly_page_keeps_what_was_written_and_leaves_the_rest(client, here, aino):
    make.signed_in(client, aino)
    mine, other = make_key_result(here, owner=aino), make_key_result(here, owner=aino)
    address = reverse("objectives:check_ins", args=[here.slug])
    assert mine.title in client.get(address).content.decode()
    client.post(address, {f"{mine.key}-value": "13", f"{mine.key}-confidence": "7"})
    assert CheckIn.objects.get().value == 13
    assert not other.check_ins.exists()
    client.post(address, {f"{mine.key}-value": "14"})
    assert CheckIn.objects.get().value == 14
    refused = client.post(address, {f"{mine.key}-confidence": "11"})
    assert refused.status_code == 200
    assert CheckIn.objects.get().value == 14


def test_a_second_look_of_the_day_leaves_what_it_does_not_say(client, here, aino):
    result = make_key_result(here, owner=aino)
    kaisa = make.member(here, Role.LEAD)
    services.check_in(result, kaisa, TODAY, {"value": Decimal(13), "note": "Hyvin menee"})
    make.signed_in(client, aino)
    address = reverse("objectives:check_ins", args=[here.slug])
    client.post(address, {f"{result.key}-confidence": "7"})
    kept = CheckIn.objects.get()
    assert (kept.value, kept.confidence, kept.note) == (13, 7, "Hyvin menee")
    services.check_in(result, kaisa, TODAY, {"value": Decimal(13)})
    page = client.post(address, {f"{result.key}-value": "14"}, follow=True).content.decode()
    assert "had checked in" in page


def test_a_version_that_would_close_a_circle_is_not_restored(here):
    top, low = make_objective(here, title="Ylin"), make_objective(here, title="Alin")
    top.parent = low
    saving.store(top, None)
    first = saving.revisions(top)[0]
    top.parent = None
    saving.store(top, None)
    low.parent = top
    saving.store(low, None)
    with pytest.raises(Problem, match="circle"):
        saving.restore(top, first, None)
    assert Objective.objects.get(pk=top.pk).parent is None


def test_a_circle_that_is_there_all_the_same_is_shown(here):
    top, low = make_objective(here, title="Ylin"), make_objective(here, title="Alin")
    for one, above in ((top, low), (low, top)):
        one.parent = above
        saving.store(one, None)
    [branch] = services.tree(here)
    assert len(branch.children) == 1
    assert branch.children[0].children == []


def test_hints_come_while_writing(client, here, aino):
    make.signed_in(client, aino)
    address = reverse("objectives:hints", args=[here.slug])
    page = client.post(address, {"title": "Julkaisemme paljon"}).content.decode()
    assert "This tells what you do" in page
    page = client.post(address, {"title": "Publish posts", "baseline": "1"}).content.decode()
    assert "counts what you do yourselves" in page


def test_values_come_from_a_file(here, aino):
    result = make_key_result(here)
    mapping = {"0": "key_result", "1": "day", "2": "value"}
    batch = Batch.objects.create(workspace=here, kind="check_in", name="x.csv", mapping=mapping)
    rows = [[result.title, "5.1.2026", "12,5"], [result.title, "12.1.2026", None], ["Muu", "x", 1]]
    seen = importing.preview(named("check_in"), batch, Table(["Key result", "Day", "Value"], rows))
    assert [one.row for one in seen.bad] == [3, 4]
    importing.apply(named("check_in"), batch, seen, aino)
    assert CheckIn.objects.get().value == Decimal("12.5")


def test_what_waits_and_what_shows(here, aino):
    objective = make_objective(here, owner=aino, due_on=TODAY - timedelta(days=1))
    make_key_result(here, objective, owner=aino)
    found = needs.needs_you(here, aino, timezone.now())
    assert {one.urgency for one in found} == {1, 3}
    shown = {one.key: one for one in signs.signs(here, TODAY)}
    assert (shown["measured"].seen, shown["measured"].good, shown["measured"].met) == (1, 1, True)
    assert shown["serving"].met is False
    assert shown["scored"].met is None


def test_pages_are_readable_in_both_languages(client, here, aino):
    result = make_key_result(here, owner=aino)
    for n in range(6):
        day = TODAY - timedelta(days=7 * n)
        make_check_in(here, result, day=day, value=None if n == 3 else Decimal(20 - n))
    KeyResult.objects.filter(pk=result.pk).update(starts_on=TODAY - timedelta(days=90))
    make.signed_in(client, aino)
    for language, word in (("en", "Forecast for the last day"), ("fi", "Ennuste viimeiselle")):
        client.cookies["django_language"] = language
        page = client.get(reverse("records:key_result", args=[here.slug, result.key]))
        assert word in page.content.decode()
        assert "line-chart" in page.content.decode()
