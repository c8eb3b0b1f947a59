"""The calendar of posts, and moving a post in it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.activities.calendars import Frame
from virta.activities.forms import MoveForm
from virta.activities.models import Activity, Pillar
from virta.activities.views.plan import narrowing, objects, people
from virta.audiences.models import Channel
from virta.engagement import calendaring as calendars
from virta.engagement import handing, own_posts, scheduling
from virta.engagement.models import Delivery, Post
from virta.engagement.views.posts import found
from virta.kit.problems import Problem
from virta.kit.wallclock import moment
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.kinds import named
from virta.records.reading import label
from virta.records.views.pages import after


@require_safe
@needs(Action.SEE)
def calendar(request: Request) -> HttpResponse:
    """Posts and unwritten slots by month, week or as a list; htmx gets the calendar alone."""
    query, today = request.GET.dict(), timezone.localdate()
    frame, may_write = Frame.of(query, today), request.may[Action.WORK]
    drawn = calendars.calendar(request.workspace, frame, query, movable=may_write)
    context = {
        "kind": named("post"),
        "calendar": drawn,
        "legend": calendars.legend(drawn),
        "frame": frame,
        "here": request.get_full_path(),
        "kept_view": [("view", frame.view), ("day", frame.day.isoformat())],
        "new_url": named("post").new_url(request.workspace) if may_write else "",
        "new_label": _("New post on this day"),
        "may_write": may_write,
    }
    if request.htmx and not request.htmx.boosted and request.htmx.target == "calendar":
        return render(request, "activities/calendar/answer.html", context)
    context["filters"] = filters(request, query)
    return render(request, "engagement/calendar.html", context)


def filters(request: Request, query: dict[str, str]) -> list[dict[str, Any]]:
    """What the calendar may be narrowed by."""
    post = {name: label(named("post"), name) for name in ("owner", "activity", "pillar")}
    own = [(calendars.UNWRITTEN, _("not written yet")), (calendars.DRAFT, _("draft"))]
    return [
        narrowing("channel", _("channel"), objects(Channel, request), query),
        narrowing("activity", post["activity"], objects(Activity, request), query),
        narrowing("pillar", post["pillar"], objects(Pillar, request), query),
        narrowing("owner", post["owner"], people(request), query),
        narrowing("state", _("state"), [*own, *Delivery.State.choices, *own_posts.CHOICES], query),
    ]


@require_POST
@needs(Action.WORK)
def move(request: Request, record_key: str) -> HttpResponse:
    """Put a post on another day, or at another time; what waits in the queue follows it."""
    post = found(request, record_key)
    if post.at is None:
        raise Problem(_("The post has no time. Choose when it is to come out."))
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Problem(" ".join(str(why) for reasons in form.errors.values() for why in reasons))
    day, clock = form.place(post)
    at = moment(day, clock or post.local.time(), post.zone or request.workspace.time_zone)
    try:
        moved = put(request, post, at, form.cleaned_data["seen"])
    except saving.Conflict:
        said = _("Somebody else has changed “%(title)s” meanwhile. Look at it, then move it again.")
        messages.warning(request, said % {"title": post})
        return redirect(after(request) or named("post").url(post))
    if moved:
        said = _("“%(title)s” now comes out %(when)s.")
        when = date_format(post.local, "SHORT_DATETIME_FORMAT")
        messages.success(request, said % {"title": post, "when": when})
        if waits := handing.waiting_for(handing.unconnected(post)):
            messages.warning(request, waits)
    return redirect(after(request) or named("post").url(post))


@transaction.atomic
def put(request: Request, post: Post, at: Any, seen: int | None) -> bool:
    """Change the time of a post of which nothing is out, and of its deliveries. True: it changed."""
    deliveries = post.deliveries.exclude(state=Delivery.State.CANCELLED)
    states = set(deliveries.select_for_update().values_list("state", flat=True))
    if not calendars.may_move(states):
        raise Problem(_("The post is out, or may be, so its time stays as it is."))
    if at == post.at:
        return False
    post.at = at
    saving.store(post, request.user, seen=seen or post.version)
    if states:
        scheduling.schedule(post, timezone.now())
        handing.give_to_people(post)
    return True
