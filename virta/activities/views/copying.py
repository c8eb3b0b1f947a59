"""Copying an activity, and making one from a template."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from virta.activities import copying, planning
from virta.activities.forms import CopyForm
from virta.activities.models import Activity
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.kinds import kind_of, named


@require_safe
@needs(Action.SEE)
def templates(request: Request) -> HttpResponse:
    """The templates that new activities can be made from."""
    rows = Activity.objects.of(request.workspace).filter(is_template=True)
    rows = rows.select_related("workspace").prefetch_related("channels").order_by("title")
    context = {"kind": named("activity"), "templates": rows, "may_write": request.may[Action.WORK]}
    return render(request, "activities/templates.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def copy(request: Request, record_key: str) -> HttpResponse:
    """Ask for the copy's name and first day, then make it."""
    rows = Activity.objects.of(request.workspace).select_related("workspace", "owner")
    activity = get_object_or_404(rows, key=record_key)
    form = CopyForm(request.POST or None, initial=initial(activity))
    if request.method == "POST" and form.is_valid():
        made = copying.copy(activity, request.user, **form.cleaned_data)
        slots = make_slots(made, request) if form.cleaned_data["with_slots"] else 0
        said = _("“%(title)s” is made, with %(count)s planned slots.")
        messages.success(request, said % {"title": made, "count": slots})
        return redirect(kind_of(made).url(made))
    context = {"form": form, "record": activity, "kind": named("activity")}
    return render(request, "activities/copy.html", context)


def initial(activity: Activity) -> dict[str, Any]:
    if activity.is_template:
        return {"title": activity.title, "starts_on": copying.suggested_start(activity)}
    title = _("%(title)s (copy)") % {"title": activity.title}
    return {"title": title[:200], "starts_on": copying.suggested_start(activity)}


def make_slots(made: Activity, request: Request) -> int:
    """Slots of the copied cadences; how many the copy has in all."""
    now = timezone.now()
    cadences = made.cadences.select_related("workspace", "activity__owner", "channel", "pillar")
    for cadence in cadences:
        planning.bring_up_to_date(cadence, now, request.user)
    return int(made.slots.filter(removed_at__isnull=True).count())
