"""Who is told, where nobody is named: those who lead, those on watch, and only who belongs here."""

from datetime import datetime
from functools import cache

from virta.ownership.watching import on_watch
from virta.people.models import Person, Workspace
from virta.people.whom import here, leads

__all__ = ["Crew", "here", "leads", "watching"]


def watching(workspace: Workspace, at: datetime) -> list[Person]:
    """Those who are on watch at a moment."""
    return here(workspace, [one.person for one in on_watch(workspace, at)])


class Crew:
    """The same, each asked once for as long as this is kept: for one round over many things."""

    def __init__(self) -> None:
        self.leads = cache(leads)
        self.watching = cache(watching)
        self.named = cache(named)
        self._one_here = cache(one_here)

    def here(self, workspace: Workspace, *people: Person | None) -> list[Person]:
        """Of these people those who belong to the workspace now."""
        return [one for one in people if one is not None and self._one_here(workspace, one)]

    def owners(self, workspace: Workspace, owner: Person | None) -> list[Person]:
        """Whose something is; those who lead where that is nobody."""
        return self.here(workspace, owner) or self.leads(workspace)


def one_here(workspace: Workspace, person: Person) -> bool:
    return bool(here(workspace, [person]))


def named(emails: frozenset[str]) -> list[Person]:
    """The people with these addresses who may still sign in."""
    return list(Person.objects.filter(email__in=emails, is_active=True).order_by("pk"))
