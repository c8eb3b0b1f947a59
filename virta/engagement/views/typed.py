"""A post as the form has it now, not stored: what lengths and previews are asked for."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

from virta.activities.models import Activity, Pillar
from virta.audiences.models import Channel
from virta.engagement import channel_fields
from virta.engagement.models import Post
from virta.people.http import Request

Row = TypeVar("Row", bound=Model)


def chosen(rows: "QuerySet[Row]", typed: Iterable[str]) -> "QuerySet[Row]":
    """The rows that a field of the form names."""
    return rows.filter(pk__in=[int(one) for one in typed if one.isascii() and one.isdigit()][:100])


def typed_post(request: Request) -> tuple[Post, list[Channel]]:
    """The post and its channels as they are typed; its pictures are those of the stored post that
    the address names by `?post=`. It is to be looked at, never to be stored."""
    typed, workspace = request.POST, request.workspace
    rows = Channel.objects.of(workspace).select_related("workspace")
    channels = list(chosen(rows, typed.getlist("channels")).order_by("title", "pk"))
    versions = {one.key: channel_fields.typed(one, typed) for one in channels}
    stored = Post.objects.of(workspace).filter(key=request.GET.get("post", "")).first()
    post = Post(
        workspace=workspace,
        pk=stored.pk if stored else None,
        key=stored.key if stored else "",
        text=typed.get("text", ""),
        language=typed.get("language", "")[:20],
        versions={key: one for key, one in versions.items() if one},
        activity=chosen(Activity.objects.of(workspace), typed.getlist("activity")).first(),
        pillar=chosen(Pillar.objects.of(workspace), typed.getlist("pillar")).first(),
    )
    return post, channels
