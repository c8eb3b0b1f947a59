"""Saved views: filters with a name, somebody's own or everybody's, one of them the first to open."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from virta.listening.models import DefaultView, SavedView
from virta.people.models import Person, Workspace


def query_of(asked: Mapping[str, Any], names: Any) -> str:
    """The filters that are set, in the order of the form, as an address has them."""
    return urlencode([(one, asked[one]) for one in names if asked.get(one)])


def visible(workspace: Workspace, person: Any) -> "QuerySet[SavedView]":
    """The shared ones, and one's own."""
    rows: QuerySet[SavedView] = SavedView.objects.of(workspace)
    shown = Q(is_shared=True)
    if getattr(person, "pk", None):
        shown |= Q(owner=person.pk)
    return rows.filter(shown)


def default_of(workspace: Workspace, person: Any) -> SavedView | None:
    """The view that opens first for somebody, if they still may see it."""
    if not getattr(person, "pk", None):
        return None
    found = DefaultView.objects.of(workspace).filter(person=person.pk).first()
    return visible(workspace, person).filter(pk=found.view_id).first() if found else None


def make_default(workspace: Workspace, person: Person, view: SavedView | None) -> None:
    """Let a view open first, or none."""
    if view is None:
        DefaultView.objects.of(workspace).filter(person=person).delete()
    else:
        DefaultView.objects.update_or_create(
            workspace=workspace, person=person, defaults={"view": view}
        )
