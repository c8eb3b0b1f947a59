"""One post before an approver without an account: a link, a code, the post, two buttons.

Opening the link does nothing: a program that looks ahead at links sees a page that asks for a
code. Only a form that was sent from the page itself sends a code, opens the post, or answers.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from virta.engagement import answering, outside_links, proofs
from virta.engagement.models import ApprovalLink, Delivery
from virta.engagement.views.media import shown
from virta.kit.problems import Problem
from virta.people.http import PublicRequest, kept_out

INSIDE = timedelta(hours=1)
"""So long a right code opens the post in this browser."""
State = ApprovalLink.State
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Find the link, speak its language, and let nobody keep what is shown."""

    @wraps(view)
    def wrapped(request: PublicRequest, approval_token: str, **more: Any) -> HttpResponse:
        link = outside_links.find(approval_token)
        if link is None:
            return kept_out(closed(request, _("There is nothing behind this link."), 404))
        if not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            translation.activate(link.language)
            request.LANGUAGE_CODE = link.language
        return kept_out(view(request, link, approval_token, **more))

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def approve(request: PublicRequest, link: ApprovalLink, token: str) -> HttpResponse:
    """The code, then the post and the two buttons, then thanks."""
    now = timezone.now()
    if why := why_closed(link):
        return closed(request, why, 410)
    trouble = ""
    if request.method == "POST":
        try:
            do(request, link)
            return redirect("engagement:outside", token)
        except Problem as problem:
            trouble = str(problem)
    status = 422 if trouble else 200
    link.refresh_from_db()
    context = {"link": link, "trouble": trouble, "workspace": link.workspace}
    if not is_inside(request, link):
        context["address"] = hidden(link.email)
        context["is_sent"] = bool(link.code_sent_at and link.code_until and now < link.code_until)
        return render(request, "engagement/outside_code.html", context, status=status)
    one = outside_links.waiting(link.post)
    if one is None:
        raise Http404
    context["proof"] = proofs.of(one, address_of(token))
    context["longest"] = answering.LONGEST
    context["given"] = request.POST.get("reason", "")
    return render(request, "engagement/outside.html", context, status=status)


def do(request: PublicRequest, link: ApprovalLink) -> None:
    """What a form of the page asks for. Raises Problem with what to do."""
    now, what = timezone.now(), request.POST.get("do")
    if what == "send":
        outside_links.send_code(link, now)
    elif what == "enter":
        outside_links.enter(link, request.POST.get("code", ""), now)
        request.session.cycle_key()
        request.session[name_of(link)] = (now + INSIDE).isoformat()
    elif what in {"yes", "no"} and is_inside(request, link):
        outside_links.answer(
            link,
            request.POST.get("digest", ""),
            now,
            is_yes=what == "yes",
            reason=request.POST.get("reason", ""),
        )
    else:
        raise Problem(_("Open the post with the code first, then answer."))


def why_closed(link: ApprovalLink) -> str:
    """Why the link shows no post, in a sentence with what to do; nothing where it does."""
    now = timezone.now()
    who = {"who": link.made_by or link.workspace.name}
    said = {
        State.ANSWERED: _("Thank you. Your answer has been passed on to %(who)s."),
        State.WITHDRAWN: _("This link has been withdrawn. Ask %(who)s, if you expected otherwise."),
        State.VOID: _("The post has been changed since. You are asked again with the new wording."),
        State.LOCKED: _("Too many wrong codes. Ask %(who)s for a new link."),
        State.EXPIRED: _("This link has expired. Ask %(who)s for a new one."),
    }
    state = link.state(now)
    if state in said:
        return said[state] % who
    if not outside_links.is_asked(link, now):
        return _("Your answer is not needed any more. Thank you.")
    return ""


def closed(request: PublicRequest, why: str, status: int) -> HttpResponse:
    return render(request, "engagement/outside_closed.html", {"why": why}, status=status)


def name_of(link: ApprovalLink) -> str:
    return f"approver-{link.key}"


def is_inside(request: PublicRequest, link: ApprovalLink) -> bool:
    """Whether the right code was given in this browser a while ago."""
    until = parse_datetime(str(request.session.get(name_of(link), "")))
    return until is not None and timezone.now() < until


def hidden(address: str) -> str:
    """An address as only its owner knows it again: m…@example.org."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def address_of(token: str) -> Callable[[int], str]:
    return lambda number: reverse("engagement:outside_picture", args=[token, number])


@require_safe
@by_link
def picture(request: PublicRequest, link: ApprovalLink, token: str, picture: int) -> HttpResponse:
    """A picture or film of that post, for whoever has given the code."""
    one: Delivery | None = outside_links.waiting(link.post)
    if one is None or why_closed(link) or not is_inside(request, link):
        raise Http404
    file = proofs.file_of(one, picture)
    if file is None:
        raise Http404
    if "whole" in request.GET or not file.thumb:
        return shown(bytes(file.content), file.mime)
    return shown(bytes(file.thumb), "image/jpeg")
