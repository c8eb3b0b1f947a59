"""The rules of the responsibility matrix."""

from collections import Counter

import pytest

from tests import make
from tests.ownership import make as own
from virta.kit.problems import Problem
from virta.ownership import matrix
from virta.ownership.forms.assigning import AssignmentForm
from virta.ownership.models import Assignment
from virta.records import saving

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("parts", "trouble"),
    [
        ([], "nobody"),
        ([(1, "R"), (2, "C")], "nobody"),
        ([(1, "A")], None),
        ([(1, "A"), (2, "R"), (3, "I")], None),
        ([(1, "A"), (2, "A")], "several"),
        ([(9, "A")], "left"),
    ],
)
def test_exactly_one_person_here_answers(parts, trouble):
    assert matrix.trouble_of(parts, {1, 2, 3}) == trouble


def test_every_factor_is_a_row_and_gaps_are_named():
    workspace = make.workspace()
    own.make_assignment(workspace, about_key="listening")
    state = matrix.State.of(workspace)
    assert ("factor", "listening") not in state.troubles
    found = matrix.with_names(workspace, state.troubles.items())
    assert {one.trouble for one in found} == {"nobody"}
    assert "Objectives" in {one.name for one in found}


def test_a_second_person_cannot_answer():
    workspace = make.workspace()
    one, other = own.somebody(workspace, "Aino"), own.somebody(workspace, "Bo")
    place = ("factor", "listening")
    matrix.set_part(workspace, place, one, "A", one)
    with pytest.raises(Problem, match="Aino already answers"):
        matrix.set_part(workspace, place, other, "A", one)
    matrix.set_part(workspace, place, one, "R", one)
    matrix.set_part(workspace, place, other, "A", one)
    assert Assignment.objects.get(part="A").person == other


def test_the_form_refuses_a_second_one_too():
    workspace = make.workspace()
    one, other = own.somebody(workspace, "Aino"), own.somebody(workspace, "Bo")
    own.make_assignment(workspace, person=one, part="A")
    facts = {"place": "factor:listening", "person": other.pk, "part": "A"}
    form = AssignmentForm(facts, workspace=workspace)
    assert not form.is_valid()
    assert "already answers for this" in str(form.errors)
    form = AssignmentForm(facts | {"person": one.pk, "part": "C"}, workspace=workspace)
    assert "has a part in this already" in str(form.errors)
    form = AssignmentForm(facts | {"part": "R"}, workspace=workspace)
    assert form.is_valid(), form.errors


def test_several_who_came_by_other_ways_are_named_not_hidden():
    workspace = make.workspace()
    for name in ("Aino", "Bo"):
        own.make_assignment(workspace, person=own.somebody(workspace, name))
    assert matrix.State.of(workspace).troubles["factor", "listening"] == "several"


def test_who_is_given_a_part_is_told():
    workspace = make.workspace()
    one, other = own.somebody(workspace, "Aino"), own.somebody(workspace, "Bo")
    matrix.set_part(workspace, ("factor", "listening"), other, "R", one)
    assert other.notices.get().happening == "assigned"
    matrix.set_part(workspace, ("factor", "objectives"), one, "R", one)
    assert not one.notices.exists()


@pytest.mark.parametrize("place", [("factor", "fishing"), ("boat", "x"), ("objective", "nix")])
def test_what_is_not_there_is_given_to_nobody(place):
    workspace = make.workspace()
    one = own.somebody(workspace, "Aino")
    with pytest.raises(Problem, match="no longer there"):
        matrix.set_part(workspace, place, one, "A", one)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({}, {}),
        ({1: 50, 2: 1}, {}),
        ({1: 5, 2: 1, 3: 1}, {}),
        ({1: 6, 2: 1, 3: 1}, {1: 6}),
        ({1: 10, 2: 9, 3: 8}, {}),
    ],
)
def test_much_on_few_shoulders_is_named(counts, found):
    assert matrix.overloaded(Counter(counts)) == found


def test_a_removed_responsibility_no_longer_counts():
    workspace = make.workspace()
    one = own.make_assignment(workspace)
    saving.remove(one, one.person)
    assert matrix.State.of(workspace).troubles["factor", "listening"] == "nobody"
