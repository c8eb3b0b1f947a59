"""Today: the picture, what stands in the way, what is easiest, what needs me."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from virta.assessment.models import Round
from virta.flows import diagnosing
from virta.pages import needing
from virta.pages.showing import Shown
from virta.pages.sides import sides
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def today(request: Request) -> HttpResponse:
    """The home of a workspace. Where nothing is known yet it says what to do first."""
    open_rounds = list(Round.objects.of(request.workspace).exclude(state=Round.State.CLOSED))
    current = diagnosing.latest(request.workspace)
    context: dict[str, Any] = {
        "open_rounds": open_rounds,
        "waiting": needing.needs_of(request, timezone.now()),
        "steps": first_steps(request),
    }
    if current is None:
        return render(request, "pages/today_empty.html", context)
    before = diagnosing.earlier(request.workspace, current.round)
    shown = Shown.of(request, current, before)
    context |= {"shown": shown, "sides": sides(request.workspace, current)}
    return render(request, "pages/today.html", context)


def first_steps(request: Request) -> list[needing.Step]:
    """The steps of setting up, until all are done, for those who may take them."""
    return needing.first_steps(request.workspace) if request.may["work"] else []
