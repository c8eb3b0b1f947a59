"""The usual ways to narrow a list."""

from collections.abc import Callable
from typing import Any

from virta.people.models import Workspace
from virta.records.forms import members


def people(workspace: Workspace) -> list[tuple[str, str]]:
    """The members of a workspace as choices."""
    return [(str(one.pk), str(one)) for one in members(workspace)]


def by(name: str) -> Callable[[Any, str], Any]:
    """Narrow by a field's value."""
    return lambda rows, value: rows.filter(**{name: value})


def by_number(name: str) -> Callable[[Any, str], Any]:
    """Narrow by a row's number; what is no number fits nothing."""
    return lambda rows, value: rows.filter(**{name: value}) if value.isdecimal() else rows.none()
