"""The columns of posts in a file: the very ones that an import takes back."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.engagement import channel_fields
from virta.engagement.channel_fields import text_label, text_name
from virta.engagement.models import Post
from virta.engagement.showing import states_of
from virta.networks.protocol import Option
from virta.people.models import Workspace
from virta.records.kinds import Column


def fields(*names: str) -> list[Column]:
    """Columns of the post's own fields, under the labels that its form has."""
    return [Column(one, label_of(one), partial(value_of, one)) for one in names]


def label_of(name: str) -> Any:
    return Post._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def value_of(name: str, post: Post) -> Any:
    return getattr(post, name)


def local(shown: Callable[[Any], Any]) -> Callable[[Post], Any]:
    """Something of the post's moment by the clock of its own zone; a gap without one."""
    return lambda post: shown(post.local) if post.at else None


def own_text(key: str, post: Post) -> str:
    return str(post.versions.get(key, {}).get("text", ""))


def own_option(key: str, option: Option, post: Post) -> str:
    chosen = post.versions.get(key, {}).get("options", {})
    return channel_fields.written_of(option, str(chosen.get(option.name, "")))


def of_channel(channel: Channel, used: set[str]) -> Iterator[Column]:
    """A column for its own texts, and one for each of its options that a post has chosen."""
    key = channel.key
    yield Column(text_name(channel), text_label(channel), partial(own_text, key))
    for option in channel_fields.options_of(channel):
        if option.name in used:
            name = channel_fields.option_name(channel, option)
            label = channel_fields.option_label(channel, option)
            yield Column(name, label, partial(own_option, key, option))


def file_columns(workspace: Workspace) -> list[Column]:
    """The columns of a workspace's posts, with those of each channel that is said otherwise."""
    rows = Post.objects.of(workspace).exclude(versions={}).values_list("versions", flat=True)
    used: dict[str, set[str]] = {}
    for versions in rows.iterator():
        for key, said in versions.items():
            used.setdefault(key, set()).update(said.get("options", {}))
    channels = Channel.objects.of(workspace).filter(key__in=used).order_by("title", "pk")
    return [
        *fields("title", "text", "channels"),
        Column("day", _("Day"), local(lambda at: at.date())),
        Column("clock", _("Time"), local(lambda at: at.strftime("%H:%M"))),
        *fields("zone", "activity", "pillar", "owner"),
        Column("repeats", label_of("repeats"), lambda one: one.get_repeats_display()),
        *fields("repeats_until", "schedules_itself", "language", "too_late", "note"),
        Column("slot", _("Planned slot"), lambda one: one.slot and one.slot.key),
        *(column for one in channels for column in of_channel(one, used[one.key])),
        Column("state", _("state"), states_of),
    ]
