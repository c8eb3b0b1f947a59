"""Who is told, where nobody is named: those who lead, those on watch, and only who belongs here."""

from datetime import datetime

from virta.ownership.watching import on_watch
from virta.people.models import Person, Workspace
from virta.people.whom import here, leads

__all__ = ["here", "leads", "watching"]


def watching(workspace: Workspace, at: datetime) -> list[Person]:
    """Those who are on watch at a moment."""
    return here(workspace, [one.person for one in on_watch(workspace, at)])
