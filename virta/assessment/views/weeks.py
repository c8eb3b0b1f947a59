"""A person's own week."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from virta.assessment import weeks
from virta.assessment.forms_weeks import WeekForm
from virta.people.access import Action, needs
from virta.people.http import Request


@require_http_methods(["GET", "POST"])
@needs(Action.TAKE_PART)
def week(request: Request, day: str = "") -> HttpResponse:
    """Split one's week over the factors; what was done in Virta is suggested."""
    monday = chosen(day)
    kept = weeks.given(request.workspace, request.user, monday)
    guess = weeks.suggested(request.workspace, request.user, monday)
    start = kept or guess
    initial = {factor.value: hours.normalize() for factor, hours in start.items() if hours}
    form = WeekForm(request.POST or None, week=monday, initial=initial)
    if request.method == "POST" and "forget" in request.POST:
        weeks.take_back(request.workspace, request.user, monday)
        messages.success(request, _("The week is unrecorded again."))
        return redirect(request.path)
    if form.is_valid():
        weeks.give(request.workspace, request.user, monday, form.hours)
        messages.success(request, _("Your week is kept. It counts in the picture from now on."))
        return redirect("assessment:week", request.workspace.slug)
    recent = [
        {"week": one, "given": weeks.given(request.workspace, request.user, one)}
        for one in weeks.recent(timezone.localdate())
    ]
    context = {"form": form, "monday": monday, "kept": kept, "recent": recent}
    context["is_suggested"] = kept is None and any(guess.values())
    return render(request, "assessment/week.html", context)


def chosen(day: str) -> date:
    """The Monday of the week asked for; this week's by default, and none of the future."""
    today = timezone.localdate()
    try:
        wanted = date.fromisoformat(day) if day else today
    except ValueError as problem:
        raise Http404 from problem
    if wanted > today:
        raise Http404
    return weeks.monday(wanted)
