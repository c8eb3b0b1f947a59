"""Bringing days that matter from a calendar file: choose, look, say yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from virta.activities import bringing
from virta.activities.forms import CalendarFileForm
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.kinds import named
from virta.records.models import Batch

SHOWN = 60
EARLIER = 10


def earlier(request: Request) -> list[Batch]:
    """Calendar files that were brought before; tables are listed where they are brought."""
    rows = Batch.objects.of(request.workspace).filter(kind=bringing.KIND, mapping=None)
    return list(rows.defer("content").order_by("-made_at")[:EARLIER])


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def bring(request: Request) -> HttpResponse:
    """Choose a calendar file."""
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        batch = bringing.keep(request.workspace, file.name, file.read(), request.user)
        return redirect("activities:days_look", request.workspace.slug, batch.pk)
    context = {"form": form, "kind": named("day"), "batches": earlier(request)}
    return render(request, "activities/days_bring.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def look(request: Request, batch_id: int) -> HttpResponse:
    """What is in the file and what could not be read; a POST brings the days in."""
    rows = Batch.objects.of(request.workspace).filter(kind=bringing.KIND)
    batch = get_object_or_404(rows, pk=batch_id)
    brought = bringing.look(batch, timezone.localdate())
    if request.method == "POST":
        return applied(request, batch, brought)
    context = {
        "batch": batch,
        "kind": named("day"),
        "brought": brought,
        "days": brought.new[:SHOWN],
        "more": max(len(brought.new) - SHOWN, 0),
    }
    return render(request, "activities/days_look.html", context)


def applied(request: Request, batch: Batch, brought: bringing.Brought) -> HttpResponse:
    made = bringing.apply(batch, brought, request.user)
    audit.record(request.workspace, request.user, "imported", file=batch.name)
    messages.success(
        request,
        _("%(count)s days are in. You can undo the whole import from its page.") % {"count": made},
    )
    return redirect(named("day").list_url(request.workspace))
