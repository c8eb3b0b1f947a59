"""The part of a post's form that each of its channels has: a text of its own, and the network's
own options, as the network describes them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from virta.audiences.models import Channel
from virta.engagement.models import Post
from virta.networks.protocol import Option
from virta.networks.registry import named
from virta.networks.said import Said

TEXT, OPTION = "version_", "option_"
YES = "yes"
LONGEST_OPTION = 2000


def text_name(channel: Channel) -> str:
    """The form field that holds the channel's own text."""
    return TEXT + channel.key


def text_label(channel: Channel) -> Any:
    """What a channel's own text is called, in the reader's language whenever it is read."""
    return lazy(lambda: _("Text for %(channel)s") % {"channel": channel}, str)()


def option_name(channel: Channel, option: Option) -> str:
    """The form field that holds what was chosen of an option for this channel."""
    return f"{OPTION}{channel.key}_{option.name}"


def options_of(channel: Channel) -> tuple[Option, ...]:
    """What may be chosen on the channel's network, beside the text."""
    network = named(channel.network)
    return network.options if network else ()


def fields_of(post: Post, channel: Channel) -> dict[str, forms.Field]:
    """The fields of one channel, by name, with what the post has now."""
    kept = post.versions.get(channel.key, {})
    fields: dict[str, forms.Field] = {
        text_name(channel): forms.CharField(
            label=text_label(channel),
            help_text=_("Leave it empty, and the text of all channels goes out."),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
            initial=kept.get("text", ""),
            max_length=100_000,
        )
    }
    chosen = kept.get("options", {})
    for option in options_of(channel):
        made = field_of(option, chosen.get(option.name, option.default))
        made.label = words(option.label)
        fields[option_name(channel, option)] = made
    return fields


def field_of(option: Option, now: str) -> forms.Field:
    """The form field that an option describes."""
    usual: dict[str, Any] = {"required": False, "help_text": words(option.help)}
    if option.kind == "choice":
        choices = [(value, words(said)) for value, said in option.choices]
        return forms.ChoiceField(choices=choices, initial=now, **usual)
    if option.kind == "flag":
        return forms.BooleanField(initial=now == YES, **usual)
    # Several answers of a poll stand on lines of their own; a line of text needs no more room.
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(initial=now, max_length=LONGEST_OPTION, widget=area, **usual)


def taken(channel: Channel, data: dict[str, Any]) -> dict[str, Any]:
    """What the form says of a channel: `{"text": …, "options": {…}}`, without what is empty or
    as the network has it anyway."""
    text = str(data.get(text_name(channel), "")).strip()
    options = {}
    for option in options_of(channel):
        said = data.get(option_name(channel, option))
        value = YES if said is True else str(said or "").strip()
        if value and value != option.default:
            options[option.name] = value
    return {name: value for name, value in (("text", text), ("options", options)) if value}


def typed(channel: Channel, values: Mapping[str, str]) -> dict[str, Any]:
    """The same from what a browser sends, unchecked: to be looked at, not to be kept."""
    data: dict[str, Any] = {text_name(channel): values.get(text_name(channel), "")}
    for option in options_of(channel):
        name = option_name(channel, option)
        data[name] = name in values if option.kind == "flag" else values.get(name, "")
    return taken(channel, data)


def columns_of(channel: Channel) -> dict[str, forms.Field]:
    """What a file may say of a channel: its own text, and each option under its label."""
    found: dict[str, forms.Field] = {
        text_name(channel): forms.CharField(label=text_label(channel), required=False)
    }
    for option in options_of(channel):
        label = option_label(channel, option)
        found[option_name(channel, option)] = forms.CharField(label=label, required=False)
    return found


def option_label(channel: Channel, option: Option) -> Any:
    """What a column of an option is called, in the reader's language whenever it is read."""
    return lazy(lambda: f"{words(option.label)} ({channel})", str)()


def in_file(channel: Channel, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What a row of a file says of a channel, as a post keeps it, and what it says wrongly."""
    data: dict[str, Any] = {text_name(channel): row.get(text_name(channel), "")}
    wrong = []
    for option in options_of(channel):
        name = option_name(channel, option)
        written = str(row.get(name, "")).strip()
        value = chosen_by(option, written)
        if value is None:
            said = _("“%(value)s” is not among the choices of %(option)s.")
            wrong.append(said % {"value": written, "option": option_label(channel, option)})
        data[name] = value or ""
    return taken(channel, data), wrong


def written_of(option: Option, value: str) -> str:
    """What was chosen, as a file says it: in the words of the form."""
    if option.kind == "flag":
        return _("yes") if value == YES else ""
    return {one: words(label) for one, label in option.choices}.get(value, value)


def chosen_by(option: Option, written: str) -> str | None:
    """The value that a file means, in the words of either language; None for no such choice."""
    bare = written.casefold()
    if option.kind == "flag":
        known = {"": "", "no": "", "ei": "", "0": "", "yes": YES, "kyllä": YES, "1": YES, "x": YES}
        return known.get(bare)
    if option.kind != "choice" or not bare:
        return written
    for value, label in option.choices:
        if bare in {value.casefold(), label.to("en").casefold(), label.to("fi").casefold()}:
            return value
    return None


def words(said: Said) -> str:
    return said.to(get_language() or "en")
