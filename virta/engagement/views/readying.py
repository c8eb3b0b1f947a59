"""The page of drafts that could be scheduled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from virta.engagement import handing, readying
from virta.people.access import Action, needs
from virta.people.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.WORK)
def drafts(request: Request) -> HttpResponse:
    """Drafts with a time and a channel; a POST schedules the chosen ones and says what is left."""
    now, left, waits = timezone.now(), [], []
    rows = readying.drafts(request.workspace, now).select_related("workspace")
    if request.method == "POST":
        chosen = list(rows.filter(key__in=request.POST.getlist("post"))[: readying.MOST])
        left = list(readying.schedule_all(chosen, now))
        said(request, len(chosen) - len(left), len(chosen))
        waits = handing.unconnected(*chosen)
    context = {
        "drafts": list(rows.prefetch_related("channels")[: readying.MOST]),
        "count": rows.count(),
        "left": left,
        "waits": waits,
        "waits_said": handing.waiting_for(waits),
    }
    return render(request, "engagement/drafts.html", context)


def said(request: Request, done: int, chosen: int) -> None:
    """How many went into the queue."""
    if not chosen:
        messages.warning(request, _("Nothing was chosen. Tick the drafts that are to go out."))
    if done:
        words = ngettext("%(n)s post is scheduled.", "%(n)s posts are scheduled.", done)
        messages.success(request, words % {"n": done})
