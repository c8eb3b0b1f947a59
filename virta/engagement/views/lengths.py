"""How long the text in the form is, asked for while it is being written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from virta.engagement import measuring
from virta.engagement.views.typed import typed_post
from virta.people.access import Action, needs
from virta.people.http import Request


@require_POST
@needs(Action.WORK)
def lengths(request: Request) -> HttpResponse:
    """A piece of a page: the lengths for each channel chosen, under the name of each text field."""
    found = measuring.measured(*typed_post(request))
    fields = dict.fromkeys(one.field for one in found)
    grouped = [(name, [one for one in found if one.field == name]) for name in fields]
    return render(request, "engagement/lengths.html", {"grouped": grouped})
