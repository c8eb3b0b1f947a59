"""The diagnosis in full, stepped through rounds."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from virta.assessment.models import Round
from virta.flows import diagnosing
from virta.pages.showing import Shown
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def diagnosis(request: Request, round_id: int | None = None) -> HttpResponse:
    """The four stumbling blocks with their evidence and remedies; the newest round's by default."""
    if round_id is None:
        current = diagnosing.latest(request.workspace)
    else:
        round = get_object_or_404(Round.objects.of(request.workspace), pk=round_id)
        current = diagnosing.current(request.workspace, round)
    if current is None:
        return render(request, "pages/today_empty.html", {"open_rounds": [], "steps": []})
    before = diagnosing.earlier(request.workspace, current.round)
    shown = Shown.of(request, current, before)
    rounds = Round.objects.of(request.workspace)
    return render(request, "pages/diagnosis.html", {"shown": shown, "rounds": rounds})
