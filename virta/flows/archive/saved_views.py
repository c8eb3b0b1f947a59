"""Saved views of the mentions in an archive: their filters name searches and tags by their keys."""

from collections.abc import Iterator, Mapping
from typing import Any

from virta.listening.models import DefaultView, SavedView
from virta.people.models import Person, Workspace

Row = dict[str, Any]


def views_of(workspace: Workspace) -> Iterator[Row]:
    """Every view, by key, and for whom it opens first."""
    rows = DefaultView.objects.of(workspace).order_by("person__email")
    first: dict[int, list[str]] = {}
    for view, email in rows.values_list("view_id", "person__email"):
        first.setdefault(view, []).append(email)
    for one in SavedView.objects.of(workspace).select_related("owner").order_by("key"):
        yield {
            "key": one.key,
            "title": one.title,
            "query": one.query,
            "is_shared": one.is_shared,
            "owner": one.owner.email if one.owner else None,
            "opens_first_for": first.get(one.pk, []),
        }


def bring(workspace: Workspace, rows: list[Row], people: Mapping[str, Person]) -> None:
    """Views as they were elsewhere."""
    for row in rows:
        view = SavedView.objects.create(
            workspace=workspace,
            key=row["key"],
            title=row["title"],
            query=row["query"],
            is_shared=row["is_shared"],
            owner=people[row["owner"]] if row["owner"] else None,
        )
        for email in row["opens_first_for"]:
            DefaultView.objects.create(workspace=workspace, person=people[email], view=view)


def people_of(workspace: Workspace) -> set[int]:
    """Whom the views name."""
    owners = SavedView.objects.of(workspace).exclude(owner=None)
    first = DefaultView.objects.of(workspace)
    return {
        *owners.order_by().values_list("owner", flat=True),
        *first.values_list("person", flat=True),
    }
