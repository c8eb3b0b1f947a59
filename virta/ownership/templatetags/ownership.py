"""Pieces of ownership for the pages of other factors: who does what for an object, its tasks."""

from typing import Any

from django import template
from django.utils import timezone

from virta.ownership.access import warnings
from virta.ownership.models import Assignment, Policy, Task
from virta.ownership.policies import standings, waiting_for
from virta.records.kinds import kind_of
from virta.records.models import Record

register = template.Library()


@register.inclusion_tag("ownership/who_does_what.html", takes_context=True)
def who_does_what(context: Any, record: Record) -> dict[str, Any]:
    """The parts that people have in an object and its open tasks, for beside its page."""
    kind = kind_of(record).name
    about = {"about_kind": kind, "about_key": record.key}
    request = context["request"]
    tasks = Task.objects.of(request.workspace).filter(state=Task.State.OPEN, **about)
    parts = Assignment.objects.of(request.workspace).filter(**about)
    return {
        "request": request,
        "may": request.may,
        "record": record,
        "kind_name": kind,
        "parts": parts.select_related("person").order_by("part", "person__name"),
        "tasks": tasks.select_related("owner", "workspace").order_by("due_on", "pk")[:10],
    }


@register.inclusion_tag("ownership/access_warnings.html", takes_context=True)
def access_warnings(context: Any) -> dict[str, Any]:
    """What is wrong in the access register, for the top of its list."""
    request = context["request"]
    found = warnings(request.workspace, timezone.localdate())
    return {"request": request, "may": request.may, "warnings": found[:20], "count": len(found)}


@register.inclusion_tag("ownership/my_policies.html", takes_context=True)
def my_policies(context: Any) -> dict[str, Any]:
    """What the visitor must still accept, and how every policy stands."""
    request = context["request"]
    found = list(
        Policy.objects.of(request.workspace).select_related("workspace").order_by("title", "pk")
    )
    rows = standings(request.workspace, found)
    mine = request.user.is_authenticated and waiting_for(
        request.workspace, request.user, str(request.role)
    )
    return {
        "request": request,
        "mine": mine or [],
        "standings": [one for one in rows if one.wanted],
    }
