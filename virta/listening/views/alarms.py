"""Alarms: what was out of the usual, and that somebody sees to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.balance.framework import Factor
from virta.listening import gauging
from virta.listening.models import Alarm
from virta.people.access import Action, needs
from virta.people.http import Request

MOST = 100


@require_safe
@needs(Action.SEE)
def listed(request: Request) -> HttpResponse:
    """The latest alarms, those that nobody sees to first."""
    rows = Alarm.objects.of(request.workspace).filter(storm__isnull=True)
    rows = rows.filter(search__removed_at__isnull=True).order_by("-at", "-pk")
    rows = rows.select_related("search__workspace", "acknowledged_by")
    found = list(rows.prefetch_related("others__search")[:MOST])
    context = {
        "open": [one for one in found if one.acknowledged_at is None],
        "closed": [one for one in found if one.acknowledged_at is not None],
        "may_write": request.may[Action.WORK],
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/alarms.html", context)


@require_POST
@needs(Action.WORK)
def seen(request: Request, alarm_id: int) -> HttpResponse:
    """Say that one sees to it; nobody is told of it again."""
    alarm = get_object_or_404(Alarm.objects.of(request.workspace), pk=alarm_id)
    if gauging.acknowledge(alarm, request.user, timezone.now()):
        messages.success(request, _("You see to it. Nobody is told of it again."))
    else:
        messages.info(request, _("Somebody sees to it already."))
    return redirect("listening:alarms", request.workspace.slug)
