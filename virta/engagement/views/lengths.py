"""How long the text in the form is, asked for while it is being written."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from virta.activities.models import Activity, Pillar
from virta.audiences.models import Channel
from virta.engagement import channel_fields, measuring
from virta.engagement.models import Post
from virta.people.access import Action, needs
from virta.people.http import Request

Row = TypeVar("Row", bound=Model)


def chosen(rows: "QuerySet[Row]", typed: Iterable[str]) -> "QuerySet[Row]":
    """The rows that a field of the form names."""
    return rows.filter(pk__in=[int(one) for one in typed if one.isascii() and one.isdigit()][:100])


@require_POST
@needs(Action.WORK)
def lengths(request: Request) -> HttpResponse:
    """A piece of a page: the lengths for each channel chosen, under the name of each text field."""
    typed, workspace = request.POST, request.workspace
    rows = Channel.objects.of(workspace).select_related("workspace")
    channels = list(chosen(rows, typed.getlist("channels")).order_by("title", "pk"))
    own = {one.key: typed.get(channel_fields.text_name(one), "").strip() for one in channels}
    post = Post(
        workspace=workspace,
        text=typed.get("text", ""),
        versions={key: {"text": text} for key, text in own.items() if text},
        activity=chosen(Activity.objects.of(workspace), typed.getlist("activity")).first(),
        pillar=chosen(Pillar.objects.of(workspace), typed.getlist("pillar")).first(),
    )
    found = measuring.measured(post, channels)
    fields = dict.fromkeys(one.field for one in found)
    grouped = [(name, [one for one in found if one.field == name]) for name in fields]
    return render(request, "engagement/lengths.html", {"grouped": grouped})
