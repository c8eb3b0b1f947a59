"""Who has left but still stands somewhere, and handing over all that they own in one step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.ownership.models import AccessEntry, ApprovalRule, Assignment, Escalation, Part, Rotation
from virta.people.models import Person, Workspace
from virta.records import commenting, saving
from virta.records.forms import members
from virta.records.kinds import Kind, kinds
from virta.records.models import Happening, Record

HANDED = {*commenting.OWNERS, "keeper", "keepers", "stand_in"}
"""Names of the fields that say whose something is. What somebody did or accepted stays theirs."""
STRONGEST = (Part.ACCOUNTABLE, Part.RESPONSIBLE, Part.CONSULTED, Part.INFORMED)


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who belongs here no more, and what still has their name on it, by kind."""

    person: Person
    owns: list[tuple[Kind, int]]
    accesses: int
    """Accounts that they can still get into, by the register."""

    @property
    def count(self) -> int:
        return sum(n for _kind, n in self.owns)


def own_fields(kind: Kind) -> list[Any]:
    """A kind's fields that say whose an object is: to one person or to several."""
    every = [*kind.model._meta.concrete_fields, *kind.model._meta.many_to_many]
    return [one for one in every if one.name in HANDED and one.related_model is Person]


def still_mine(kind: Kind, workspace: Workspace, now: datetime) -> models.QuerySet[Any]:
    """The objects of a kind that count: living ones, and of watches those that are not over."""
    rows: models.QuerySet[Any] = kind.model.objects.of(workspace)
    if kind.name == "watch":
        return rows.filter(ends_at__gt=now)
    return rows.filter(until_on__gte=now.date()) if kind.name == "absence" else rows


def find_left(workspace: Workspace, now: datetime) -> list[Left]:
    """Everybody who has left and still owns something or can get into an account."""
    here = set(members(workspace).values_list("pk", flat=True))
    owned: dict[int, dict[str, tuple[Kind, int]]] = {}
    for kind in kinds():
        for one in own_fields(kind):
            for person, count in counted(still_mine(kind, workspace, now), one.name):
                if person not in here:
                    mine = owned.setdefault(person, {})
                    mine[kind.name] = (kind, mine.get(kind.name, (kind, 0))[1] + count)
    entries = counted(AccessEntry.objects.of(workspace), "holder")
    accesses = {person: count for person, count in entries if person not in here}
    people = Person.objects.filter(pk__in={*owned, *accesses}).order_by("name", "pk")
    return [
        Left(one, list(owned.get(one.pk, {}).values()), accesses.get(one.pk, 0)) for one in people
    ]


def counted(rows: models.QuerySet[Any], name: str) -> Iterable[tuple[int, int]]:
    """Person → how many rows name them in a field."""
    named = rows.filter(**{f"{name}__isnull": False}).order_by()
    pairs: Iterable[tuple[int, int]] = named.values_list(name).annotate(n=models.Count("pk"))
    return pairs


def owned_by(workspace: Workspace, person: Person, now: datetime) -> list[tuple[Kind, int]]:
    """What has somebody's name on it, by kind, whether they have left or not."""
    found = []
    for kind in kinds():
        keys: set[int] = set()
        for one in own_fields(kind):
            rows = still_mine(kind, workspace, now).filter(**{one.name: person})
            keys |= set(rows.values_list("pk", flat=True))
        if keys:
            found.append((kind, len(keys)))
    return found


def hand_over(workspace: Workspace, old: Person, new: Person, by: Person, now: datetime) -> int:
    """Give everything that one person owns to another, all or nothing; how many objects.

    Tasks, watches to come, responsibilities, and owners of all kinds go over; so do places in
    rotations, approval rules and escalation paths. Accesses do not: those are to be taken away.
    Raises Problem where the new person does not belong here.
    """
    if old == new or not members(workspace).filter(pk=new.pk).exists():
        raise Problem(_("Choose somebody else who belongs to this workspace."))
    reason = _("Handed over from %(old)s to %(new)s") % {"old": old, "new": new}
    with transaction.atomic():
        count = sum(
            saving.store(record, by, many=many, reason=reason) is not None
            for record, many in handed(workspace, old, new, by, now)
        )
        if count:
            tell(workspace, new, by, count)
    return count


def handed(
    workspace: Workspace, old: Person, new: Person, by: Person, now: datetime
) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Objects with the new person in the old one's place, to be stored."""
    settle_parts(workspace, old, new, by)
    for kind in kinds():
        for one in own_fields(kind):
            for record in still_mine(kind, workspace, now).filter(**{one.name: old}):
                yield replaced(record, one, old, new)
    yield from with_lists(workspace, old, new)


def replaced(record: Record, one: Any, old: Person, new: Person) -> tuple[Record, dict[str, Any]]:
    if one.many_to_many:
        others = [person for person in getattr(record, one.name).all() if person != old]
        return record, {one.name: {*others, new}}
    setattr(record, one.name, new)
    if getattr(record, "stand_in", None) == getattr(record, "who", False):
        record.stand_in = None  # type: ignore[attr-defined]  # nobody stands in for themselves
    return record, {}


def settle_parts(workspace: Workspace, old: Person, new: Person, by: Person) -> None:
    """Where both have a part in a thing, the stronger one stays and the other is taken away."""
    rows = Assignment.objects.of(workspace)
    mine = {(one.about_kind, one.about_key): one for one in rows.filter(person=new)}
    for one in rows.filter(person=old):
        other = mine.get((one.about_kind, one.about_key))
        if other:
            weaker = max(one, other, key=lambda part: STRONGEST.index(Part(part.part)))
            saving.remove(weaker, by)


def with_lists(
    workspace: Workspace, old: Person, new: Person
) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Rotations, approval rules and escalation paths keep people by their addresses."""
    was, now = old.email, new.email
    for rotation in Rotation.objects.of(workspace):
        if was in rotation.order:
            rotation.order = [now if one == was else one for one in rotation.order]
            yield rotation, {}
    for rule in ApprovalRule.objects.of(workspace):
        if any(was in step["people"] for step in rule.steps):
            rule.steps = [
                step | {"people": sorted({now if one == was else one for one in step["people"]})}
                for step in rule.steps
            ]
            yield rule, {}
    for path in Escalation.objects.of(workspace):
        if any(step["to"] == was for step in path.steps):
            path.steps = [step | {"to": now} if step["to"] == was else step for step in path.steps]
            yield path, {}


def tell(workspace: Workspace, new: Person, by: Person, count: int) -> None:
    """One notice for all, not one for each object."""
    first = Assignment.objects.of(workspace).filter(person=new).order_by("-changed_at").first()
    if first:
        text = _("%(count)s things are yours now.") % {"count": count}
        commenting.notify(workspace, new, Happening.ASSIGNED, first, by, text)
