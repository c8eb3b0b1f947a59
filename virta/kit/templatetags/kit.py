"""Small pieces of a page that need a little arithmetic: icons, intervals, meters, initials.

Widths are SVG attributes and not style attributes, which the content security policy forbids.
"""

import html
import math
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from virta.kit import problems

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
GAP = "\N{EN DASH}"


@register.simple_tag
@lru_cache(maxsize=2048)
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """A line icon in the colour of its text; decoration unless it has a label.

    A page has sixty of them, and drawing one copies a tree of elements: each is drawn once.
    """
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawn = lucide(name, size=size, **{"class": "icon"}, stroke_width="1.75", **named)
    return mark_safe(drawn)  # noqa: S308 - drawn from the package's own files


@register.simple_tag(takes_context=True)
def came_from(context: template.RequestContext) -> str:
    """The address to go back to."""
    return problems.came_from(context.request)


@register.simple_tag
def options(choices: Any, chosen: str) -> SafeString:
    """The options of a select, written in one go: there may be a thousand.

    Escaped by the standard library, as Django does, without asking of each whether it is lazy.
    """
    parts = (
        f'<option value="{html.escape(str(value))}"{" selected" if value == chosen else ""}>'
        f"{html.escape(str(label))}</option>"
        for value, label in choices
    )
    return mark_safe("".join(parts))  # noqa: S308 - escaped above


@register.simple_tag
def boxes(groups: Any) -> SafeString:
    """The check boxes or radio buttons of a form field with their labels, written in one go.

    As Django's widgets give them (`ChoiceWidget.optgroups`): most have no groups, which Django
    tells as a thousand groups of one.
    """
    return mark_safe("".join(group(name, options) for name, options, _index in groups))  # noqa: S308 - escaped in box


def group(name: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(map(box, options))
    if not name:
        return drawn
    called = escape(name)
    return f'<div role="group" aria-label="{called}"><p class="label">{called}</p>{drawn}</div>'


def box(option: dict[str, Any]) -> str:
    """One of them, as Django's widgets describe it (`ChoiceWidget.create_option`)."""
    told = {"type": option["type"], "name": option["name"], "value": option["value"]}
    drawn = "".join(
        f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
        for name, value in {**told, **option["attrs"]}.items()
        if value is not False and value is not None
    )
    if not option["wrap_label"]:
        return f"<input{drawn}>"
    named = option["attrs"].get("id")
    belongs = f' for="{html.escape(named)}"' if named else ""
    label = str(option["label"])
    if not isinstance(label, SafeString):
        label = html.escape(label)
    return f"<label{belongs}><input{drawn}><span>{label}</span></label>"


@register.filter
def initials(person: object) -> str:
    """Up to two letters that stand for a person or an organisation: "Aino Virtanen" → "AV"."""
    words = [word for word in str(person).split("@")[0].replace(".", " ").split() if word]
    letters = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in letters).upper() or "?"


@register.filter
def percent(share: float | None, places: int = 0) -> str:
    """A share 0–1 as a localised percentage: 0.153 → "15 %" (fi), "15%" (en); None is a gap."""
    if share is None or not math.isfinite(share):
        return GAP
    language = get_language() or ""
    space = NO_BREAK_SPACE if language == "fi" else ""
    return f"{_written(_rounded(share * 100, places), places, language)}{space}%"


def _rounded(value: float, places: int) -> float:
    """As `floatformat` rounds: the half away from zero."""
    scale = 10**places
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


@lru_cache(maxsize=8192)
def _written(value: float, places: int, language: str) -> str:
    """A number in the notation of a language (the reader's). Pages of pictures and tables have
    hundreds, most of them the same few."""
    return str(floatformat(value, places))


@register.filter
def share(part: float | None) -> str:
    """A share of the whole: tenths of a percent below ten, where they decide, else whole ones."""
    small = part is not None and 0 < part < 0.0995
    return percent(part, 1 if small else 0)


@register.filter
def chance(probability: float | None) -> str:
    """A probability as people say it: never "0%" or "100%", since nothing here is certain."""
    if probability is None or not math.isfinite(probability):
        return GAP
    if probability < 0.01:
        return f"< {percent(0.01)}"
    return f"> {percent(0.99)}" if probability > 0.99 else percent(probability)


@register.filter
def figure(value: float | None, places: int = 1) -> str:
    """A number in the reader's own notation with so many decimals; None is a gap, not a zero."""
    if value is None or not math.isfinite(value):
        return GAP
    return _written(value, places, get_language() or "")


@register.simple_tag
def interval(
    value: float | None,
    low: float | None,
    high: float | None,
    scale_low: float = 0.0,
    scale_high: float = 1.0,
) -> SafeString:
    """A bar from low to high with a mark at the value, on a scale; nothing when there is no value.

    Decoration: the same figures must stand in text beside it.
    """
    if value is None:
        return SafeString("")
    at, start, end = (
        _along(value if bound is None else bound, scale_low, scale_high)
        for bound in (value, low, high)
    )
    return format_html(
        '<svg class="interval" viewBox="0 0 100 12" preserveAspectRatio="none" width="100" '
        'height="12" aria-hidden="true" focusable="false">'
        '<rect class="interval-bed" x="0" y="5" width="100" height="2"/>'
        '<rect class="interval-span" x="{}" y="3" width="{}" height="6" rx="1"/>'
        '<path class="interval-mark" vector-effect="non-scaling-stroke" d="M{} 0V12"/></svg>',
        f"{start:.1f}",
        f"{max(end - start, 0.5):.1f}",
        f"{min(max(at, 0.8), 99.2):.1f}",
    )


@register.simple_tag
def meter(share: float | None, steps: int = 5) -> SafeString:
    """How far along 0–1 something is, in so many steps, e.g. how sure a verdict is.

    Decoration: the same must stand in words beside it.
    """
    filled = 0 if share is None else round(min(max(share, 0.0), 1.0) * steps)
    bars = "".join(
        f'<rect class="{"meter-on" if step < filled else "meter-off"}" x="{step * 10}" y="0" '
        'width="8" height="8" rx="2"/>'
        for step in range(steps)
    )
    width = steps * 10 - 2
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="meter" viewBox="0 0 {width} 8" width="{width}" height="8" '
        f'aria-hidden="true" focusable="false">{bars}</svg>'
    )


@register.simple_tag
def progress(done: int, total: int) -> SafeString:
    """A bar of done out of total. Decoration: the same must stand in text beside it."""
    width = 100 * min(max(done / total, 0.0), 1.0) if total else 0
    return format_html(
        '<svg class="progress" viewBox="0 0 100 6" preserveAspectRatio="none" width="100" '
        'height="6" aria-hidden="true" focusable="false">'
        '<rect class="progress-bed" width="100" height="6"/>'
        '<rect class="progress-done" width="{}" height="6"/></svg>',
        f"{width:.1f}",
    )


def _along(value: float, low: float, high: float) -> float:
    """Where a value lies on a scale, 0–100."""
    return 100 * min(max((value - low) / (high - low), 0.0), 1.0)
