"""Who belongs to a workspace now, and who of them answers for the whole."""

from collections.abc import Iterable

from django.db.models import Q

from virta.people.models import Membership, Person, Role, Workspace


def leads(workspace: Workspace) -> list[Person]:
    """Those who answer for the whole."""
    answers = Q(memberships__role__in=[Role.OWNER, Role.LEAD])
    mine = Q(memberships__workspace=workspace, memberships__ended_at__isnull=True)
    return list(Person.objects.filter(answers & mine, is_active=True).distinct().order_by("pk"))


def here(workspace: Workspace, people: Iterable[Person]) -> list[Person]:
    """Of these people those who belong to the workspace now."""
    asked = list(people)
    rows = Membership.objects.of(workspace).filter(person__in=asked, ended_at__isnull=True)
    belonging = set(rows.values_list("person_id", flat=True))
    return [one for one in asked if one.pk in belonging and one.is_active]
