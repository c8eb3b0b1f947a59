"""What the templates of listening need."""

from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from virta.kit.templatetags.kit import GAP, figure, icon
from virta.listening import languages

register = template.Library()

ICONS = {-1: "frown", 0: "meh", 1: "smile"}


@register.filter
def length_in_words(length: timedelta) -> str:
    """A length of time as people say it: "5 hours"."""
    now = timezone.now()
    return timesince(now - length, now)


@register.filter
def language_name(code: str) -> str:
    """A language in the reader's own."""
    return languages.name_of(code)


@register.filter
def sentiment_icon(value: int) -> str:
    """A face for a sentiment; its name always stands beside it."""
    return ICONS[value]


@register.filter
def is_web(url: str) -> bool:
    """Whether an address from outside may be a link here: never javascript: and its like."""
    return url.startswith(("https://", "http://"))


@register.filter
def cell(value: str | int | float | None) -> str:
    """A value of a panel's table; None is a gap."""
    if value is None or value == "":
        return GAP if value is None else ""
    if isinstance(value, float):
        return figure(value, -2)
    return grouped(value, get_language() or "") if isinstance(value, int) else value


@lru_cache(maxsize=8192)
def grouped(value: int, language: str) -> str:
    """A whole number in the notation of a language (the reader's)."""
    return str(number_format(value, force_grouping=True))


@register.simple_tag
def panel_rows(panel: Any) -> SafeString:
    """The rows of a panel's table. A page has hundreds: they are written in one go."""
    new = format_html(' <span class="badge">{}</span>', _("new"))
    return mark_safe(  # noqa: S308 - what comes from outside is escaped, the bar is ours
        "\n".join(
            _row(row, panel.has_bars, new if row.is_new and panel.key == "topics" else "")
            for row in panel.rows
        )
    )


def _row(row: Any, has_bar: bool, badge: str) -> str:
    first, *rest = row.cells
    told = escape(first)
    name = f'<a href="{escape(row.url)}">{told}</a>' if row.url else told
    bar = (
        f'<td class="panel-bar" aria-hidden="true">{conditional_escape(row.bar)}</td>'
        if has_bar
        else ""
    )
    cells = "".join(f'<td class="num">{escape(cell(one))}</td>' for one in rest)
    return f'<tr><th scope="row">{name}{badge}</th>{bar}{cells}</tr>'


@register.filter
def author_name(of: Any) -> str:
    """What an author is called: of a mention, or of an account."""
    return str(of.name or of.handle or of.author or of.network.capitalize())


@register.simple_tag(takes_context=True)
def author_url(context: Any, of: Any) -> str:
    """Where everything stored of an author is shown; nothing where its source tells of nobody."""
    known = {name: getattr(of, name) for name in ("author", "handle", "name")}
    if not any(known.values()):
        return ""
    address = reverse("listening:author", args=[context["request"].workspace.slug])
    return f"{address}?{urlencode({'network': of.network} | known)}"


@register.simple_tag(takes_context=True)
def never_miss_url(context: Any, of: Any) -> str:
    """Where people can ask to be told of everything that an author writes."""
    handle = f"@{of.handle}" if of.handle else ""
    known = {"account": handle or of.author or of.name, "network": of.network}
    address = reverse("listening:never_miss", args=[context["request"].workspace.slug])
    return f"{address}?{urlencode(known)}"


@register.simple_tag
def tag_badge(tag: Any) -> SafeString:
    """A tag: its name, in its colour."""
    return format_html('<span class="badge badge-{}">{}{}</span>', tag.colour, icon("tag"), tag)
