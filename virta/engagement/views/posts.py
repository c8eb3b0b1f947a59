"""Scheduling, approving and settling posts, and stopping everything."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from virta.activities.models import Activity
from virta.engagement import hand, handing, readying, scheduling
from virta.engagement.models import Delivery, Post
from virta.kit.problems import Problem
from virta.networks.registry import named as network_of
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.kinds import kind_of, named


def found(request: Request, record_key: str) -> Post:
    rows = Post.objects.of(request.workspace).select_related("workspace", "activity", "pillar")
    post: Post = get_object_or_404(rows, key=record_key)
    return post


def one_of(request: Request, record_key: str) -> Delivery:
    """The delivery that a button is about."""
    rows = Delivery.objects.of(request.workspace).select_related("post__workspace", "channel")
    delivery: Delivery = get_object_or_404(
        rows, post__key=record_key, key=request.POST.get("delivery", "")
    )
    return delivery


def back(post: Post) -> HttpResponse:
    return redirect(kind_of(post).url(post))


@require_POST
@needs(Action.WORK)
def schedule(request: Request, record_key: str) -> HttpResponse:
    """Put the post into the queue of its channels; by-hand channels wait for a person."""
    post = found(request, record_key)
    readying.schedule(post, timezone.now())
    if waits := wanting_sign_in(post):
        messages.warning(request, waits)
    else:
        said = _("The post is scheduled; each channel below says how far it is.")
        messages.success(request, said)
    return back(post)


def wanting_sign_in(post: Post) -> str:
    """A sentence that names the channels that are not connected; empty where all are."""
    names = [str(one) for one in handing.unconnected(post)]
    said = ngettext(
        "%(channels)s is not connected, so the post waits and does not go out there. Connect the "
        "channel; the link is below.",
        "%(channels)s are not connected, so the post waits and does not go out there. Connect the "
        "channels; the links are below.",
        len(names),
    )
    return said % {"channels": ", ".join(names)} if names else ""


@require_POST
@needs(Action.WORK)
def take_back(request: Request, record_key: str) -> HttpResponse:
    """Take out of the queue what has not gone out."""
    post = found(request, record_key)
    count = scheduling.cancel(post)
    said = ngettext(
        "%(count)s channel is taken out of the queue.",
        "%(count)s channels are taken out of the queue.",
        count,
    )
    messages.success(request, said % {"count": count})
    return back(post)


@require_POST
@needs(Action.WORK)
def plan_found(request: Request, record_key: str) -> HttpResponse:
    """Say of which activity a post is part that was found on its network."""
    post = found(request, record_key)
    rows = Activity.objects.of(request.workspace)
    activity = rows.filter(key=request.POST.get("activity", "")).first()
    if activity is None:
        raise Problem(_("Choose the activity. The one you chose may have been removed."))
    post.activity = activity
    saving.store(post, request.user)
    messages.success(request, _("Noted: the post is part of “%(title)s”.") % {"title": activity})
    return back(post)


@require_POST
@needs(Action.WORK)
def send_again(request: Request, record_key: str) -> HttpResponse:
    """Send after all what waits for a decision."""
    delivery = one_of(request, record_key)
    scheduling.send_again(delivery, timezone.now())
    handing.give_to_people(delivery.post)
    if waits := wanting_sign_in(delivery.post):
        messages.warning(request, waits)
    else:
        messages.success(request, _("It goes out at once."))
    return back(delivery.post)


@require_POST
@needs(Action.WORK)
def is_out(request: Request, record_key: str) -> HttpResponse:
    """Give the address of what was published by hand, or was found on the network."""
    delivery = one_of(request, record_key)
    url = hand.address_on(network_of(delivery.channel.network), request.POST.get("url", ""))
    is_all = scheduling.settled_by_hand(delivery, url, timezone.now())
    if is_all:
        messages.success(request, _("Noted: the post is out."))
    else:
        messages.warning(request, _("Noted. The rest of the thread waits to be published by hand."))
    return back(delivery.post)


@require_POST
@needs(Action.WORK)
def is_not_out(request: Request, record_key: str) -> HttpResponse:
    """A person has looked: it is not there."""
    delivery = one_of(request, record_key)
    scheduling.not_out(delivery, timezone.now())
    messages.success(request, _("Noted. Now decide whether it still goes out."))
    return back(delivery.post)


@require_POST
@needs(Action.LEAD)
def pause(request: Request) -> HttpResponse:
    """Stop everything, or go on."""
    now = timezone.now()
    if request.POST.get("what") == "go_on":
        count = scheduling.go_on(request.workspace, now)
        said = ngettext(
            "Posts go out again. %(count)s was due meanwhile and waits for your decision.",
            "Posts go out again. %(count)s were due meanwhile and wait for your decision.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        reason = request.POST.get("reason", "")[:300]
        scheduling.pause(request.workspace, request.user, now, reason)
        messages.warning(request, _("Everything is stopped: nothing goes out until you go on."))
    return redirect(named("post").list_url(request.workspace))
