"""Alarms: what was out of the usual, who is told of it, and that somebody sees to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.balance.framework import Factor
from virta.listening import calling, catching, gauging, silence
from virta.listening.forms_alarms import AlarmSettingsForm
from virta.listening.models import Alarm
from virta.people.access import Action, needs
from virta.people.http import Request

MOST = 100
CAUGHT = 50
"""Mentions that the page of an alarm shows."""
PARTS = (
    "search__workspace",
    "search__owner",
    "rule__workspace",
    "rule__person",
    "source__workspace",
    "source__made_by",
    "acknowledged_by",
    "path__workspace",
    "workspace",
)


@require_safe
@needs(Action.SEE)
def listed(request: Request) -> HttpResponse:
    """The latest alarms, those that nobody sees to first."""
    rows = Alarm.objects.of(request.workspace).filter(storm__isnull=True)
    rows = rows.filter(search__removed_at__isnull=True, rule__removed_at__isnull=True)
    rows = rows.select_related("search__workspace", "rule__workspace", "source", "acknowledged_by")
    rows = rows.prefetch_related("others__search", "others__rule", "others__source")
    found = list(rows.order_by("-at", "-pk")[:MOST])
    context = {
        "open": [one for one in found if one.acknowledged_at is None],
        "closed": [one for one in found if one.acknowledged_at is not None],
        "may_write": request.may[Action.WORK],
        "may_lead": request.may[Action.LEAD],
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
    return redirect("listening:alarm", request.workspace.slug, alarm.storm_id or alarm.pk)


@require_safe
@needs(Action.SEE)
def shown(request: Request, alarm_id: int) -> HttpResponse:
    """One alarm: what it is, who was told when and by which way, and who is next."""
    rows = Alarm.objects.of(request.workspace).select_related(*PARTS)
    rows = rows.prefetch_related("others__search", "others__rule", "others__source")
    alarm = get_object_or_404(rows, pk=alarm_id)
    if alarm.storm_id:
        return redirect("listening:alarm", request.workspace.slug, alarm.storm_id)
    context = {
        "one": alarm,
        "caught": catching.caught(alarm)[:CAUGHT] if alarm.rule_id else [],
        "most_caught": CAUGHT,
        "wrong": what_is_wrong(alarm),
        "calls": alarm.calls.select_related("person"),
        "next": None if alarm.acknowledged_at else calling.upcoming(alarm),
        "may_write": request.may[Action.WORK],
        "factor": Factor.LISTENING,
        "now": timezone.now(),
    }
    return render(request, "listening/alarm_page.html", context)


def what_is_wrong(alarm: Alarm) -> str:
    """What is wrong with the source of an alarm now; nothing of others and where it is over."""
    if alarm.source is None or alarm.is_over:
        return ""
    return silence.sentence(alarm.source, timezone.now())


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def settings(request: Request) -> HttpResponse:
    """Which alarms are urgent, and along which path those go that have none of their own."""
    kept = calling.settings_of(request.workspace)
    form = AlarmSettingsForm(request.POST or None, instance=kept)
    if form.is_valid():
        form.save()
        messages.success(request, _("This holds for the alarms that come from now on."))
        return redirect("listening:alarm_settings", request.workspace.slug)
    context = {"form": form, "factor": Factor.LISTENING}
    return render(request, "listening/alarm_settings.html", context)
