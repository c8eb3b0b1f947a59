"""What was heard as SVG. The same figures stand in a table behind each picture.

Nothing is written in the pictures over time, which are as wide as there is room: their labels stand
beside them as text. Each has a title and a description for those who do not see it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from virta.listening.asking import Step

WIDTH, HEIGHT = 600.0, 160.0
_numbers = count(1)

Rect = tuple[str, float, float, float, float]
"""Class, x, y, width and height."""
Told = tuple[str, Sequence[Rect]]
"""What is told where one points, and of which rectangles."""


def frame(shapes: Iterable[SafeString], title: str, described: str, name: str) -> SafeString:
    """A picture of bars, with its title and description."""
    number = next(_numbers) % 1_000_000
    return format_html(
        '<svg class="time-chart" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" '
        'aria-labelledby="{name}-{number}-title {name}-{number}-desc" focusable="false">'
        '<title id="{name}-{number}-title">{}</title><desc id="{name}-{number}-desc">{}</desc>'
        "{}</svg>",
        int(WIDTH),
        int(HEIGHT),
        title,
        described,
        format_html_join("", "{}", ([one] for one in shapes)),
        name=name,
        number=number,
    )


def groups(found: Iterable[Told]) -> SafeString:
    """Rectangles, each group with its words. A year has hundreds: they are written in one go."""
    return mark_safe(  # noqa: S308 - classes and numbers are ours, words are escaped
        "".join(
            f"<g><title>{escape(words)}</title>{''.join(map(rect, shapes))}</g>"
            for words, shapes in found
        )
    )


def rect(one: Rect) -> str:
    name, x, y, wide, high = one
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'


def volume(
    steps: Sequence[Step],
    before: Sequence[int | None],
    words: Sequence[str],
    title: str,
    described: str,
) -> SafeString:
    """A bar a step, gaps over the whole height, and the earlier period as a line."""
    most = max([*(one.count or 0 for one in steps), *(one or 0 for one in before), 1])
    wide = WIDTH / max(len(steps), 1)
    bars: list[Told] = []
    for at, (one, told) in enumerate(zip(steps, words, strict=True)):
        if one.count is None:
            bars.append((told, [("chart-gap", at * wide, 0, wide, HEIGHT)]))
        else:
            high = HEIGHT * one.count / most
            name = "chart-bar chart-part" if one.is_partial else "chart-bar"
            bars.append((told, [(name, (at + 0.1) * wide, HEIGHT - high, 0.8 * wide, high)]))
    return frame([groups(bars), line(before, most, wide)], title, described, "volume")


def line(values: Sequence[int | None], most: int, wide: float) -> SafeString:
    """A line through the middle of each step, broken where there is a gap."""
    parts, is_on = [], False
    for at, value in enumerate(values):
        if value is None:
            is_on = False
            continue
        place = f"{(at + 0.5) * wide:.1f} {HEIGHT - HEIGHT * value / most:.1f}"
        # A point of its own is drawn as a short stroke.
        parts.append(f"L{place}" if is_on else f"M{place}h0.1")
        is_on = True
    return (
        format_html('<path class="chart-before" d="{}"/>', " ".join(parts))
        if parts
        else SafeString("")
    )


PARTS = ("negative", "unsure", "neutral", "positive")


def shares_of(step: Step) -> dict[str, int]:
    """How many spoke how in a step."""
    whole, negative, neutral, positive = step.figures or (0, 0, 0, 0)
    unsure = whole - negative - neutral - positive
    return {"negative": negative, "unsure": unsure, "neutral": neutral, "positive": positive}


def sentiment(
    steps: Sequence[Step], words: Sequence[str], title: str, described: str
) -> SafeString:
    """The shares of each step on top of one another: negative lowest, positive highest."""
    wide = WIDTH / max(len(steps), 1)
    bars: list[Told] = []
    for at, (one, told) in enumerate(zip(steps, words, strict=True)):
        if one.count is None:
            bars.append((told, [("chart-gap", at * wide, 0, wide, HEIGHT)]))
        elif one.count:
            bars.append((told, list(stacked(one, one.count, at, wide))))
    return frame([groups(bars)], title, described, "sentiment")


def stacked(step: Step, whole: int, at: int, wide: float) -> Iterator[Rect]:
    """The bar of a step, from below."""
    low = HEIGHT
    for name, number in shares_of(step).items():
        high = HEIGHT * number / whole
        low -= high
        if number:
            yield f"chart-{name}", (at + 0.1) * wide, low, 0.8 * wide, high


CELL, LEFT, TOP = 12.5, 36.0, 16.0
SHADES = 5


def rhythm(grid: Sequence[Sequence[float | None]], title: str, described: str) -> SafeString:
    """Hours across and weekdays down; the deeper the water, the more is heard in an hour."""
    most = max((value or 0.0 for row in grid for value in row), default=0.0) or 1.0
    names = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    cells: list[Told] = []
    for day, row in enumerate(grid):
        for hour, value in enumerate(row):
            shade = "chart-gap" if value is None else f"chart-shade-{round(SHADES * value / most)}"
            told = f"{names[day]} {hour:02}" + ("" if value is None else f": {value:.2f}")
            x, y = LEFT + hour * CELL, TOP + day * (CELL + 4)
            cells.append((told, [(shade, x, y, CELL - 1, CELL + 3)]))
    labels = [
        *((0.0, TOP + day * (CELL + 4) + CELL - 1, name) for day, name in enumerate(names)),
        *((LEFT + hour * CELL, TOP - 5, f"{hour:02}") for hour in range(0, 24, 6)),
    ]
    number = next(_numbers) % 1_000_000
    return format_html(
        '<svg class="rhythm-chart" viewBox="0 0 {} {}" role="img" aria-labelledby="rhythm-{number}-title '
        'rhythm-{number}-desc" focusable="false"><title id="rhythm-{number}-title">{}</title>'
        '<desc id="rhythm-{number}-desc">{}</desc>{}{}</svg>',
        int(LEFT + 24 * CELL),
        int(TOP + 7 * (CELL + 4)),
        title,
        described,
        groups(cells),
        format_html_join(
            "",
            '<text class="chart-label" x="{}" y="{}">{}</text>',
            ((f"{x:.1f}", f"{y:.1f}", label) for x, y, label in labels),
        ),
        number=number,
    )
