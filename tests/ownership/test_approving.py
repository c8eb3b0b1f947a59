"""Approval steps: any of, all of, in order, and nobody their own."""

import pytest

from virta.ownership.approving import (
    Approval,
    Step,
    asked,
    blocked_steps,
    joined,
    may_approve,
    next_step,
    steps_from,
    waits_for,
)

HERE = {"aino@x": "owner", "bo@x": "lead", "eva@x": "member", "isa@x": "contributor"}


def people(*names):
    return frozenset(f"{name}@x" for name in names)


ANY = Step("any", people=people("aino", "bo"))
ALL = Step("all", people=people("aino", "bo"))
LEADS = Step("any", roles=frozenset({"owner", "lead"}))
OUTSIDE = Step("all", outside=frozenset({"legal@else"}))


@pytest.mark.parametrize(
    ("story", "steps", "given", "author", "comes_next"),
    [
        ("no rule, no waiting", [], [], "eva@x", None),
        ("nobody has said yes", [ANY], [], "eva@x", 0),
        ("one of two is enough", [ANY], [(0, "bo@x")], "eva@x", None),
        ("all means both", [ALL], [(0, "bo@x")], "eva@x", 0),
        ("both have", [ALL], [(0, "bo@x"), (0, "aino@x")], "eva@x", None),
        ("the first step comes first", [ANY, OUTSIDE], [(1, "legal@else")], "eva@x", 0),
        ("then the second", [ANY, OUTSIDE], [(0, "bo@x")], "eva@x", 1),
        (
            "an outside approver passes it",
            [ANY, OUTSIDE],
            [(0, "bo@x"), (1, "legal@else")],
            "eva@x",
            None,
        ),
        ("a role stands for its people", [LEADS], [(0, "bo@x")], "eva@x", None),
        ("a yes of somebody not asked counts nothing", [LEADS], [(0, "eva@x")], "isa@x", 0),
        ("an own yes counts nothing", [ANY], [(0, "aino@x")], "aino@x", 0),
        ("an author is left out of all", [ALL], [(0, "bo@x")], "aino@x", None),
        ("letters of an address count alike", [ANY], [(0, "BO@x")], "Eva@X", None),
        (
            "who has left cannot hold it up",
            [Step("all", people("bo", "gone"))],
            [(0, "bo@x")],
            "eva@x",
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_comes_next(story, steps, given, author, comes_next):
    approvals = [Approval(*one) for one in given]
    assert next_step(steps, approvals, author, HERE) == comes_next


def test_only_whom_the_next_step_asks_may_approve_and_only_once():
    steps = [ALL, OUTSIDE]
    first = [Approval(0, "aino@x")]
    assert may_approve(steps, first, "eva@x", HERE, "bo@x")
    assert not may_approve(steps, first, "eva@x", HERE, "aino@x")
    assert not may_approve(steps, first, "eva@x", HERE, "legal@else")
    assert not may_approve(steps, first, "eva@x", HERE, "isa@x")
    assert waits_for(steps, first, "eva@x", HERE) == {"bo@x"}


def test_nobody_approves_their_own_whatever_they_are():
    for author in HERE:
        for step in (ANY, ALL, LEADS, Step("any", roles=frozenset(HERE.values()))):
            assert not may_approve([step], [], author, HERE, author)
            assert author not in asked(step, author, HERE)


def test_a_step_that_asks_only_its_author_is_named():
    alone = Step("any", people=people("aino"))
    assert blocked_steps([ANY, alone], "aino@x", HERE) == [1]
    assert next_step([alone], [Approval(0, "aino@x")], "aino@x", HERE) == 0


def test_a_step_that_asks_nobody_is_never_passed():
    gone = Step("all", people=people("gone"))
    assert next_step([gone], [Approval(0, "gone@x")], "eva@x", HERE) == 0


def test_what_two_rules_both_ask_is_asked_once():
    assert joined([[ANY, OUTSIDE], [OUTSIDE, ALL]]) == [ANY, OUTSIDE, ALL]


def test_kept_steps_are_read():
    kept = [{"how": "all", "people": ["Bo@X"], "roles": ["lead"], "outside": []}]
    assert steps_from(kept) == [Step("all", frozenset({"bo@x"}), frozenset({"lead"}))]
    assert steps_from([{}])[0].is_empty
