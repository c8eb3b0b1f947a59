"""Secret addresses of one's own plan, and what they answer."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.activities import feeding
from virta.activities.models import PlanFeed
from virta.people.access import Action, needs
from virta.people.http import Request


class FeedForm(forms.Form):
    """What a new address gives."""

    only_mine = forms.BooleanField(
        label=_("Only the slots and campaigns that are mine"), required=False
    )


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Action.TAKE_PART)
def feeds(request: Request) -> HttpResponse:
    """One's own addresses; a new one is shown once, right after it has been made."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    address = ""
    if request.method == "POST" and form.is_valid():
        mine = form.cleaned_data["only_mine"]
        token = feeding.make(request.workspace, request.user, only_mine=mine)
        address = f"{settings.BASE_URL}{reverse('activities:feed', args=[token])}"
    rows = PlanFeed.objects.of(request.workspace).filter(person=request.user, revoked_at=None)
    context = {"form": form, "address": address, "feeds": rows.order_by("-made_at")}
    return render(request, "activities/feeds.html", context)


@require_POST
@needs(Action.TAKE_PART)
def revoke(request: Request, plan_feed_id: int) -> HttpResponse:
    """Put one's own address out of use. Somebody else's is a 404."""
    mine = PlanFeed.objects.of(request.workspace).filter(person=request.user)
    feeding.revoke(get_object_or_404(mine, pk=plan_feed_id), request.user)
    messages.success(request, _now("The address no longer answers."))
    return redirect("activities:feeds", request.workspace.slug)


@never_cache
@require_safe
def feed(request: HttpRequest, plan_token: str) -> HttpResponse:
    """The plan for a calendar program that knows the secret; 404 for every other address."""
    found = feeding.found(plan_token)
    if found is None:
        raise Http404
    content = feeding.written(found, timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="plan.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
