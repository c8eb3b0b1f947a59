"""What the work itself shows, in the exchange format: items, their links, and which kinds were looked for.

An object of a kind with an `item` is an item, at the moment it was made. What its `up` attributes
lead to gives its links, as far as framework and format know them. A version of a strategy object
that was made with a reason is a `change`, linked from the decision that it names.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q

from virta.balance.framework import LINKS
from virta.people.models import Workspace
from virta.records.kinds import Kind, kinds
from virta.records.models import Action, Revision

Row = dict[str, Any]


def work(workspace: Workspace, end: date) -> dict[str, Any]:
    """`items`, `links` and `covers` of everything made up to the end of the period.

    Empty where nothing has been made in Virta: then the bundle says nothing of work.
    """
    known = [kind for kind in kinds() if kind.item]
    items = [item for kind in known for item in items_of(kind, workspace, end)]
    if not items:
        return {}
    items += changes_of(workspace, known, end)
    there = {item["id"] for item in items}
    links = [
        link
        for link in [*all_links(known, workspace), *links_of_changes(workspace, known)]
        if link["from"] in there and link["to"] in there
    ]
    covers = sorted(covered(known, items) | {"change"})
    return {"items": items, "links": links, "covers": covers}


def covered(known: list[Kind], items: list[Row]) -> set[str]:
    """The kinds that were looked for.

    One with a trace only where there is something of it: an organisation that publishes past Virta
    has no posts here, and that is a gap, not a zero.
    """
    there = {item["kind"] for item in items}
    return {kind.item for kind in known if kind.trace is None or kind.item in there}


def counted(kind: Kind, workspace: Workspace) -> tuple[Any, str]:
    """The objects of a kind that are items, and the name under which each has its moment."""
    rows = kind.model.objects.of(workspace)
    return (kind.trace.rows(rows), kind.trace.at_name) if kind.trace else (rows, "made_at")


def items_of(kind: Kind, workspace: Workspace, end: date) -> Iterator[Row]:
    rows, at = counted(kind, workspace)
    rows = rows.filter(**{f"{at}__date__lte": end}).order_by(at, "key")
    facts = kind.trace.facts(workspace) if kind.trace else {}
    for key, when in rows.values_list("key", at).iterator(chunk_size=5000):
        usual = {"id": key, "kind": kind.item, "factor": str(kind.factor), "at": moment(when)}
        yield usual | facts.get(key, {})


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def all_links(known: list[Kind], workspace: Workspace) -> Iterator[Row]:
    for kind in known:
        for name in kind.up:
            yield from links_by(kind, name, workspace)


def links_by(kind: Kind, name: str, workspace: Workspace) -> Iterator[Row]:
    """The links that one attribute gives, where the framework knows such a link."""
    other = None if "__" in name else target(kind, name)
    if other is None or (kind.item, other.item) not in LINKS:
        return
    rows, at = counted(kind, workspace)
    rows = rows.filter(**{f"{name}__removed_at__isnull": True}).exclude(**{name: None})
    pairs = rows.order_by(at, "key", f"{name}__key").values_list("key", f"{name}__key", at)
    for key, onto, when in pairs.iterator(chunk_size=5000):
        yield {"from": key, "to": onto, "at": moment(when)}


def target(kind: Kind, name: str) -> Kind | None:
    """The kind that an attribute of another kind leads to."""
    related = kind.model._meta.get_field(name).related_model
    return next((one for one in kinds() if one.model is related), None)


def reasoned(workspace: Workspace, known: list[Kind]) -> Any:
    names = [kind.name for kind in known if kind.is_strategy]
    mine = Revision.objects.filter(workspace=workspace, kind__in=names)
    changed = Q(action__in=[Action.CHANGED, Action.RESTORED])
    return mine.filter(changed).exclude(Q(reason="") & Q(decision="")).order_by("at", "pk")


def changes_of(workspace: Workspace, known: list[Kind], end: date) -> list[Row]:
    """Every revision of a strategy object with a reason."""
    factors = {kind.name: str(kind.factor) for kind in known}
    rows = reasoned(workspace, known).filter(at__date__lte=end)
    return [
        {"id": f"{key}.{number}", "kind": "change", "factor": factors[kind], "at": moment(at)}
        for kind, key, number, at in rows.values_list("kind", "key", "number", "at")
    ]


def links_of_changes(workspace: Workspace, known: list[Kind]) -> list[Row]:
    rows = reasoned(workspace, known).exclude(decision="")
    return [
        {"from": decision, "to": f"{key}.{number}", "at": moment(at)}
        for decision, key, number, at in rows.values_list("decision", "key", "number", "at")
    ]


def size(workspace: Workspace) -> int:
    """About how many items and changes there are."""
    names = [kind.name for kind in kinds() if kind.item]
    return Revision.objects.filter(workspace=workspace, kind__in=names).count()


def goes_on_after(workspace_id: int, day: date) -> bool:
    """Whether somebody has made or changed any object after a day, or something has gone out."""
    if Revision.objects.filter(workspace_id=workspace_id, at__date__gt=day).exists():
        return True
    return any(
        kind.trace.rows(kind.model.objects.filter(workspace_id=workspace_id))
        .filter(**{f"{kind.trace.at_name}__date__gt": day})
        .exists()
        for kind in kinds()
        if kind.trace
    )


def mark(workspace: Workspace) -> list[Any]:
    """What changes with every change of any object and of its traces: cheap to ask on every page."""
    newest = Revision.objects.filter(workspace=workspace).aggregate(newest=Max("pk"))["newest"]
    return [int(newest or 0), *(kind.trace.mark(workspace) for kind in kinds() if kind.trace)]
