"""Bars of what was heard, as SVG. Decoration: the same figures stand in a table below."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from virta.kit.templatetags.kit import figure
from virta.listening.volume import Day

WIDTH, HEIGHT = 640, 180
LEFT, TOP, BOTTOM = 40, 12, 24


def bars(days: Sequence[Day]) -> SafeString:
    """A bar a day; a day without collection is hatched over its whole height."""
    most = max((one.count or 0 for one in days), default=0) or 1
    step = (WIDTH - LEFT) / max(len(days), 1)
    deep = HEIGHT - TOP - BOTTOM
    drawn: list[tuple[str, float, float, float, float]] = []
    for at, one in enumerate(days):
        x = LEFT + at * step
        if one.count is None:
            drawn.append(("chart-gap", x, TOP, step, deep))
        elif one.count:
            high = max(1.0, deep * one.count / most)
            drawn.append(("chart-bar", x + step * 0.1, TOP + deep - high, step * 0.8, high))
    shapes = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((name, *(f"{part:.1f}" for part in parts)) for name, *parts in drawn),
    )
    return format_html(
        '<svg class="line-chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path class="chart-rule" d="M{} {}H{}M{} {}H{}"/>{}{}</svg>',
        WIDTH,
        HEIGHT,
        *(LEFT, TOP, WIDTH, LEFT, HEIGHT - BOTTOM, WIDTH),
        shapes,
        labels(days, most),
    )


def labels(days: Sequence[Day], most: int) -> SafeString:
    """The greatest count, and the first and last day."""
    places = [(LEFT - 6, TOP + 4, "end", figure(most, 0)), (LEFT - 6, HEIGHT - BOTTOM, "end", "0")]
    if days:
        places.append((LEFT, HEIGHT - 6, "start", date_format(days[0].day, "SHORT_DATE_FORMAT")))
        places.append((WIDTH, HEIGHT - 6, "end", date_format(days[-1].day, "SHORT_DATE_FORMAT")))
    return format_html_join(
        "", '<text class="chart-label" x="{}" y="{}" text-anchor="{}">{}</text>', places
    )
