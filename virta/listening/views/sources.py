"""Sources: where the workspace listens, and how each is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.balance.framework import Factor
from virta.listening.forms import SourceForm
from virta.listening.models import Source
from virta.listening.models.source import sealed
from virta.networks import outside
from virta.networks.errors import NetworkError
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.sources import registry
from virta.sources.protocol import Source as Described


@dataclass(frozen=True, slots=True)
class Health:
    """A source as the page shows it."""

    source: Source
    kind: str
    icon: str
    words: str
    trouble: str
    lag: timedelta | None


def health(source: Source, language: str) -> Health:
    """How a source is, in words."""
    described = registry.named(source.kind)
    kind = described.name.to(language) if described else source.kind
    trouble = str(source.trouble.get("fi" if language.startswith("fi") else "en", ""))
    if described is None:
        icon, words = "circle-x", _("cannot be used any more")
    elif not source.is_on:
        icon, words = "circle-pause", _("turned off")
    elif trouble:
        icon, words = "triangle-alert", _("does not answer")
    elif source.looked_at is None:
        icon, words = "hourglass", _("has not been asked yet")
    elif source.is_silent(timezone.now(), described):
        icon, words = "triangle-alert", _("has been silent for longer than is usual")
    else:
        icon, words = "circle-check", _("listening")
    lag = None
    if described and described.stream and source.seen_until and source.looked_at:
        lag = max(source.looked_at - source.seen_until, timedelta(0))
    return Health(source, kind, icon, words, trouble, lag)


@require_safe
@needs(Action.SEE)
def listed(request: Request) -> HttpResponse:
    """Every source with its health, and the kinds that can be added."""
    language = get_language() or "en"
    rows = Source.objects.of(request.workspace)
    context = {
        "rows": [health(one, language) for one in rows],
        "kinds": [
            (one.key, one.name.to(language), one.help.to(language))
            for one in registry.known().sources.values()
        ],
        "may_lead": request.may[Action.LEAD],
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/sources.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def new(request: Request, source_kind: str) -> HttpResponse:
    """Add a source; what was typed is tried before it is kept."""
    described = registry.named(source_kind)
    if described is None:
        raise Http404
    language = get_language() or "en"
    form = SourceForm(request.POST or None, described=described)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _checked(described, form.typed())
        except NetworkError as trouble:
            form.add_error(form.first, trouble.said.to(language))
        else:
            title = form.cleaned_data["title"].strip() or _title(described, kept, language)
            Source.objects.create(
                workspace=request.workspace,
                kind=described.key,
                title=title[:200],
                sealed=sealed(kept),
                made_by=request.user,
            )
            messages.success(request, _("From now on Virta listens here, too."))
            return redirect("listening:sources", request.workspace.slug)
    context: dict[str, Any] = {
        "form": form,
        "name": described.name.to(language),
        "help": described.help.to(language),
    }
    return render(request, "listening/source_new.html", context)


def _checked(described: Described, typed: dict[str, str]) -> dict[str, str]:
    if described.check is None:
        return typed
    with outside.client(settings.REACHABLE_HOSTS) as http:
        return dict(described.check(typed, http))


def _title(described: Described, kept: dict[str, str], language: str) -> str:
    shown = [kept.get(one.name, "") for one in described.fields if one.kind != "secret"]
    return f"{described.name.to(language)}: {' '.join(filter(None, shown))}"


def one_of(request: Request, source_id: int) -> Source:
    source: Source = get_object_or_404(Source.objects.of(request.workspace), pk=source_id)
    return source


@require_POST
@needs(Action.LEAD)
def turn(request: Request, source_id: int) -> HttpResponse:
    """Turn a source off or on; it goes on from where it was."""
    source = one_of(request, source_id)
    Source.objects.filter(pk=source.pk).update(is_on=not source.is_on, due_at=timezone.now())
    words = _("Virta no longer listens there.") if source.is_on else _("Virta listens there again.")
    messages.success(request, words)
    return redirect("listening:sources", request.workspace.slug)


@require_POST
@needs(Action.LEAD)
def remove(request: Request, source_id: int) -> HttpResponse:
    """Remove a source; what was heard there stays."""
    one_of(request, source_id).delete()
    messages.success(request, _("The source is removed. What was heard there stays."))
    return redirect("listening:sources", request.workspace.slug)
