"""Which rules and paths are in force, and what is wrong in the registers."""

from datetime import date

import pytest

from tests import make
from tests.ownership import make as own
from virta.ownership import access, rules
from virta.ownership.forms.rules import ApprovalRuleForm, EscalationForm
from virta.people.models import Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


@pytest.fixture
def crew():
    workspace = make.workspace()
    return workspace, own.somebody(workspace, "Aino", Role.LEAD), own.somebody(workspace, "Bo")


def test_the_rule_for_everything_holds_where_there_is_no_other(crew):
    workspace, aino, bo = crew
    task = own.make_task(workspace)  # any object will do
    general = own.make_approval_rule(workspace)
    assert rules.rules_for(workspace, [task]) == [general]
    own_rule = own.make_approval_rule(
        workspace, about_kind="task", about_key=task.key, steps=[own.step("all", [aino, bo])]
    )
    assert rules.rules_for(workspace, [task]) == [own_rule]
    assert [one.how for one in rules.steps_for(workspace, [task])] == ["all"]


def test_a_rule_is_made_step_by_step(crew):
    workspace, aino, _bo = crew
    facts = {
        "title": "Two pairs of eyes",
        "step_1_how": "any",
        "step_1_roles": ["lead", "owner"],
        "step_3_how": "all",
        "step_3_people": [aino.email],
        "step_3_outside": "Legal@Else.example.org",
    }
    form = ApprovalRuleForm(facts, workspace=workspace)
    assert form.is_valid(), form.errors
    first, second = form.finished().steps
    assert first["roles"] == ["lead", "owner"]
    assert second["outside"] == ["legal@else.example.org"]
    assert second["people"] == [aino.email]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "There is no step yet"),
        ({"step_1_outside": "nobody"}, "is no e-mail address"),
        ({"step_1_outside": "aino-1@example.org"}, "belongs to this workspace"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(crew, more, why):
    workspace, _aino, _bo = crew
    form = ApprovalRuleForm({"title": "A rule"} | more, workspace=workspace)
    assert why in str(form.errors)


def test_a_rules_page_names_whom_it_would_block_and_who_has_left(crew):
    workspace, aino, bo = crew
    rule = own.make_approval_rule(workspace, steps=[own.step("any", [aino]), own.step("any", [bo])])
    bo.memberships.update(ended_at="2026-01-01T00:00Z")
    first, second = rules.shown(rule)
    assert first.blocks == ["Aino"]
    assert (second.left, second.asks_nobody) == (["Bo"], True)


def test_an_escalation_path_is_made_in_order(crew):
    workspace, aino, _bo = crew
    facts = {
        "title": "A threat",
        "step_1_to": aino.email,
        "step_1_means": "virta",
        "step_1_within": "15",
        "step_2_name": "The police",
        "step_2_contact": "112",
        "step_2_means": "phone",
        "step_2_within": "1440",
    }
    form = EscalationForm(facts, workspace=workspace)
    assert form.is_valid(), form.errors
    path = own.stored(form.finished())
    calls = rules.calls(path)
    assert [one["who"] for one in calls] == ["Aino", "The police"]
    assert [one["within_words"] for one in calls] == ["within 15 minutes", "within 1 day"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"step_1_name": "The police", "step_1_means": "virta"}, "Only a member gets a notice"),
        ({"step_1_name": "The police", "step_1_means": "phone"}, "where they are reached"),
        ({"step_1_contact": "112"}, "Say who is reached"),
    ],
)
def test_a_step_that_reaches_nobody_is_refused(crew, more, why):
    workspace, _aino, _bo = crew
    assert why in str(EscalationForm({"title": "A threat"} | more, workspace=workspace).errors)


def test_the_register_names_what_is_wrong(crew):
    workspace, aino, bo = crew
    good = {"second_factor": "on", "checked_on": date(2026, 8, 1)}
    own.make_access_entry(workspace, holder=aino, outside="", **good)
    left = own.make_access_entry(workspace, holder=bo, outside="", **good)
    old = own.make_access_entry(workspace, **good | {"checked_on": date(2026, 3, 4)})
    bare = own.make_access_entry(workspace, second_factor="off")
    bo.memberships.update(ended_at="2026-01-01T00:00Z")
    found = access.warnings(workspace, TODAY)
    assert [one.entry for one in found] == [left, bare, old]
    assert "has left" in found[0].says[0]
    assert len(found[1].says) == 2
    assert "181 days" in found[2].says[0]


def test_names_in_long_lists_are_escaped(crew):
    workspace, aino, _bo = crew
    type(aino).objects.filter(pk=aino.pk).update(name="<b>Aino</b>")
    for form in (ApprovalRuleForm(workspace=workspace), EscalationForm(workspace=workspace)):
        page = form.as_div()
        assert "<b>Aino" not in page
        assert "&lt;b&gt;Aino" in page
