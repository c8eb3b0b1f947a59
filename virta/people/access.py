"""Who may do what: the one place that decides, for every page and every button.

A view of a workspace says what it needs with `@needs(Action.…)`; the workspace middleware refuses
everyone else. A view under a workspace that says nothing is refused to everybody.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import rules

from virta.people.models import Membership, Person, Role, Workspace

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    """What can be allowed or refused in a workspace."""

    SEE = "see"  # the picture, the diagnosis, results, reports
    TAKE_PART = "take_part"  # tasks and texts of those who take part now and then
    WORK = "work"  # the week's work in the eight factors
    ASSESS = "assess"  # rounds, imports, observations, samples, uploads
    LEAD = "lead"  # reference profile, rules, settings of the work
    MANAGE_PEOPLE = "manage_people"  # invitations, roles, workspace settings
    EXPORT_ANSWERS = "export_answers"  # evidence and answers leave the workspace
    SEE_AUDIT = "see_audit"


_OWNER = frozenset({Role.OWNER})
_LEADS = _OWNER | {Role.LEAD}
_TEAM = _LEADS | {Role.MEMBER}

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE: frozenset(Role),
    Action.TAKE_PART: _TEAM | {Role.CONTRIBUTOR},
    Action.WORK: _TEAM,
    Action.ASSESS: _LEADS | {Role.ASSESSOR},
    Action.LEAD: _LEADS,
    Action.MANAGE_PEOPLE: _OWNER,
    Action.EXPORT_ANSWERS: _OWNER,
    Action.SEE_AUDIT: _OWNER,
}
"""The whole table of permissions."""


def needs(action: Action) -> Callable[[View], View]:
    """Mark a view of a workspace with what its visitor must be allowed to do there."""

    def mark(view: View) -> View:
        view.needs = action  # type: ignore[attr-defined]
        return view

    return mark


def role_in(workspace: Workspace, person: Any) -> Role | None:
    """What this person is in this workspace; None for a stranger.

    The example is fictional and open to every visitor, who may look but not touch.
    """
    if person.is_authenticated:
        mine = Membership.objects.of(workspace).filter(person=person, ended_at__isnull=True)
        if membership := mine.first():
            return Role(membership.role)
    return Role.VIEWER if workspace.is_example else None


def allows(role: Role | None, action: Action) -> bool:
    return role is not None and role in ALLOWED[action]


def _predicate(action: Action) -> Any:
    @rules.predicate(name=f"may_{action}")  # type: ignore[no-untyped-call, untyped-decorator, attr-defined]
    def may(person: Person, workspace: Workspace) -> bool:
        return allows(role_in(workspace, person), action)

    return may


# `person.has_perm("workspace.assess", workspace)` asks the same table.
for _action in Action:
    rules.add_perm(f"workspace.{_action}", _predicate(_action))  # type: ignore[no-untyped-call, attr-defined]
