"""The watch rota: who is on now, who comes next, the handover note, and the calendar's address."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.kit.problems import Problem
from virta.ownership import watching
from virta.ownership.models import Rotation, Watch, WatchFeed
from virta.ownership.views.finding import found, home
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Membership, digest
from virta.records import saving

FEED_BACK = timedelta(days=30)
FEED_AHEAD = timedelta(days=365)
LONGEST_NOTE = 5000


@require_safe
@needs(Action.SEE)
def show(request: Request) -> HttpResponse:
    """Who is on watch, what they should know, and the turns of the weeks ahead."""
    return render(request, "ownership/rota.html", context_of(request))


def context_of(request: Request) -> dict[str, object]:
    now, workspace = timezone.now(), request.workspace
    coming: list[Any] = watching.watches(workspace, now, now + watching.AHEAD)
    away = watching.away_on_watch(coming, watching.absences(workspace, now))
    for one in coming:
        one.absence = away.get(one.pk)
    on_now = [one for one in coming if one.starts_at <= now]
    last = Watch.objects.of(workspace).filter(ends_at__lte=now).exclude(handover="")
    return {
        "on_now": on_now,
        "mine_now": {one.pk for one in on_now if may_note(request, one)},
        "coming": [one for one in coming if one.starts_at > now],
        "last": last.select_related("person", "workspace").order_by("-ends_at").first(),
        "uncovered": watching.uncovered(workspace, now, 14) if coming else [],
        "rotations": Rotation.objects.of(workspace).select_related("workspace").order_by("title"),
        "feeds": feeds(request),
    }


def feeds(request: Request) -> list[WatchFeed]:
    """The visitor's own addresses that are in force."""
    mine = WatchFeed.objects.of(request.workspace).filter(
        person_id=request.user.pk or 0, revoked_at=None
    )
    return list(mine.order_by("-made_at"))


def may_note(request: Request, watch: Watch) -> bool:
    """Whoever is on watch writes the note; so may the team."""
    return request.may["work"] or (request.may["take_part"] and watch.person_id == request.user.pk)


@require_POST
@needs(Action.TAKE_PART)
def note(request: Request, record_key: str) -> HttpResponse:
    """Keep the handover note of a watch."""
    watch = found(Watch, request, record_key)
    if not may_note(request, watch):
        raise Problem(_("This watch is somebody else's. Ask them, or somebody of the team."))
    text = request.POST.get("handover", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        raise Problem(_("The note has more than 5,000 characters. Shorten it."))
    watch.handover = text
    seen = request.POST.get("seen", "")
    saving.store(watch, request.user, seen=int(seen) if seen.isdecimal() else None)
    messages.success(request, _("The handover note is kept."))
    rota = reverse("ownership:rota", args=[request.workspace.slug])
    return redirect(home(request, request.POST.get("next", ""), rota))


@require_POST
@needs(Action.TAKE_PART)
def feed_new(request: Request) -> HttpResponse:
    """Make a secret address for a calendar. It is shown once: only its digest is kept."""
    token = secrets.token_urlsafe(24)
    WatchFeed.objects.create(
        workspace=request.workspace,
        person=request.user,
        only_mine=request.POST.get("only_mine") == "1",
        token_digest=digest(token),
    )
    address = settings.BASE_URL + reverse("ownership:feed", args=[token])
    return render(request, "ownership/rota.html", context_of(request) | {"address": address})


@require_POST
@needs(Action.TAKE_PART)
def feed_revoke(request: Request, feed_id: int) -> HttpResponse:
    """Make an own address useless."""
    mine = WatchFeed.objects.of(request.workspace).filter(person=request.user)
    feed = get_object_or_404(mine, pk=feed_id)
    WatchFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("That address shows nothing any more."))
    return redirect("ownership:rota", request.workspace.slug)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The rota as a calendar reads it; 404 for an address that is not in force.

    It stops to work for somebody who has left the workspace.
    """
    one = (
        WatchFeed.objects.filter(token_digest=digest(token), revoked_at=None)
        .select_related("workspace", "person")
        .first()
    )
    here = Membership.objects.filter(ended_at__isnull=True, person__is_active=True)
    if one is None or not here.filter(workspace=one.workspace, person=one.person).exists():
        raise Http404
    now = timezone.now()
    rows = watching.watches(one.workspace, now - FEED_BACK, now + FEED_AHEAD)
    if one.only_mine:
        rows = [watch for watch in rows if watch.person_id == one.person_id]
    with translation.override(one.person.language):
        name = _("Watch, %(workspace)s") % {"workspace": one.workspace.name}
        file = watching.calendar(rows, settings.BASE_URL, name)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response
