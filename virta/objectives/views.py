"""The tree, the weekly look, hints while writing, closing and carrying over."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.objectives import hints, services
from virta.objectives.forms import CarryForm, CheckInForm, CloseForm
from virta.objectives.models import KeyResult, Objective
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def tree(request: Request) -> HttpResponse:
    """Goals, objectives below them, and how far their key results have come."""
    closed = request.GET.get("closed") == "1"
    context = {"branches": services.tree(request.workspace, closed=closed), "closed": closed}
    return render(request, "objectives/tree.html", context)


@require_POST
@needs(Action.WORK)
def hint(request: Request) -> HttpResponse:
    """Hints on what stands in a form just now; nothing is kept."""
    data = request.POST.dict()
    if "baseline" in data:
        found = hints.of_key_result(data)
    else:
        found = hints.of_objective(data, results_of(request, data.get("key", "")))
    return render(request, "objectives/hints.html", {"hints": found})


def results_of(request: Request, key: str) -> int:
    mine = KeyResult.objects.of(request.workspace).filter(objective__key=key)
    return int(mine.count())


class QuickForm(CheckInForm):
    """The weekly look at one of many key results on a page."""

    class Meta(CheckInForm.Meta):
        fields = ["value", "confidence", "note"]


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def check_ins(request: Request) -> HttpResponse:
    """All of one's key results on one page: a value, a confidence and a sentence each."""
    mine = KeyResult.objects.of(request.workspace).filter(objective__state=Objective.State.ACTIVE)
    everybody = request.GET.get("all") == "1"
    if not everybody:
        mine = mine.filter(owner=request.user)
    results = list(
        mine.select_related("workspace", "objective", "owner").order_by("due_on", "pk")[:100]
    )
    forms = {one.pk: quick_form(request, one) for one in results}
    if request.method == "POST" and all(
        form.is_valid() for form in forms.values() if is_filled(form)
    ):
        kept = keep(request, results, forms)
        messages.success(request, _("%(count)s key results are checked in.") % {"count": kept})
        return redirect(request.get_full_path())
    rows = [
        {"standing": one, "form": forms[one.key_result.pk]} for one in services.standings(results)
    ]
    context = {"rows": rows, "everybody": everybody, "today": timezone.localdate()}
    return render(request, "objectives/check_ins.html", context)


def quick_form(request: Request, result: KeyResult) -> QuickForm:
    return QuickForm(request.POST or None, workspace=request.workspace, prefix=result.key)


def is_filled(form: QuickForm) -> bool:
    """Whether anything was written; a key result that nobody touched is passed over."""
    return any(form.data.get(form.add_prefix(name)) for name in ("value", "confidence", "note"))


def keep(request: Request, results: list[KeyResult], forms: dict[int, QuickForm]) -> int:
    kept = 0
    for result in results:
        form = forms[result.pk]
        if is_filled(form):
            keep_one(request, result, timezone.localdate(), form)
            kept += 1
    return kept


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def check_in(request: Request, result_key: str) -> HttpResponse:
    """One look at one key result."""
    result = get_object_or_404(KeyResult.objects.of(request.workspace), key=result_key)
    initial = {"day": timezone.localdate()}
    form = SingleForm(request.POST or None, workspace=request.workspace, initial=initial)
    if form.is_valid():
        keep_one(request, result, form.cleaned_data["day"], form)
        messages.success(request, _("The check-in is kept."))
        return redirect("records:key_result", request.workspace.slug, result.key)
    return render(request, "objectives/check_in.html", {"form": form, "result": result})


def keep_one(request: Request, result: KeyResult, day: date, form: CheckInForm) -> None:
    """Keep a check-in, and say so where it replaces what a colleague gave that day."""
    given = {name: form.cleaned_data[name] for name in ("value", "confidence", "note")}
    _kept, other = services.check_in(result, request.user, day, given)
    if other is not None:
        messages.warning(
            request,
            _("%(who)s had checked in “%(what)s” that day. The history keeps their figures.")
            % {"who": other, "what": result},
        )


class SingleForm(CheckInForm):
    """A look at a key result that the address names."""

    class Meta(CheckInForm.Meta):
        fields = ["day", "value", "confidence", "note"]


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def close(request: Request, objective_key: str) -> HttpResponse:
    """Score an objective and end it; or take the end back."""
    objective = found(request, objective_key)
    if objective.state == Objective.State.CLOSED:
        if request.method == "POST":
            services.reopen(objective, request.user, _("Opened again"))
            messages.success(request, _("The objective is open again."))
        return redirect("records:objective", request.workspace.slug, objective.key)
    suggested = services.suggested_score(objective)
    form = CloseForm(request.POST or None, initial={"score": suggested})
    if form.is_valid():
        services.close(objective, request.user, **form.cleaned_data, day=timezone.localdate())
        messages.success(request, _("The objective is closed with its score."))
        return redirect("records:objective", request.workspace.slug, objective.key)
    context = {"form": form, "objective": objective, "suggested": suggested}
    return render(request, "objectives/close.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def carry(request: Request, objective_key: str) -> HttpResponse:
    """Begin the same anew for another period."""
    objective = found(request, objective_key)
    form = CarryForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        new = services.carry_over(objective, request.user, **form.cleaned_data)
        messages.success(request, _("The objective goes on in its new period."))
        return redirect("records:objective", request.workspace.slug, new.key)
    return render(request, "objectives/carry.html", {"form": form, "objective": objective})


def found(request: Request, key: str) -> Any:
    return get_object_or_404(Objective.objects.of(request.workspace), key=key)
