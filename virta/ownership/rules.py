"""Which approval rules and escalation paths are in force: what the factors of execution ask.

`virta.ownership.approving` says, from the steps found here, who may approve and what comes next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from virta.ownership import approving
from virta.ownership.about import RULED
from virta.ownership.models import ApprovalRule, Escalation
from virta.people.models import Membership, Person, Role, Workspace
from virta.records.kinds import kind_of
from virta.records.models import Record


class Book:
    """The approval rules of a workspace, read once.

    All that apply hold, so that no lax rule opens what a strict one closes: first those of the
    activity, then of the pillar, then of the channels. A rule for everything (about nothing) holds
    where there is no other.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.rules = list(ApprovalRule.objects.of(workspace).order_by("pk"))

    def rules_for(self, things: Iterable[Record]) -> list[ApprovalRule]:
        """Those that hold for what belongs to these objects (activity, pillar, channels)."""
        places = {(kind_of(one).name, one.key) for one in things}
        own = [one for one in self.rules if (one.about_kind, one.about_key) in places]
        if own:
            return sorted(own, key=lambda one: (rank(one.about_kind), one.pk))
        return [one for one in self.rules if not one.about_kind]

    def steps_for(self, things: Iterable[Record]) -> list[approving.Step]:
        """The steps that something must pass, in order; none where no rule holds."""
        found = self.rules_for(things)
        return approving.joined(approving.steps_from(one.steps) for one in found)


def rules_for(workspace: Workspace, things: Iterable[Record]) -> list[ApprovalRule]:
    """The rules that hold for something that belongs to these objects."""
    return Book(workspace).rules_for(things)


def rank(kind_name: str) -> int:
    return RULED.index(kind_name) if kind_name in RULED else len(RULED)


def steps_for(workspace: Workspace, things: Iterable[Record]) -> list[approving.Step]:
    """The steps that something must pass, in order; none where no rule holds."""
    return Book(workspace).steps_for(things)


def roles_here(workspace: Workspace) -> dict[str, str]:
    """E-mail address → role of everybody here now, as `approving` asks for it."""
    rows = Membership.objects.of(workspace).filter(ended_at__isnull=True, person__is_active=True)
    return {email.lower(): role for email, role in rows.values_list("person__email", "role")}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step in words: whom it asks, who of them has left, and whose own texts it would block."""

    number: int
    how: str
    people: list[str]
    roles: list[str]
    outside: list[str]
    left: list[str]
    asks_nobody: bool
    blocks: list[str]


def shown(rule: ApprovalRule) -> list[StepShown]:
    """The steps of a rule as its page shows them."""
    roles = roles_here(rule.workspace)
    steps = approving.steps_from(rule.steps)
    names = names_of(email for step in steps for email in step.people)
    return [show(number, step, roles, names) for number, step in enumerate(steps, start=1)]


def show(
    number: int, step: approving.Step, roles: Mapping[str, str], names: Mapping[str, str]
) -> StepShown:
    asked = approving.asked(step, "", roles)
    alone = next(iter(asked)) if len(asked) == 1 else ""
    return StepShown(
        number=number,
        how=step.how,
        people=[names.get(one, one) for one in sorted(step.people) if one in roles],
        roles=[str(Role(one).label) for one in sorted(step.roles)],
        outside=sorted(step.outside),
        left=[names.get(one, one) for one in sorted(step.people) if one not in roles],
        asks_nobody=not asked,
        blocks=[name_of(alone, names)] if alone and alone in roles else [],
    )


def name_of(email: str, names: Mapping[str, str]) -> str:
    return names.get(email) or names_of([email]).get(email, email)


def names_of(emails: Iterable[str]) -> dict[str, str]:
    """What people are called, by address."""
    return {one.email.lower(): str(one) for one in Person.objects.filter(email__in=list(emails))}


def escalations_for(workspace: Workspace, things: Iterable[Record]) -> list[Escalation]:
    """The escalation paths about these objects, then those about nothing in particular."""
    places = {(kind_of(one).name, one.key) for one in things}
    rows = Escalation.objects.of(workspace).order_by("title", "pk")
    fitting = [one for one in rows if (one.about_kind, one.about_key) in places]
    return [*fitting, *(one for one in rows if not one.about_kind)]


def path_about(workspace: Workspace, places: Iterable[tuple[str, str]]) -> Escalation | None:
    """The escalation path about the first of these (kind, key) that has one."""
    known = paths_about(workspace)
    return next((known[one] for one in places if one in known), None)


def paths_about(workspace: Workspace) -> dict[tuple[str, str], Escalation]:
    """The escalation paths that are about something, by its kind and key."""
    rows = Escalation.objects.of(workspace).exclude(about_kind="").order_by("title", "pk")
    known: dict[tuple[str, str], Escalation] = {}
    for one in rows.select_related("workspace"):
        known.setdefault((one.about_kind, one.about_key), one)
    return known


def calls(path: Escalation) -> list[dict[str, Any]]:
    """The steps of a path as its page shows them: who, how, where, within what time, still here."""
    names = names_of(step["to"] for step in path.steps if step["to"])
    here = roles_here(path.workspace)
    labels = {str(one): one.label for one in Escalation.Means}
    return [
        step
        | {
            "who": names.get(step["to"], step["to"]) if step["to"] else step["name"],
            "how": labels.get(step["means"], step["means"]),
            "reach": step["contact"] or step["to"],
            "within_words": within(step["within"]),
            "has_left": bool(step["to"]) and step["to"].lower() not in here,
        }
        for step in path.steps
    ]


def within(minutes: int) -> str:
    """A span of time in words: minutes, hours or days, whichever comes out even."""
    if minutes % 1440 == 0:
        n = minutes // 1440
        return ngettext("within %(n)s day", "within %(n)s days", n) % {"n": n}
    if minutes % 60 == 0:
        n = minutes // 60
        return ngettext("within %(n)s hour", "within %(n)s hours", n) % {"n": n}
    return ngettext("within %(n)s minute", "within %(n)s minutes", minutes) % {"n": minutes}
