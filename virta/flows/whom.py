"""Who is told, where nobody is named: those who lead, those on watch, and only who belongs here."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from virta.ownership.watching import on_watch
from virta.people.models import Membership, Person, Role, Workspace


def leads(workspace: Workspace) -> list[Person]:
    """Those who answer for the whole."""
    answers = Q(memberships__role__in=[Role.OWNER, Role.LEAD])
    mine = Q(memberships__workspace=workspace, memberships__ended_at__isnull=True)
    return list(Person.objects.filter(answers & mine, is_active=True).distinct().order_by("pk"))


def watching(workspace: Workspace, at: datetime) -> list[Person]:
    """Those who are on watch at a moment."""
    return here(workspace, [one.person for one in on_watch(workspace, at)])


def here(workspace: Workspace, people: Iterable[Person]) -> list[Person]:
    """Of these people those who belong to the workspace now."""
    wanted = [one.pk for one in people]
    rows = Membership.objects.of(workspace).filter(person__in=wanted, ended_at__isnull=True)
    belonging = set(rows.values_list("person_id", flat=True))
    return [one for one in people if one.pk in belonging and one.is_active]
