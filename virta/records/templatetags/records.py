"""Pieces of pages about objects: their addresses, cells and values."""

from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from virta.balance.framework import Factor
from virta.kit import marking
from virta.kit.templatetags.kit import GAP, percent, progress
from virta.records.kinds import Column, Kind, kind_of
from virta.records.models import Record
from virta.records.places import places_of

register = template.Library()


@register.simple_tag
def record_url(record: Record, part: str = "", number: int | None = None) -> str:
    """The address of an object, or of a part of it: edit, history, remove, back, comment, restore."""
    base = kind_of(record).url(record)
    if not part:
        return base
    return f"{base}{part}/" if number is None else f"{base}{part}/{number}/"


@register.simple_tag(takes_context=True)
def list_url(context: Any, kind: Kind) -> str:
    """The address of a kind's list in this workspace."""
    return kind.list_url(context["request"].workspace)


@register.simple_tag
def shown(value: Any, shows: str = "text") -> SafeString | str:
    """A value as people read it; None and nothing are a gap."""
    if shows in {"record", "records", "state"}:
        return linked(value, shows)
    if value is None or value == "":
        return GAP
    return in_text(value, shows)


def in_text(value: Any, shows: str) -> str:
    if shows == "number":
        return str(floatformat(value, -2))
    if shows == "percent":
        return percent(float(value))
    if shows == "date":
        return date_format(value, "SHORT_DATE_FORMAT")
    if shows == "moment":
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return str(escape(str(value)))


def linked(value: Any, shows: str) -> SafeString | str:
    """Objects as links to their pages, a state as a badge."""
    if value is None or value == "":
        return GAP
    if shows == "state":
        return format_html('<span class="badge">{}</span>', value)
    several = (
        value.all() if hasattr(value, "all") else value if isinstance(value, list) else [value]
    )
    living = [one for one in several if not one.removed_at]
    if not living:
        return GAP
    return format_html_join(
        ", ", '<a href="{}">{}</a>', ((kind_of(one).url(one), str(one)) for one in living)
    )


@register.simple_tag
def row_cells(kind: Kind, record: Record, words: str = "") -> SafeString:
    """The cells of one row of a list, written in one go; the first names the object. The words of a
    search are marked in them."""
    first, *others = kind.columns
    name = format_html(
        '<th scope="row"><a href="{}">{}</a></th>',
        kind.url(record),
        hits_marked(conditional_escape(first.value(record) or str(record)), words),
    )
    return name + SafeString("".join(cell(record, column, words) for column in others))


def hits_marked(html: SafeString, words: str) -> SafeString:
    """With the words of a search marked; in one piece, for cells that lay out their pieces."""
    hits = marking.found(marking.visible(html), words.split()) if words else []
    return format_html("<span>{}</span>", marking.marked(html, hits)) if hits else html


def cell(record: Record, column: Column, words: str = "") -> SafeString:
    """A cell of a list after the first one."""
    value = column.value(record)
    figures = column.shows in {"number", "percent"}
    text = shown(value, column.shows)
    return format_html(
        '<td class="{}" data-label="{}">{}</td>',
        "num" if figures else "gap" if text == GAP else "",
        first_letter(column.label),
        text if column.shows in {"date", "moment"} else hits_marked(SafeString(text), words),
    )


@register.simple_tag
def progress_bar(part: float | None) -> SafeString:
    """A bar of how much of the way is done, 0–1; beside it the same stands in figures."""
    return progress(round(100 * min(max(part or 0.0, 0.0), 1.0)), 100)


def first_letter(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


@register.filter
def both(came_from: Any, came_of: Any) -> list[tuple[Any, str]]:
    """The two sides of a thread with their names."""
    return [(came_from, "from"), (came_of, "of")]


@register.inclusion_tag("records/places.html", takes_context=True)
def place_tabs(context: Any, factor: Factor | str) -> dict[str, Any]:
    """The places of a factor as tabs, the current one marked."""
    request = context["request"]
    tabs = [
        {"label": label, "url": url, "current": request.path == url}
        for label, url, _icon in places_of(request.workspace, Factor(factor))
    ]
    return {"tabs": tabs}
