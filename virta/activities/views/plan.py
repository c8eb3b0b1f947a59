"""The plan as a timeline and as a calendar, and what in it needs a look."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from virta.activities import hours, outcomes, plan, shares, warning
from virta.activities import timeline as timelines
from virta.activities.calendars import Frame
from virta.activities.models import Activity, Pillar, Slot
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.forms import members
from virta.records.kinds import named
from virta.records.reading import label

AHEAD = timedelta(days=90)
WEEKS = timedelta(weeks=12)

Choices = list[tuple[str, Any]]


def objects(model: Any, request: Request) -> Choices:
    return list(model.objects.of(request.workspace).values_list("key", "title"))


def related(request: Request, name: str) -> Choices:
    """What the activities of a workspace may be related to, by key."""
    return objects(Activity._meta.get_field(name).related_model, request)


def narrowing(name: str, label: Any, choices: Choices, query: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": choices, "chosen": query.get(name, "")}


def people(request: Request) -> Choices:
    return [(str(one.pk), str(one)) for one in members(request.workspace)]


@require_safe
@needs(Action.SEE)
def timeline(request: Request) -> HttpResponse:
    """Activities over a quarter or a year."""
    query, today = request.GET.dict(), timezone.localdate()
    shown = timelines.Span.of(query, today)
    drawn = timelines.timeline(request.workspace, shown, query, today)
    kept = {
        name: value
        for name, value in query.items()
        if name not in {"view", "day", "page"} and value
    }
    labels = {
        name: label(named("activity"), name) for name in ("channels", "owner", "type", "state")
    }
    context = {
        "kind": named("activity"),
        "timeline": drawn,
        "page_obj": drawn.page,
        "rest": f"{shown.url(kept)[1:]}&",
        "today": today,
        "kept": kept,
        "kept_view": [("view", shown.view), ("day", shown.first.isoformat())],
        "tabs": shown.tabs(kept),
        "earlier": shown.url(kept, day=shown.earlier),
        "later": shown.url(kept, day=shown.later),
        "now": shown.url(kept, day=today),
        "filters": [
            narrowing("channel", labels["channels"], related(request, "channels"), query),
            narrowing("type", labels["type"], Activity.Type.choices, query),
            narrowing("state", labels["state"], Activity.State.choices, query),
            narrowing("owner", labels["owner"], people(request), query),
        ],
        "may_write": request.may[Action.WORK],
    }
    return render(request, "activities/timeline.html", context)


@require_safe
@needs(Action.SEE)
def calendar(request: Request) -> HttpResponse:
    """Slots, days that matter and campaigns by month, week or as a list; htmx gets the calendar alone."""
    query, today = request.GET.dict(), timezone.localdate()
    frame = Frame.of(query, today)
    may_write = request.may[Action.WORK]
    told = plan.told(request.workspace, frame, query)
    context = {
        "kind": named("slot"),
        "calendar": plan.calendar(request.workspace, frame, query, told, movable=may_write),
        "frame": frame,
        "here": request.get_full_path(),
        "kept_view": [("view", frame.view), ("day", frame.day.isoformat())],
        "new_url": named("slot").new_url(request.workspace) if may_write else "",
        "may_write": may_write,
        "counts": outcomes.counted(told.values()),
    }
    if request.htmx and not request.htmx.boosted and request.htmx.target == "calendar":
        return render(request, "activities/calendar/answer.html", context)
    slot = {name: label(named("slot"), name) for name in ("owner", "channel", "pillar", "state")}
    context["filters"] = [
        narrowing("channel", slot["channel"], related(request, "channels"), query),
        narrowing("pillar", slot["pillar"], objects(Pillar, request), query),
        narrowing("state", slot["state"], Slot.State.choices, query),
        narrowing("owner", slot["owner"], people(request), query),
    ]
    return render(request, "activities/calendar.html", context)


@require_safe
@needs(Action.SEE)
def warnings(request: Request) -> HttpResponse:
    """What collides, which pillar is far from its share, and how many hours each week has."""
    today = timezone.localdate()
    found = warning.collisions(request.workspace, today, today + AHEAD)
    weeks = hours.planned_hours(request.workspace, today, today + WEEKS)
    context = {
        "kind": named("activity"),
        "collisions": found,
        "until": today + AHEAD,
        "shares": shares.standing(request.workspace, today),
        "weeks": [{"monday": week, "hours": total} for week, total in weeks.items()],
        "most_hours": max(weeks.values(), default=0),
        "unplaced": hours.unplaced(request.workspace),
    }
    return render(request, "activities/warnings.html", context)
