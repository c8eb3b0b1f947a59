"""What an object came from and what came of it, and its facts in order."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from virta.records.kinds import Kind, kind_of
from virta.records.models import Record

MOST = 50  # of one relation shown on a page


@dataclass(frozen=True, slots=True)
class Strand:
    """Objects of one kind on one side of another object."""

    kind: Kind
    records: list[Record]
    more: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of an object, drawn as its column says."""

    label: Any
    value: Any
    shows: str


def came_from(kind: Kind, record: Record) -> list[Strand]:
    """What led to it, e.g. the objectives of an activity."""
    return strands(record, kind.up)


def came_of(kind: Kind, record: Record) -> list[Strand]:
    """What it led to, e.g. the activities of an objective."""
    return strands(record, kind.down)


def strands(record: Record, names: Any) -> list[Strand]:
    found: dict[str, Strand] = {}
    for name in names:
        several, more = others(record, name)
        if several:
            kind = kind_of(several[0])
            known = found.get(kind.name, Strand(kind, [], 0))
            found[kind.name] = Strand(kind, known.records + several, known.more + more)
    return list(found.values())


def others(record: Record, name: str) -> tuple[list[Record], int]:
    """The first living objects that an attribute leads to, and how many there are besides."""
    value: Any = far(record, name) if "__" in name else getattr(record, name)
    if value is None:
        return [], 0
    if not hasattr(value, "all"):
        return ([] if value.removed_at else [value]), 0
    rows = value.select_related("workspace").filter(removed_at__isnull=True)
    kind = kind_of(rows.model)
    if kind.trace is not None:  # what comes out again and again: newest first, with where it is
        rows = rows.order_by(*kind.order).prefetch_related(*kind.prefetch)
    first = list(rows[: MOST + 1])
    return first[:MOST], rows.count() - MOST if len(first) > MOST else 0


def far(record: Record, path: str) -> QuerySet[Any]:
    """The objects at the end of a path over living others, such as an objective's
    `activities__posts`."""
    model: Any = type(record)
    back: list[str] = []
    for part in path.split("__"):
        step = model._meta.get_field(part)
        back.insert(0, step.remote_field.name)
        model = step.related_model
    between = {f"{'__'.join(back[:end])}__removed_at": None for end in range(1, len(back))}
    found: QuerySet[Any] = model.objects.filter(**between, **{"__".join(back): record})
    return found.distinct()


def facts(kind: Kind, record: Record) -> list[Fact]:
    """The columns of its list, but for the first, which is its title."""
    return [Fact(one.label, one.value(record), one.shows) for one in kind.columns[1:]]
