"""A page for each of the eight factors, and one for each cycle."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virta.balance.framework import INNER, OUTER, Factor
from virta.flows import diagnosing
from virta.pages.answered import statement_rows
from virta.pages.showing import Shown, factor_words
from virta.pages.sides import signs_of
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.places import places_of

CYCLES = {"strategy": INNER, "execution": OUTER}


@require_safe
@needs(Action.SEE)
def factor(request: Request, factor: str) -> HttpResponse:
    """How one factor stands and why, what would help most, and what was answered about it."""
    if factor not in set(Factor):
        raise Http404
    current = diagnosing.latest(request.workspace)
    shown = Shown.of(request, current, None) if current else None
    context = {
        "factor": factor_words(Factor(factor)),
        "places": places_of(request.workspace, Factor(factor)),
        "signs": signs_of(request.workspace, Factor(factor)),
        "shown": shown,
        "one": shown.factor(Factor(factor)) if shown else None,
        "remedies": shown.remedies_of(Factor(factor)) if shown else [],
        "statements": statement_rows(current.round, Factor(factor)) if current else [],
    }
    return render(request, "pages/factor.html", context)


@require_safe
@needs(Action.SEE)
def cycle(request: Request, cycle: str) -> HttpResponse:
    """The factors of the strategy cycle or of the execution cycle side by side."""
    current = diagnosing.latest(request.workspace)
    shown = Shown.of(request, current, None) if current else None
    factors = CYCLES[cycle]
    context = {
        "cycle": cycle,
        "factors": [factor_words(one) for one in factors],
        "shown": shown,
        "rows": [shown.factor(one) for one in factors] if shown else [],
    }
    return render(request, "pages/cycle.html", context)
