"""Today: the picture, what stands in the way, what is easiest, what needs me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virta.assessment.models import Round
from virta.flows import diagnosing
from virta.pages.showing import Shown
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def today(request: Request) -> HttpResponse:
    """The home of a workspace. Where nothing is known yet it says what to do first."""
    open_rounds = list(Round.objects.of(request.workspace).exclude(state=Round.State.CLOSED))
    current = diagnosing.latest(request.workspace)
    context = {"open_rounds": open_rounds}
    if current is None:
        return render(request, "pages/today_empty.html", context)
    before = diagnosing.earlier(request.workspace, current.round)
    shown = Shown.of(request, current, before)
    return render(request, "pages/today.html", context | {"shown": shown})
