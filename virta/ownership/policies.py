"""Policies as people read them, and who has accepted what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from virta.kit import prose
from virta.kit.problems import Problem
from virta.ownership.models import Acceptance, Policy
from virta.people.models import Membership, Person, Role, Workspace
from virta.records import saving

MUST: dict[str, frozenset[str]] = {
    Policy.Readers.NOBODY: frozenset(),
    Policy.Readers.TEAM: frozenset({Role.OWNER, Role.LEAD, Role.MEMBER}),
    Policy.Readers.TAKING_PART: frozenset({Role.OWNER, Role.LEAD, Role.MEMBER, Role.CONTRIBUTOR}),
}
"""Who must accept → the roles that are meant."""


def rendered(text: str) -> SafeString:
    """A policy's Markdown as safe HTML, below the one heading of its page."""
    return prose.rendered(text, down=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a policy stands: who has accepted its present edition, and who still must."""

    policy: Policy
    accepted: list[Acceptance]
    missing: list[Person]

    @property
    def wanted(self) -> int:
        """How many people must accept it."""
        return len(self.missing) + len(self.accepted_of_wanted)

    @property
    def accepted_of_wanted(self) -> list[Acceptance]:
        roles = MUST[self.policy.readers]
        return [one for one in self.accepted if getattr(one, "role", "") in roles]


def people_here(workspace: Workspace) -> list[tuple[Person, str]]:
    """Everybody who belongs to the workspace now, with their role, by name."""
    rows = Membership.objects.of(workspace).filter(ended_at__isnull=True, person__is_active=True)
    return [
        (one.person, one.role)
        for one in rows.select_related("person").order_by("person__name", "person_id")
    ]


def standings(workspace: Workspace, policies: list[Policy]) -> list[Standing]:
    """How policies stand, with three queries for all of them."""
    here = people_here(workspace)
    roles = {person.pk: role for person, role in here}
    accepted: dict[tuple[int, int], list[Any]] = {}
    rows = Acceptance.objects.of(workspace).filter(policy__in=policies).select_related("who")
    for one in rows.order_by("accepted_on", "pk"):
        one.role = roles.get(one.who_id, "")
        accepted.setdefault((one.policy_id, one.edition), []).append(one)
    return [
        standing(policy, here, accepted.get((policy.pk, policy.edition), [])) for policy in policies
    ]


def standing(policy: Policy, here: list[tuple[Person, str]], accepted: list[Any]) -> Standing:
    done = {one.who_id for one in accepted}
    wanted = MUST[policy.readers]
    missing = [person for person, role in here if role in wanted and person.pk not in done]
    return Standing(policy, accepted, missing)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who must accept a policy's present edition have done so."""

    policy: Policy
    done: int
    wanted: int


def shares(workspace: Workspace) -> list[Share]:
    """The policies that somebody must accept, by name; counted, without everybody's rows."""
    here = [(person.pk, role) for person, role in people_here(workspace)]
    rows = Policy.objects.of(workspace).exclude(readers=Policy.Readers.NOBODY).defer("text")
    given = set(
        Acceptance.objects.of(workspace).values_list("policy_id", "edition", "who_id").order_by()
    )
    found = []
    for one in rows.select_related("workspace").order_by("title", "pk"):
        must = [pk for pk, role in here if role in MUST[one.readers]]
        done = sum((one.pk, one.edition, pk) in given for pk in must)
        found.append(Share(one, done, len(must)))
    return [one for one in found if one.wanted]


def waiting_for(workspace: Workspace, person: Person, role: str) -> list[Policy]:
    """The policies whose present edition this person must still accept."""
    wanted = [str(readers) for readers, roles in MUST.items() if role in roles]
    mine = dict(
        Acceptance.objects.of(workspace)
        .filter(who=person)
        .values_list("policy_id")
        .annotate(newest=Max("edition"))
    )
    rows = Policy.objects.of(workspace).filter(readers__in=wanted)
    rows = rows.defer("text").select_related("workspace")
    return [one for one in rows.order_by("accept_by", "pk") if mine.get(one.pk, 0) < one.edition]


def accept(policy: Policy, edition: int, person: Person, today: date) -> Acceptance:
    """Keep that somebody accepts an edition. Raises Problem where there is a newer one.

    Accepting twice is harmless.
    """
    with transaction.atomic():
        policy.refresh_from_db(fields=["edition", "removed_at"])
        if edition != policy.edition or policy.removed_at:
            raise Problem(_("There is a newer edition of this text. Read it, then accept it."))
        done = Acceptance.objects.of(policy.workspace).filter(
            policy=policy, edition=edition, who=person
        )
        if (one := done.first()) is not None:
            there: Acceptance = one
            return there
        made = Acceptance(
            workspace=policy.workspace,
            policy=policy,
            edition=edition,
            who=person,
            accepted_on=today,
        )
        saving.store(made, person)
        return made
