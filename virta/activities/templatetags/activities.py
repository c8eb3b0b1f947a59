"""Pieces of the plan's pages that are drawn many times over: entries and bars.

They are written in Python, since a year has hundreds of them and a template a piece is slow.
"""

import html
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.activities.calendars import Cell, Entry
from virta.activities.timeline import WIDTH, Bar, Timeline
from virta.activities.words import short_day, short_time, weekday, weekday_short
from virta.kit.templatetags.kit import icon

register = template.Library()


def escape(value: object) -> str:
    """For text and attributes. Nothing here is marked as safe, which Django would ask of each."""
    return html.escape(str(value))


HEIGHT = 30.0


@lru_cache(maxsize=64)
def drawn(name: str) -> SafeString:
    """An icon as decoration; drawn once."""
    return icon(name, size=14)


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Short and whole names of the weekdays, from Monday."""
    return [(weekday_short(number), weekday(number)) for number in range(7)]


@register.simple_tag
def entry(one: Entry) -> SafeString:
    """One entry of a calendar; one that may be moved carries what the script needs."""
    clock = f"<time>{escape(short_time(one.clock))}</time> " if one.clock else ""
    mark = f'<span class="visually-hidden">, {escape(one.mark)}</span>' if one.mark else ""
    detail = f'<span class="entry-detail">{escape(one.detail)}</span>' if one.detail else ""
    shown = f"<span>{escape(one.heed)}</span>" if one.heed else ""
    heed = f'<span class="entry-heed">{drawn("triangle-alert")}{shown}</span>' if shown else ""
    inner = (
        f'<a href="{escape(one.url)}">{drawn(one.icon)}<span>{clock}{escape(one.title)}'
        f"{mark}{detail}</span>{heed}</a>"
    )
    moved = f"{attributes(one)}>{inner}{handle(one)}" if one.move_url else f">{inner}"
    return mark_safe(f'<li class="entry entry-{escape(one.tone or "plain")}"{moved}</li>')  # noqa: S308 - escaped above


def attributes(one: Entry) -> str:
    return (
        f' draggable="true" data-move="{escape(one.move_url)}" data-seen="{one.seen}"'
        f' data-key="{escape(one.key)}" data-day="{one.day.isoformat()}" data-title="{escape(one.title)}"'
    )


def handle(one: Entry) -> str:
    """The button that picks an entry up for moving with the arrow keys."""
    name = _("Move %(title)s") % {"title": one.title}
    return (
        f'<button class="entry-move js-only" type="button" aria-pressed="false"'
        f' aria-label="{escape(name)}">{drawn("move")}</button>'
    )


@register.simple_tag
def day_name(cell: Cell) -> str:
    """A day in words, for those who do not see the grid."""
    return f"{weekday(cell.day.weekday())} {short_day(cell.day)}"


@register.simple_tag
def bars(timeline: Timeline) -> SafeString:
    """The rows of a timeline."""
    most = max(timeline.most, 1)
    rows = "".join(row(one, timeline, most) for one in timeline.bars)
    return mark_safe(rows)  # noqa: S308 - escaped in row


@register.simple_tag
def plan_lines(timeline: Timeline) -> SafeString:
    """The borders of the parts, and today: drawn once, used by every row."""
    borders = "".join(f"M{part.x:.1f} 0V{HEIGHT:.0f}" for part in timeline.parts[1:])
    today = ""
    if timeline.today is not None:
        today = f'<path class="plan-today" d="M{timeline.today:.1f} 0V{HEIGHT:.0f}"/>'
    return mark_safe(f'<g id="plan-lines"><path class="plan-lines" d="{borders}"/>{today}</g>')  # noqa: S308 - numbers


def row(bar: Bar, timeline: Timeline, most: int) -> str:
    """One activity: its name, its days and slots in words, and the same as a drawing."""
    slots = ngettext("%(n)s slot", "%(n)s slots", bar.total) % {"n": bar.total}
    days = escape(bar.span) if bar.span else escape(_("no days yet"))
    return (
        f'<tr><th scope="row"><a href="{escape(bar.url)}">{escape(bar.title)}</a>'
        f'<span class="plan-facts">{escape(bar.state_label)} · {days} · '
        f"{escape(slots)}</span></th>"
        f'<td><svg class="plan-bar" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" '
        f'height="{HEIGHT:.0f}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<use href="#plan-lines"/>{shape(bar)}{ticks(bar, timeline, most)}</svg></td></tr>'
    )


def shape(bar: Bar) -> str:
    if not bar.has_days:
        return ""
    kind = f"plan-{bar.type} plan-{bar.state}"
    return (
        f'<rect class="{kind}" x="{bar.x:.1f}" y="2" width="{bar.width:.1f}" height="11" rx="2"/>'
    )


def ticks(bar: Bar, timeline: Timeline, most: int) -> str:
    """How many slots each part has: a mark as high as their number."""
    drawn_ones = []
    for part, count in zip(timeline.parts, bar.counts, strict=True):
        if count:
            high = 3 + 11 * count / most
            drawn_ones.append(
                f"M{part.x + part.width * 0.25:.1f} {HEIGHT:.0f}v-{high:.1f}h{part.width * 0.5:.1f}"
                f"v{high:.1f}z"
            )
    return f'<path class="plan-slots" d="{"".join(drawn_ones)}"/>' if drawn_ones else ""


@register.simple_tag
def hours_bar(hours: Any, most: Any) -> SafeString:
    """A week's hours as a bar; the figure stands beside it."""
    width = 100 * float(hours) / float(most) if most else 0.0
    return format_html(
        '<svg class="plan-hours" viewBox="0 0 100 8" width="100" height="8" '
        'preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect x="0" y="0" width="{}" height="8" rx="1"/></svg>',
        f"{width:.1f}",
    )
