"""The outside assessor's pages: clients, observations, counts on samples."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.assessment import assessing
from virta.assessment.bank import load
from virta.assessment.forms_assessor import ClientForm, ObservationForm, SampleForm
from virta.assessment.models import Observation, Round, SampleCount
from virta.balance import words
from virta.balance.framework import FACTORS, Factor
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import PublicRequest, Request

HALF_YEAR = timedelta(weeks=26)


@login_required
@require_http_methods(["GET", "POST"])
def new_client(request: PublicRequest) -> HttpResponse:
    """A client workspace in one step."""
    today = timezone.localdate()
    form = ClientForm(
        request.POST or None,
        initial={
            "language": get_language(),
            "starts_on": today - HALF_YEAR,
            "ends_on": today - timedelta(days=1),
        },
    )
    if form.is_valid():
        round = assessing.new_client(request.user, **form.cleaned_data)
        messages.success(
            request, _("The client's workspace is ready. Begin with what you can see.")
        )
        return redirect("assessment:observe", round.workspace.slug, round.pk, FACTORS[0])
    return render(request, "assessment/client_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def observe(request: Request, round_id: int, factor: str) -> HttpResponse:
    """Own observations for the statements of one factor."""
    round = get_object_or_404(Round.objects.of(request.workspace), pk=round_id)
    if factor not in set(Factor):
        raise Http404
    rows = observation_rows(request, round, Factor(factor))
    if request.method == "POST" and all(row["form"].is_valid() for row in rows):
        for row in rows:
            keep(request, round, row)
        messages.success(request, _("Your observations are kept."))
        return redirect("assessment:observe", request.workspace.slug, round.pk, following(factor))
    context = {"round": round, "rows": rows, "factors": tabs(request, round, factor)}
    context["name"] = words.factor_name(Factor(factor), get_language() or "en")
    return render(request, "assessment/observe.html", context)


def observation_rows(request: Request, round: Round, factor: Factor) -> list[dict[str, Any]]:
    """One row a statement of the factor: its words, its levels, its form."""
    language = get_language() or "en"
    kept = {
        one.statement: {"level": one.level, "source": one.source, "note": one.note}
        for one in Observation.objects.filter(round=round, made_by=request.user, factor=factor)
    }
    return [
        {
            "statement": one,
            "text": one.text.in_(language),
            "levels": [level.in_(language) for level in one.levels],
            "form": ObservationForm(
                request.POST or None,
                prefix=one.id,
                initial=kept.get(one.id),
            ),
        }
        for one in load(round.bank_version).statements()
        if one.factor == factor
    ]


def keep(request: Request, round: Round, row: dict[str, Any]) -> None:
    form: ObservationForm = row["form"]
    if form.is_empty:
        assessing.forget(round, row["statement"], request.user)
    else:
        assessing.observe(
            request.workspace, round, row["statement"], request.user, form.cleaned_data
        )


def following(factor: str) -> str:
    """The next factor, round the whole circle."""
    return FACTORS[(FACTORS.index(Factor(factor)) + 1) % len(FACTORS)]


def tabs(request: Request, round: Round, current: str) -> list[dict[str, Any]]:
    """The eight factors with how many statements this assessor has looked at."""
    language = get_language() or "en"
    seen = list(
        Observation.objects.filter(round=round, made_by=request.user).values_list(
            "factor", flat=True
        )
    )
    return [
        {
            "factor": factor,
            "label": words.factor_name(factor, language),
            "count": seen.count(factor),
            "current": factor == current,
        }
        for factor in FACTORS
    ]


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def samples(request: Request, round_id: int) -> HttpResponse:
    """Counts on samples, so that flow can be judged before any work is done in Virta."""
    round = get_object_or_404(Round.objects.of(request.workspace), pk=round_id)
    form = SampleForm(request.POST or None)
    if form.is_valid():
        form.instance.workspace = request.workspace
        form.instance.round = round
        form.instance.made_by = request.user
        form.save()
        messages.success(request, _("The count is kept and is part of the diagnosis."))
        return redirect("assessment:samples", request.workspace.slug, round.pk)
    counts = SampleCount.objects.of(request.workspace).filter(round=round).order_by("-made_at")
    context = {"round": round, "form": form, "counts": counts}
    return render(request, "assessment/samples.html", context)


@require_POST
@needs(Action.ASSESS)
def sample_gone(request: Request, sample_id: int) -> HttpResponse:
    """Take a count away; the audit log keeps what it was."""
    count = get_object_or_404(SampleCount.objects.of(request.workspace), pk=sample_id)
    audit.record(request.workspace, request.user, "sample_removed", count=str(count))
    round_id = count.round_id
    count.delete()
    messages.success(request, _("The count was taken away."))
    return redirect("assessment:samples", request.workspace.slug, round_id)
