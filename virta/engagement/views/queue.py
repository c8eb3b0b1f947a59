"""The queue of each channel: its usual times, and the next free one for a post."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.activities.words import weekday
from virta.audiences.models import Channel
from virta.engagement import queueing
from virta.engagement.models import QueueTime
from virta.engagement.queue_form import QueueForm
from virta.engagement.views.posts import back, found
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def queue(request: Request) -> HttpResponse:
    """The times of every channel's week; a form adds some, each has a button that removes it."""
    form = QueueForm(request.POST or None, workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        count = form.store()
        if count:
            messages.success(request, _("The times are in the queue."))
        else:
            messages.info(request, _("These times were in the queue already."))
        return redirect("engagement:queue", request.workspace.slug)
    times = defaultdict(list)
    rows = QueueTime.objects.of(request.workspace).filter(channel__removed_at__isnull=True)
    for one in rows.select_related("channel").order_by("channel__title", "weekday", "clock"):
        times[one.channel].append((one, weekday(one.weekday)))
    context = {"form": form, "queues": [(channel, times[channel]) for channel in times]}
    context["has_channels"] = Channel.objects.of(request.workspace).exists()
    return render(request, "engagement/queue.html", context)


@require_POST
@needs(Action.WORK)
def remove(request: Request) -> HttpResponse:
    """Take a time out of a queue. Posts that have it keep it."""
    number = request.POST.get("time", "")
    rows = QueueTime.objects.of(request.workspace)
    get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0).delete()
    messages.success(request, _("The time is out of the queue. Posts that have it keep it."))
    return redirect("engagement:queue", request.workspace.slug)


@require_POST
@needs(Action.WORK)
def take(request: Request, record_key: str) -> HttpResponse:
    """Give a post without a time the next free one of its channels' queues."""
    post = found(request, record_key)
    if post.at is None:
        queueing.place(post, timezone.now())
        saving.store(post, request.user)
    when = date_format(post.local, "SHORT_DATETIME_FORMAT")
    messages.success(
        request, _("The post comes out %(when)s. Schedule it when it is ready.") % {"when": when}
    )
    return back(post)
