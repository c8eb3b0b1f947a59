"""The responsibility matrix: who has which part in what, and what is wrong with that.

Demanded: everything has exactly one person who answers for it, and that person is still here.
Named: who answers for much more than the others do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.ownership.about import FACTOR, factor_places, known, named, owned_kinds
from virta.ownership.models import Assignment, Part
from virta.people.models import Person, Workspace
from virta.records import commenting, saving
from virta.records.forms import members
from virta.records.kinds import find
from virta.records.models import Happening

Place = tuple[str, str]  # kind and key
Trouble = Literal["nobody", "several", "left"]

MUCH = 2.5
MUCH_AT_LEAST = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's part in one thing; empty where they have none."""

    person: Person
    part: str


@dataclass(slots=True)
class Row:
    """One thing: its name, address and the parts in it, in the order of the columns."""

    kind: str
    key: str
    name: str
    url: str
    cells: list[Cell] = field(default_factory=list)
    trouble: Trouble | None = None

    @property
    def place(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A thing for which not exactly one person here answers."""

    kind: str
    key: str
    name: str
    trouble: Trouble


def parts_of(workspace: Workspace) -> dict[Place, list[tuple[int, str]]]:
    """Kind and key → (person, part) of every assignment."""
    found: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    rows = Assignment.objects.of(workspace).order_by("pk")
    for name, key, person, part in rows.values_list("about_kind", "about_key", "person_id", "part"):
        found[name, key].append((person, part))
    return found


def things(workspace: Workspace) -> list[Place]:
    """Everything that somebody must answer for: the factors and the living objects."""
    found = [(FACTOR, place.partition(":")[2]) for place, _name in factor_places()]
    for kind in owned_kinds():
        keys = kind.model.objects.of(workspace).order_by("pk").values_list("key", flat=True)
        found += [(kind.name, key) for key in keys]
    return found


def trouble_of(parts: Iterable[tuple[int, str]], here: set[int]) -> Trouble | None:
    """What is wrong with who answers for a thing; None when one person here does."""
    accountable = [person for person, part in parts if part == Part.ACCOUNTABLE]
    if not accountable:
        return "nobody"
    if len(accountable) > 1:
        return "several"
    return None if accountable[0] in here else "left"


@dataclass(frozen=True, slots=True)
class State:
    """Who has which part in what, and who is here: read once for a page."""

    workspace: Workspace
    parts: dict[Place, list[tuple[int, str]]]
    here: set[int]
    things: list[Place]

    @classmethod
    def of(cls, workspace: Workspace) -> "State":
        here = set(members(workspace).values_list("pk", flat=True))
        return cls(workspace, parts_of(workspace), here, things(workspace))

    def trouble(self, place: Place) -> Trouble | None:
        return trouble_of(self.parts.get(place, []), self.here)

    @property
    def troubles(self) -> dict[Place, Trouble]:
        """What is wrong, where something is, in the order of the things."""
        return {place: wrong for place in self.things if (wrong := self.trouble(place))}

    @property
    def answers_for(self) -> Counter[int]:
        """Person → for how many living things they answer."""
        return Counter(
            person
            for place in self.things
            for person, part in self.parts.get(place, [])
            if part == Part.ACCOUNTABLE
        )


def with_names(workspace: Workspace, found: Iterable[tuple[Place, Trouble]]) -> list[Gap]:
    """Gaps with the names of what they are about, one query a kind."""
    wanted = list(found)
    names = names_of(workspace, [place for place, _trouble in wanted])
    return [Gap(*place, names[place], trouble) for place, trouble in wanted if place in names]


def names_of(workspace: Workspace, wanted: Iterable[Place]) -> dict[Place, str]:
    """What things are called."""
    keys: dict[str, list[str]] = defaultdict(list)
    for name, key in wanted:
        keys[name].append(key)
    factors = {place.partition(":")[2]: label for place, label in factor_places()}
    found = {(FACTOR, key): factors[key] for key in keys.pop(FACTOR, [])}
    for name, several in keys.items():
        found |= {(name, one.key): str(one) for one in named(workspace.pk, name, several)}
    return found


def rows(state: State, wanted: list[Place]) -> tuple[list[Person], list[Row]]:
    """The columns and rows of a part of the matrix: people who have a part in these things."""
    parts = {place: state.parts.get(place, []) for place in wanted}
    ids = {person for found in parts.values() for person, _part in found}
    people = sorted(Person.objects.filter(pk__in=ids), key=lambda one: str(one).casefold())
    names = names_of(state.workspace, wanted)
    found = [
        row_of(state, place, names[place], parts[place], people)
        for place in wanted
        if place in names
    ]
    return people, found


def row_of(
    state: State, place: Place, name: str, parts: list[tuple[int, str]], people: Iterable[Person]
) -> Row:
    mine: dict[int, str] = defaultdict(str)
    for person, part in parts:
        mine[person] += part
    return Row(
        kind=place[0],
        key=place[1],
        name=name,
        url=address(state.workspace, place),
        cells=[Cell(one, mine[one.pk]) for one in people],
        trouble=state.trouble(place),
    )


def address(workspace: Workspace, place: Place) -> str:
    """Where a thing stands."""
    name, key = place
    kind = known(name)
    path = f"factors/{key}" if name == FACTOR else f"{kind.path}/{key}" if kind else ""
    return f"/w/{workspace.slug}/{path}/"


def overloaded(counts: Counter[int]) -> dict[int, int]:
    """Who answers for at least six things and more than 2.5 times what the median person does.

    The median is over those who answer for anything; with fewer than three there is no comparison.
    """
    if len(counts) < 3:
        return {}
    usual = median(counts.values())
    return {person: n for person, n in counts.items() if n >= MUCH_AT_LEAST and n > MUCH * usual}


def set_part(
    workspace: Workspace, place: Place, person: Person, part: str, by: Person
) -> Assignment | None:
    """Give somebody a part in a thing, change it, or take it away (empty part).

    Raises Problem where another person already answers for it, or where there is no such thing.
    """
    check_place(workspace, place)
    with transaction.atomic():
        here = Assignment.objects.of(workspace).filter(about_kind=place[0], about_key=place[1])
        mine = list(here.filter(person=person).order_by("pk"))
        if part == Part.ACCOUNTABLE:
            check_accountable(here, person)
        for more in mine[1:] if part else mine:
            saving.remove(more, by)
        if not part:
            return None
        one = mine[0] if mine else Assignment(workspace=workspace, person=person)
        one.about_kind, one.about_key, one.part = *place, part
        made = saving.store(one, by)
        if made and not mine:
            commenting.notify(workspace, person, Happening.ASSIGNED, one, by)
        return one


def check_accountable(here: Any, person: Person) -> None:
    other = (
        here.filter(part=Part.ACCOUNTABLE).exclude(person=person).select_related("person").first()
    )
    if other:
        raise Problem(
            _(
                "%(who)s already answers for this, and only one can. Give %(who)s another part first."
            )
            % {"who": other.person}
        )


def check_place(workspace: Workspace, place: Place) -> None:
    if place[0] == FACTOR and place in {
        (FACTOR, one.partition(":")[2]) for one, _n in factor_places()
    }:
        return
    record = find(workspace, *place) if place[0] in {one.name for one in owned_kinds()} else None
    if record is None or record.removed_at:
        raise Problem(_("This is no longer there. Open the matrix again."))


def adopt_owners(workspace: Workspace, by: Person) -> int:
    """Make owners answer for what they own, where nobody does yet; how many."""
    here = {one.pk: one for one in members(workspace)}
    found = []
    state = State.of(workspace)
    nobody = {place for place, trouble in state.troubles.items() if trouble == "nobody"}
    taken = {(place, person) for place, parts in state.parts.items() for person, _part in parts}
    for kind in owned_kinds():
        for key, owner in owners(workspace, kind):
            place = (kind.name, key)
            if place in nobody and owner in here and (place, owner) not in taken:
                found.append(
                    Assignment(
                        workspace=workspace,
                        about_kind=kind.name,
                        about_key=key,
                        person=here[owner],
                        part=Part.ACCOUNTABLE,
                    )
                )
    saving.store_new(found, by)
    return len(found)


def owners(workspace: Workspace, kind: Any) -> list[tuple[str, int]]:
    """Key and owner of the living objects of a kind that has owners."""
    names = {one.name for one in kind.model._meta.concrete_fields}
    if "owner" not in names:
        return []
    rows = kind.model.objects.of(workspace).filter(owner__isnull=False)
    return list(rows.values_list("key", "owner_id"))
