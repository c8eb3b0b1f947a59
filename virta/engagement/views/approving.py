"""Approving: what waits for one's own yes, one post at a time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from virta.engagement import answering, proofs
from virta.engagement.models import Delivery, Post
from virta.engagement.views.posts import found
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.kinds import kind_of


@require_safe
@needs(Action.TAKE_PART)
def queue(request: Request) -> HttpResponse:
    """The first post that waits for one's yes; without any, that nothing does."""
    waiting = proofs.waiting_for(request.workspace, request.user, timezone.now())
    if not waiting:
        return render(request, "engagement/approve_none.html", {})
    return card(request, waiting, waiting[0])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.TAKE_PART)
def approve(request: Request, record_key: str) -> HttpResponse:
    """One post, with the two buttons; a POST is one's answer to it."""
    post = found(request, record_key)
    if request.method == "POST":
        return answered(request, post)
    waiting = proofs.waiting_for(request.workspace, request.user, timezone.now())
    mine = next((one for one in waiting if one.post_id == post.pk), None)
    if mine is None:
        # It has been answered, or is not for this person to answer: its page says how it stands.
        return redirect(kind_of(post).url(post))
    return card(request, waiting, mine)


def card(request: Request, waiting: list[Delivery], one: Delivery) -> HttpResponse:
    place = waiting.index(one)
    context = {
        "proof": proofs.of(one, proofs.address_in(one.post)),
        "position": place + 1,
        "count": len(waiting),
        "before": proofs.url_of(waiting[place - 1].post) if place else "",
        "later": proofs.url_of(waiting[place + 1].post) if place + 1 < len(waiting) else "",
        "longest": answering.LONGEST,
        "is_sending_back": "no" in request.GET,
    }
    return render(request, "engagement/approve.html", context)


def answered(request: Request, post: Post) -> HttpResponse:
    """Take one's answer, then show the next post that waits."""
    if request.POST.get("answer") not in {"yes", "no"}:
        raise Http404
    is_yes, now = request.POST["answer"] == "yes", timezone.now()
    waiting = proofs.waiting_for(request.workspace, request.user, now)
    answering.answer(
        post,
        answering.Voice.of(request.user),
        request.POST.get("digest", ""),
        now,
        is_yes=is_yes,
        reason=request.POST.get("reason", ""),
    )
    said = _("“%(title)s” is approved.") if is_yes else _("“%(title)s” goes back to its writer.")
    messages.success(request, said % {"title": post})
    if request.POST.get("then") == "page":
        return redirect(kind_of(post).url(post))
    return redirect(next_of(request, waiting, post))


def next_of(request: Request, waiting: list[Delivery], post: Post) -> str:
    """The post after this one in what waited, else the first one that is left."""
    posts = [one.post for one in waiting]
    keys = [one.key for one in posts]
    place = keys.index(post.key) + 1 if post.key in keys else len(posts)
    return (
        proofs.url_of(posts[place])
        if place < len(posts)
        else reverse("engagement:approvals", args=[request.workspace.slug])
    )
