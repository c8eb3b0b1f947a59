"""What an object came from and what came of it, and its facts in order."""

from dataclasses import dataclass
from typing import Any

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
    found: dict[str, list[Record]] = {}
    for name in names:
        for other in others(record, name):
            found.setdefault(kind_of(other).name, []).append(other)
    return [
        Strand(kind_of(several[0]), several[:MOST], max(len(several) - MOST, 0))
        for several in found.values()
    ]


def others(record: Record, name: str) -> list[Record]:
    """The living objects that an attribute leads to."""
    value = getattr(record, name)
    if value is None:
        return []
    if hasattr(value, "all"):
        return list(value.select_related("workspace").filter(removed_at__isnull=True))
    return [] if value.removed_at else [value]


def facts(kind: Kind, record: Record) -> list[Fact]:
    """The columns of its list, but for the first, which is its title."""
    return [Fact(one.label, one.value(record), one.shows) for one in kind.columns[1:]]
