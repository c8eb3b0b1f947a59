"""The post in the form as its networks will show it, asked for while it is being written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from virta.engagement.preview import previews_of
from virta.engagement.views.typed import typed_post
from virta.people.access import Action, needs
from virta.people.http import Request


@require_POST
@needs(Action.WORK)
def preview(request: Request) -> HttpResponse:
    """A piece of a page: one preview for each channel chosen."""
    context = {
        "previews": previews_of(*typed_post(request)),
        "chosen": request.POST.get("preview_of", ""),
        "is_asked": True,
    }
    return render(request, "engagement/previews.html", context)
