"""Planned hours by week, from the budgets of the activities."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from virta.activities.cadence import monday
from virta.activities.models import Activity
from virta.people.models import Workspace

FRIDAY = 4
WEEK = timedelta(days=7)
A_WEEK = Decimal(5)


def planned_hours(workspace: Workspace, start: date, end: date) -> dict[date, Decimal]:
    """Monday of the week → hours that the activities plan for it, from `start` to `end`.

    Hours a week count for each week in which the activity goes on, in proportion to its working
    days (Monday to Friday) in that week; hours in all are spread evenly over the working days from
    its first to its last day. Ideas and templates are no plan. An activity whose hours cannot be
    placed, since a day is missing, is in `unplaced` and not here. Weeks with nothing planned have 0.
    """
    weeks = {week: Decimal(0) for week in weeks_of(start, end)}
    for activity in budgeted(workspace):
        if can_place(activity):
            add(weeks, activity)
    return weeks


def hours_by_person(
    workspace: Workspace, start: date, end: date
) -> dict[int | None, dict[date, Decimal]]:
    """Row number of the owner (None: nobody's) → the same as `planned_hours` for their activities."""
    found: dict[int | None, dict[date, Decimal]] = defaultdict(
        lambda: {week: Decimal(0) for week in weeks_of(start, end)}
    )
    for activity in budgeted(workspace):
        if can_place(activity):
            add(found[activity.owner_id], activity)
    return dict(found)


def unplaced(workspace: Workspace) -> list[Activity]:
    """Activities with hours that no week can be given, since a day is missing."""
    return [one for one in budgeted(workspace) if not can_place(one)]


def budgeted(workspace: Workspace) -> list[Activity]:
    """What is planned or done and has hours."""
    rows = Activity.objects.of(workspace).filter(is_template=False, budgeted_hours__gt=0)
    rows = rows.exclude(state=Activity.State.IDEA).select_related("workspace").defer("brief")
    return list(rows.order_by("pk"))


def can_place(activity: Activity) -> bool:
    """Hours a week need a beginning, hours in all an end too."""
    if activity.hours_per == Activity.Per.WEEK:
        return activity.starts_on is not None
    return activity.starts_on is not None and activity.ends_on is not None


def add(weeks: dict[date, Decimal], activity: Activity) -> None:
    """Put an activity's hours to the weeks that are asked for."""
    hours = Decimal(activity.budgeted_hours or 0)
    first: Any = activity.starts_on
    last = activity.ends_on
    if activity.hours_per == Activity.Per.WEEK:
        whole = A_WEEK
    else:
        whole = Decimal(working_days(first, last or first))
        if not whole:  # a weekend's campaign: its days are what there is
            if monday(first) in weeks:
                weeks[monday(first)] += hours
            return
    for week in weeks:
        until = min(week + timedelta(days=6), last) if last else week + timedelta(days=6)
        days = working_days(max(week, first), until)
        if days:
            weeks[week] += hours * days / whole


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
