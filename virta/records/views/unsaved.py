"""Keeping what is being typed, and throwing it away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import unsaved
from virta.records.kinds import Kind, kinds
from virta.records.models import Record


@require_POST
@needs(Action.TAKE_PART)
def keep(request: Request) -> HttpResponse:
    """Keep a form as it stands: 204, or 413 where it is too long. Only what one may write."""
    kind, key = form_of(request)
    sent = request.POST
    if unsaved.keep(request.workspace, request.user, kind.name, key, sent):
        return HttpResponse(status=204)
    return HttpResponse(status=413)


@require_POST
@needs(Action.TAKE_PART)
def throw_away(request: Request) -> HttpResponse:
    """Forget what was left in a form, and show the form as it is."""
    kind, key = form_of(request)
    unsaved.forget(request.workspace, request.user, kind.name, key)
    messages.info(request, _("What you had left unsaved is thrown away."))
    address = kind.list_url(request.workspace)
    return redirect(f"{address}{key}/edit/" if key else f"{address}new/")


def form_of(request: Request) -> tuple[Kind, str]:
    """Which form it is about. 404 where this person may not write there, or it is not there."""
    name, key = request.POST.get("unsaved_kind", ""), request.POST.get("unsaved_key", "")
    kind = next((one for one in kinds() if one.name == name), None)
    if kind is None or not request.may[kind.write] or not request.user.is_authenticated:
        raise Http404
    rows: type[Record] = kind.model
    if key and not rows.objects.of(request.workspace).filter(key=key).exists():
        raise Http404
    return kind, key
