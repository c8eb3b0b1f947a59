"""Tasks: mine, and everybody's, done with one click."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from virta.ownership.models import Task
from virta.ownership.showing import may_do
from virta.people.access import Action, needs
from virta.people.http import Request

MOST = 100


@require_safe
@needs(Action.SEE)
def show(request: Request) -> HttpResponse:
    """Open tasks by when they are due: late, this week, later, without a day."""
    whose = request.GET.get("whose", "mine" if request.may["take_part"] else "all")
    tasks = Task.objects.of(request.workspace).filter(state=Task.State.OPEN)
    if whose == "mine":
        tasks = tasks.filter(owner_id=request.user.pk or 0)
    elif whose == "nobody":
        tasks = tasks.filter(owner=None)
    rows = tasks.select_related("owner", "workspace").prefetch_related("about")
    found = list(rows.order_by("due_on", "pk")[: MOST + 1])
    for one in found:
        one.may_do = may_do(request, one)
    context = {
        "whose": whose,
        "groups": groups(found[:MOST]),
        "more": len(found) > MOST,
        "done": done_lately(request, whose),
        "counts": counts(request),
    }
    return render(request, "ownership/tasks.html", context)


def groups(tasks: list[Any]) -> list[tuple[str, list[Any]]]:
    """Tasks by when they are due: `late`, `today`, `week` (the next seven days), `later`, `open`."""
    today = timezone.localdate()
    found: dict[str, list[Any]] = {name: [] for name in ("late", "today", "week", "later", "open")}
    for one in tasks:
        days = (one.due_on - today).days if one.due_on else None
        if days is None:
            name = "open"
        elif days < 0:
            name = "late"
        elif days == 0:
            name = "today"
        else:
            name = "week" if days <= 7 else "later"
        found[name].append(one)
    return [(name, several) for name, several in found.items() if several]


def done_lately(request: Request, whose: str) -> list[Any]:
    """What was done last, to open it again where that was a slip."""
    rows = Task.objects.of(request.workspace).filter(state=Task.State.DONE)
    if whose == "mine":
        rows = rows.filter(owner_id=request.user.pk or 0)
    found = list(rows.select_related("owner", "workspace").order_by("-done_at")[:5])
    for one in found:
        one.may_do = may_do(request, one)
    return found


def counts(request: Request) -> dict[str, int]:
    """How many open tasks are mine, everybody's, nobody's."""
    rows = Task.objects.of(request.workspace).filter(state=Task.State.OPEN)
    return {
        "mine": rows.filter(owner_id=request.user.pk or 0).count(),
        "all": rows.count(),
        "nobody": rows.filter(owner=None).count(),
    }
