"""Planned hours by week, from the budgets of the activities."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from virta.activities.cadence import monday
from virta.activities.models import Activity
from virta.people.models import Workspace

FRIDAY = 4
WEEK = timedelta(days=7)
A_WEEK = Decimal(5)


@dataclass(frozen=True, slots=True)
class Budget:
    """The hours of one activity, and when they are worked."""

    owner: int | None
    hours: Decimal
    is_weekly: bool
    starts_on: date
    ends_on: date | None


def planned_hours(workspace: Workspace, start: date, end: date) -> dict[date, Decimal]:
    """Monday of the week → hours that the activities plan for it, from `start` to `end`.

    Hours a week count for each week in which the activity goes on, in proportion to its working
    days (Monday to Friday) in that week; hours in all are spread evenly over the working days from
    its first to its last day. Ideas and templates are no plan. An activity whose hours cannot be
    placed, since a day is missing, is in `unplaced` and not here. Weeks with nothing planned have 0.
    """
    weeks = {week: Decimal(0) for week in weeks_of(start, end)}
    for budget in budgets(workspace, end):
        add(weeks, budget)
    return weeks


def hours_by_person(
    workspace: Workspace, start: date, end: date
) -> dict[int | None, dict[date, Decimal]]:
    """Row number of the owner (None: nobody's) → the same as `planned_hours` for their activities."""
    found: dict[int | None, dict[date, Decimal]] = defaultdict(
        lambda: {week: Decimal(0) for week in weeks_of(start, end)}
    )
    for budget in budgets(workspace, end):
        add(found[budget.owner], budget)
    return dict(found)


MISSING = Q(starts_on=None) | Q(ends_on=None, hours_per=Activity.Per.WHOLE)
"""Hours a week need a beginning, hours in all an end too."""


def unplaced(workspace: Workspace) -> list[Activity]:
    """Activities with hours that no week can be given, since a day is missing."""
    rows = budgeted(workspace).filter(MISSING).select_related("workspace").defer("brief")
    return list(rows.order_by("title", "pk"))


def budgeted(workspace: Workspace) -> Any:
    """What is planned or done and has hours."""
    rows = Activity.objects.of(workspace).filter(is_template=False, budgeted_hours__gt=0)
    return rows.exclude(state=Activity.State.IDEA)


def budgets(workspace: Workspace, end: date) -> Iterator[Budget]:
    """The hours that can be placed and begin by a day."""
    rows = budgeted(workspace).exclude(MISSING).filter(starts_on__lte=end).order_by("pk")
    for owner, hours, per, starts, ends in rows.values_list(
        "owner_id", "budgeted_hours", "hours_per", "starts_on", "ends_on"
    ):
        yield Budget(owner, hours, per == Activity.Per.WEEK, starts, ends)


def add(weeks: dict[date, Decimal], budget: Budget) -> None:
    """Put an activity's hours to the weeks that are asked for."""
    first, last = budget.starts_on, budget.ends_on
    whole = A_WEEK if budget.is_weekly else Decimal(working_days(first, last or first))
    if not whole:  # a weekend's campaign: its days are what there is
        if monday(first) in weeks:
            weeks[monday(first)] += budget.hours
        return
    for week in weeks:
        until = min(week + timedelta(days=6), last) if last else week + timedelta(days=6)
        if days := working_days(max(week, first), until):
            weeks[week] += budget.hours * days / whole


def weeks_of(start: date, end: date) -> list[date]:
    """The Mondays of the weeks that touch the days."""
    first = monday(start)
    return [first + WEEK * number for number in range(((end - first).days // 7) + 1)]


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays from one day to another, both included."""
    if end < start:
        return 0
    whole, rest = divmod((end - start).days + 1, 7)
    return whole * 5 + sum((start.weekday() + n) % 7 <= FRIDAY for n in range(rest))
