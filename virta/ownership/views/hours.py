"""Everybody's hours in the weeks to come."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from virta.activities.hours import hours_by_person, unplaced
from virta.ownership import hours
from virta.ownership.models import Absence
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Workspace

WEEKS = 8


@require_safe
@needs(Action.SEE)
def show(request: Request) -> HttpResponse:
    """What people have beside what is planned for them, week by week, and who is away."""
    today = timezone.localdate()
    first = hours.monday(day_asked_for(request) or today)
    planned = planned_for(request.workspace, first)
    rows = hours.by_week(request.workspace, first, WEEKS, planned)
    end = first + WEEKS * hours.WEEK
    away = Absence.objects.of(request.workspace).filter(from_on__lt=end, until_on__gte=first)
    context = {
        "rows": rows,
        "weeks": hours.weeks_from(first, WEEKS),
        "totals": totals(rows),
        "nobodys": nobodys(planned, first),
        "unknown": [one.person for one in rows if all(week.has is None for week in one.weeks)],
        "over": [one.person for one in rows if any(week.is_over for week in one.weeks)],
        "away": away.select_related("who", "stand_in", "workspace").order_by("from_on"),
        "unplaced": unplaced(request.workspace),
        "this_week": hours.monday(today),
        "before": first - WEEKS * hours.WEEK,
        "after": end,
    }
    return render(request, "ownership/hours.html", context)


def day_asked_for(request: Request) -> date | None:
    """The day in the address, if it is one that calendars can show."""
    try:
        day = parse_date(request.GET.get("from", ""))
    except ValueError:
        return None
    return day if day and 1990 <= day.year <= 2100 else None


def planned_for(workspace: Workspace, first: date) -> dict[int | None, dict[date, float]]:
    """Person (None: nobody) → Monday → hours planned; a week without any plan is left out."""
    last = first + WEEKS * hours.WEEK - timedelta(days=1)
    return {
        person: {week: float(n) for week, n in weeks.items() if n}
        for person, weeks in hours_by_person(workspace, first, last).items()
    }


def nobodys(planned: dict[int | None, dict[date, float]], first: date) -> list[float | None]:
    """What is planned in activities without an owner, week by week."""
    mine = planned.get(None, {})
    return [mine.get(week) for week in hours.weeks_from(first, WEEKS)] if mine else []


def totals(rows: list[hours.PersonWeeks]) -> list[dict[str, float | None]]:
    """All people's hours and plans of each week; a sum of nothing known is a gap."""
    found = []
    for number in range(WEEKS):
        week = [one.weeks[number] for one in rows]
        has = [one.has for one in week if one.has is not None]
        plan = [one.planned for one in week if one.planned is not None]
        found.append({"has": sum(has) if has else None, "planned": sum(plan) if plan else None})
    return found
