"""How long the text in the form is, asked for while it is being written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from virta.audiences.models import Channel
from virta.engagement import channel_fields, measuring
from virta.engagement.models import Connection, Post
from virta.engagement.views.typed import typed_post
from virta.people.access import Action, needs
from virta.people.http import Request

Split = tuple[Channel, str, str]
"""A channel, the field of its own text, and its text as the parts of a thread."""


@require_POST
@needs(Action.WORK)
def lengths(request: Request) -> HttpResponse:
    """A piece of a page: the lengths for each channel chosen, under the name of each text field."""
    post, channels = typed_post(request)
    found = measuring.measured(post, channels)
    long = {one.channel.pk: one.field for one in found if one.too_long}
    threads = splits(post, [one for one in channels if one.pk in long])
    fields = dict.fromkeys(one.field for one in found)
    grouped = [
        (
            name,
            [one for one in found if one.field == name],
            [one for one in threads if long[one[0].pk] == name],
        )
        for name in fields
    ]
    return render(request, "engagement/lengths.html", {"grouped": grouped})


def splits(post: Post, channels: list[Channel]) -> list[Split]:
    """What is too long, as threads, for the channels that have them."""
    known = {one.channel_id: one.facts for one in Connection.objects.filter(channel__in=channels)}
    found = [
        (one, channel_fields.text_name(one), measuring.split(post, one, known.get(one.pk, {})))
        for one in channels
    ]
    return [one for one in found if one[2]]
