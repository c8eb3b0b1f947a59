"""What is done with objectives beyond writing them: closing, carrying over, looking at them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db import transaction
from django.db.models import OuterRef, Subquery

from virta.objectives.forecast import Aim, Forecast, Point, forecast
from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.people.models import Person, Workspace
from virta.records import saving


class Values(Protocol):
    """Where values of key results come from besides people: one method for files, measurement, …"""

    def values(self, key_result: KeyResult, since: date) -> Iterable[tuple[date, Decimal]]:
        """Days and values from a day on, in order."""


@dataclass(slots=True)
class Standing:
    """How a key result stands: its last value and confidence, and against the line."""

    key_result: KeyResult
    last: CheckIn | None
    last_value: CheckIn | None

    @property
    def aim(self) -> Aim:
        return aim_of(self.key_result)

    @property
    def value(self) -> float | None:
        return None if self.last_value is None else float(self.last_value.value or 0)

    @property
    def progress(self) -> float | None:
        return None if self.value is None else self.aim.progress(self.value)

    @property
    def expected(self) -> float:
        """How much of the way the straight line has done today, 0–1."""
        return self.aim.progress(self.aim.expected(date.today()))  # noqa: DTZ011 - a day, not a moment

    @property
    def is_behind(self) -> bool | None:
        """Whether it is clearly behind the line; None where no value is known."""
        return None if self.progress is None else self.progress < self.expected - 0.1


@dataclass(slots=True)
class Branch:
    """An objective of the tree with its key results and what stands below it."""

    objective: Objective
    standings: list[Standing] = field(default_factory=list)
    children: list["Branch"] = field(default_factory=list)

    @property
    def progress(self) -> float | None:
        """The mean of its key results, or of its branches where it has none; a gap where nothing
        is known. Each counts as much as the others and at most as done."""
        own = [one.progress for one in self.standings if one.progress is not None]
        parts = own or [one.progress for one in self.children if one.progress is not None]
        return sum(min(max(part, 0.0), 1.0) for part in parts) / len(parts) if parts else None


def aim_of(key_result: KeyResult) -> Aim:
    return Aim(
        key_result.starts_on,
        key_result.due_on,
        float(key_result.baseline),
        float(key_result.target),
    )


def points_of(key_result: KeyResult) -> list[Point]:
    """Days and values in order; None is a look without a value."""
    rows = key_result.check_ins.order_by("day").values_list("day", "value")
    return [(day, None if value is None else float(value)) for day, value in rows]


def forecast_of(key_result: KeyResult) -> Forecast | None:
    return forecast(aim_of(key_result), points_of(key_result))


def standings(key_results: list[KeyResult]) -> list[Standing]:
    """The newest check-in, and the newest with a value, of each, in two queries."""
    looks = CheckIn.objects.filter(key_result=OuterRef("pk")).order_by("-day")
    rows = KeyResult.objects.filter(pk__in=[one.pk for one in key_results]).annotate(
        last=Subquery(looks.values("pk")[:1]),
        valued=Subquery(looks.filter(value__isnull=False).values("pk")[:1]),
    )
    newest = {pk: (last, valued) for pk, last, valued in rows.values_list("pk", "last", "valued")}
    found = CheckIn.objects.in_bulk([pk for pair in newest.values() for pk in pair if pk])
    return [
        Standing(one, *(found.get(pk) for pk in newest.get(one.pk, (None, None))))
        for one in key_results
    ]


def tree(workspace: Workspace, *, closed: bool = False) -> list[Branch]:
    """The objectives as a forest; one whose parent is not shown stands at the top."""
    found = Objective.objects.of(workspace).select_related("workspace", "owner", "parent")
    if not closed:
        found = found.exclude(state=Objective.State.CLOSED)
    branches = {one.pk: Branch(one) for one in found.order_by("level", "due_on", "title", "pk")}
    results = KeyResult.objects.of(workspace).filter(objective__in=list(branches))
    for one in standings(list(results.select_related("workspace", "owner").order_by("pk"))):
        branches[one.key_result.objective_id].standings.append(one)
    top: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.objective.parent_id or 0)
        (above.children if above and above is not branch else top).append(branch)
    return [*top, *cut_out(top, list(branches.values()))]


def cut_out(top: list[Branch], branches: list[Branch]) -> list[Branch]:
    """Branches that no top one leads to, because they go round in a circle: cut open, so that they
    are seen and can be mended."""
    seen: set[int] = set()
    found = []
    for branch in top:
        mark(branch, seen)
    for branch in branches:
        if branch.objective.pk not in seen:
            mark(branch, seen)
            found.append(branch)
    return found


def mark(branch: Branch, seen: set[int]) -> None:
    """Remember a branch and all below it; a child that was seen already is left out."""
    seen.add(branch.objective.pk)
    branch.children = [one for one in branch.children if one.objective.pk not in seen]
    for one in branch.children:
        mark(one, seen)


@transaction.atomic
def close(objective: Objective, by: Person, score: Decimal, lesson: str, day: date) -> None:
    """End an objective with its score and what was learned."""
    objective.state, objective.score = Objective.State.CLOSED, score
    objective.lesson, objective.closed_on = lesson, day
    saving.store(objective, by, reason=lesson[:500])


def reopen(objective: Objective, by: Person, reason: str) -> None:
    """Take the end back."""
    objective.state, objective.score, objective.closed_on = Objective.State.ACTIVE, None, None
    saving.store(objective, by, reason=reason)


@transaction.atomic
def carry_over(objective: Objective, by: Person, starts_on: date, due_on: date) -> Objective:
    """Begin the same anew for another period, from where the key results are now.

    The old one is closed if it was not; the new one knows where it came from.
    """
    if objective.state != Objective.State.CLOSED:
        objective.state, objective.closed_on = Objective.State.CLOSED, starts_on
        saving.store(objective, by)
    facts = ("workspace", "title", "level", "parent", "why", "owner")
    new = Objective(**{name: getattr(objective, name) for name in facts})
    new.starts_on, new.due_on, new.carried_from = starts_on, due_on, objective
    saving.store(new, by)
    mine = list(objective.key_results.select_related("workspace", "owner"))
    for standing in standings(mine):
        carry_result(standing, new, by, starts_on, due_on)
    return new


def carry_result(
    standing: Standing, onto: Objective, by: Person, starts_on: date, due_on: date
) -> None:
    """A key result goes on from its last value; one that is reached stays behind."""
    old = standing.key_result
    baseline = old.baseline if standing.last_value is None else standing.last_value.value
    if baseline is None or baseline == old.target or (standing.progress or 0) >= 1:
        return
    facts = ("workspace", "title", "unit", "target", "owner", "source")
    new = KeyResult(objective=onto, **{name: getattr(old, name) for name in facts})
    new.baseline, new.starts_on, new.due_on = baseline, starts_on, due_on
    saving.store(new, by)


@transaction.atomic
def check_in(
    key_result: KeyResult, by: Person, day: date, given: dict[str, Any]
) -> tuple[CheckIn, Person | None]:
    """Keep one look at a key result. A second one of the same day changes what it says and leaves
    the rest; returns it, and the colleague of whose figures it has replaced any."""
    known = {name: value for name, value in given.items() if value not in (None, "")}
    kept = key_result.check_ins.filter(day=day).select_related("by").first()
    one = kept or CheckIn(workspace=key_result.workspace, key_result=key_result, day=day)
    replaced = [
        name for name, value in known.items() if getattr(one, name) not in (None, "", value)
    ]
    other = one.by if replaced and one.by != by else None
    one.by = by
    for name, value in known.items():
        setattr(one, name, value)
    saving.store(one, by)
    return one, other


def suggested_score(objective: Objective) -> float | None:
    """The mean score of its key results, 0.0–1.0; None where none has a value."""
    mine = list(objective.key_results.all())
    scores = [one.aim.score(one.value) for one in standings(mine)]
    known = [one for one in scores if one is not None]
    return round(sum(known) / len(known), 1) if known else None
