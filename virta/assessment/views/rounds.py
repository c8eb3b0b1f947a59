"""Rounds: made, opened, followed, closed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.assessment import inviting, progress, services
from virta.assessment.bank import CURRENT, load
from virta.assessment.forms import CloseForm, GroupFormSet, OpenRoundForm, RoundForm
from virta.assessment.models import Round
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def rounds(request: Request) -> HttpResponse:
    """Every round with its state; where there is none yet, what to do first."""
    found = Round.objects.of(request.workspace).defer("tally")
    return render(request, "assessment/rounds.html", {"rows": progress.of_rounds(found)})


def preset_groups(language: str) -> list[dict[str, Any]]:
    """The groups that the framework would ask, for the form to begin with."""
    texts = load(CURRENT).texts
    keys = ("leaders", "team", "staff", "outside")
    return [{"name": texts[f"group.{key}"].in_(language)} for key in keys]


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def round_new(request: Request) -> HttpResponse:
    """A new round with its groups."""
    today = timezone.localdate()
    starts_on, ends_on = services.last_half_year(today)
    initial = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "language": request.workspace.language,
        "closes_on": today + services.OPEN_FOR,
    }
    form = RoundForm(
        request.POST or None, initial=initial, instance=Round(workspace=request.workspace)
    )
    groups = GroupFormSet(
        request.POST or None, initial=preset_groups(request.workspace.language), prefix="groups"
    )
    if request.method == "POST" and form.is_valid() and groups.is_valid():
        round = services.new_round(
            request.workspace,
            request.user,
            groups=[(name, expected) for _pk, name, expected in rows_of(groups)],
            closes_at=form.closes_at(),
            **form.facts(),
        )
        messages.success(request, _("The round is a draft. Look it over, then open it."))
        return redirect("assessment:round", request.workspace.slug, round.pk)
    return render(request, "assessment/round_form.html", {"form": form, "groups": groups})


def rows_of(groups: Any) -> list[tuple[int | None, str, int | None]]:
    """The groups as the form has them; a row without a name is no group."""
    return [
        (row.get("pk"), row["name"].strip(), row.get("expected"))
        for row in groups.cleaned_data
        if row and row.get("name", "").strip()
    ]


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def round_edit(request: Request, round_id: int) -> HttpResponse:
    """Change a draft; of an open round only what does not touch its answers."""
    round = the_round(request, round_id)
    if round.state == Round.State.CLOSED:
        return redirect("assessment:round", request.workspace.slug, round.pk)
    made = RoundForm if round.state == Round.State.DRAFT else OpenRoundForm
    closes_on = timezone.localtime(round.closes_at).date() if round.closes_at else None
    form = made(request.POST or None, instance=round, initial={"closes_on": closes_on})
    now_there = [
        {"pk": one.pk, "name": one.name, "expected": one.expected} for one in round.groups.all()
    ]
    groups = GroupFormSet(request.POST or None, initial=now_there, prefix="groups")
    if request.method == "POST" and form.is_valid() and groups.is_valid():
        services.change_round(round, rows_of(groups), closes_at=form.closes_at(), **form.facts())
        messages.success(request, _("The round is changed."))
        return redirect("assessment:round", request.workspace.slug, round.pk)
    context = {"form": form, "groups": groups, "round": round}
    return render(request, "assessment/round_form.html", context)


@require_safe
@needs(Action.SEE)
def round(request: Request, round_id: int) -> HttpResponse:
    """How a round stands: links to hand on, who has answered in numbers, what to do next."""
    round = the_round(request, round_id)
    if round.state == Round.State.CLOSED and not request.may[Action.ASSESS]:
        return redirect("assessment:results", request.workspace.slug, round.pk)
    context = {
        "round": round,
        "progress": progress.of(round),
        "groups": [
            {"group": group, "url": inviting.open_url(group, base_url(request))}
            for group in round.groups.all()
        ],
        "reminder": reminder_text(round, request),
        "can_mail": bool(settings.SMTP.hostname),
        "can_delete": round.state == Round.State.DRAFT and not services.holds_something(round),
    }
    return render(request, "assessment/round.html", context)


def reminder_text(round: Round, request: Request) -> str:
    """A reminder to copy, with the open links of all groups that still have one."""
    links = [
        f"{group.name}: {inviting.open_url(group, base_url(request))}"
        for group in round.groups.all()
        if group.link_open
    ]
    return inviting.words_for(round, "reminder", round.language, "\n".join(links))[1]


@require_safe
@needs(Action.SEE)
def round_progress(request: Request, round_id: int) -> HttpResponse:
    """The numbers of a round that is open, asked for again and again."""
    round = the_round(request, round_id)
    context = {"round": round, "progress": progress.of(round)}
    return render(request, "assessment/progress.html", context)


@require_POST
@needs(Action.ASSESS)
def round_open(request: Request, round_id: int) -> HttpResponse:
    round = the_round(request, round_id)
    services.open_round(round, timezone.now())
    audit.record(request.workspace, request.user, "round_opened", round=round.name)
    messages.success(request, _("The round takes answers now. Hand on the links below."))
    return redirect("assessment:round", request.workspace.slug, round.pk)


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def round_close(request: Request, round_id: int) -> HttpResponse:
    """Closing is for good, so it asks first and says what happens."""
    round = the_round(request, round_id)
    if round.state != Round.State.OPEN:
        return redirect("assessment:round", request.workspace.slug, round.pk)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        services.close_round(round, timezone.now())
        audit.record(request.workspace, request.user, "round_closed", round=round.name)
        messages.success(request, _("The round is closed. These are its results."))
        return redirect("assessment:results", request.workspace.slug, round.pk)
    context = {"round": round, "form": form, "progress": progress.of(round)}
    return render(request, "assessment/round_close.html", context)


@require_POST
@needs(Action.ASSESS)
def round_delete(request: Request, round_id: int) -> HttpResponse:
    round = the_round(request, round_id)
    services.delete_draft(round)
    audit.record(request.workspace, request.user, "round_deleted", round=round.name)
    messages.success(request, _("The draft is gone."))
    return redirect("assessment:rounds", request.workspace.slug)


def the_round(request: Request, round_id: int) -> Round:
    """The round of this address, if it belongs to the workspace."""
    rounds = Round.objects.of(request.workspace).select_related("workspace")
    found: Round = get_object_or_404(rounds.defer("tally"), pk=round_id)
    return found


def base_url(request: Request) -> str:
    """Where people outside reach this installation: the address that is in use now."""
    return request.build_absolute_uri("/")
