"""Small pictures of figures: an interval as a bar on its scale. SVG with presentation attributes only.

The figures always stand beside them in text, so the pictures are hidden from screen readers.
"""

from virta.balance.findings import Estimate
from virta.report.texts import Drawing

WIDTH, HEIGHT = 88.0, 14.0
MARGIN = 5.0  # keeps dots at the ends whole


def position(value: float, top: float) -> float:
    """Where a value lies on a scale from 0 to `top`; what lies beyond stays at the end."""
    part = min(max(value / top, 0.0), 1.0)
    return MARGIN + part * (WIDTH - 2 * MARGIN)


def interval(
    estimate: Estimate, top: float, reference: float | None = None, ticks: int = 0
) -> Drawing:
    """An estimate with its interval on a scale 0-`top`, and a reference as an upright line."""
    middle = HEIGHT / 2
    low, high = position(estimate.low, top), position(estimate.high, top)
    parts = [
        f'<line class="bar-axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{middle}" y2="{middle}" stroke="#d9d4c6" stroke-width="1"/>'
    ]
    parts += [tick(position(step * top / ticks, top)) for step in range(ticks + 1) if ticks]
    parts.append(
        f'<rect class="bar-range" x="{low - 2:.1f}" y="{middle - 3}" width="{high - low + 4:.1f}" height="6" rx="3" fill="#a8c4c8"/>'
    )
    if reference is not None:
        x = position(reference, top)
        parts.append(
            f'<line class="bar-reference" x1="{x:.1f}" x2="{x:.1f}" y1="0.5" y2="{HEIGHT - 0.5}" stroke="#1d3640" stroke-width="1.4"/>'
        )
    parts.append(
        f'<circle class="bar-dot" cx="{position(estimate.value, top):.1f}" cy="{middle}" r="3.4" fill="#0a4a6e" stroke="#ffffff" stroke-width="0.8"/>'
    )
    return drawing("".join(parts))


def tick(x: float) -> str:
    low, high = HEIGHT / 2 - 1.5, HEIGHT / 2 + 1.5
    return f'<line class="bar-axis" x1="{x:.1f}" x2="{x:.1f}" y1="{low}" y2="{high}" stroke="#d9d4c6" stroke-width="1"/>'


def fall(before: float, after: float) -> Drawing:
    """A likelihood before and after: a hollow dot, and an arrow to a full one."""
    middle, start, end = HEIGHT / 2, position(before, 1), position(after, 1)
    tip = end + (4.5 if end < start else -4.5)
    parts = [
        f'<line class="bar-axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{middle}" y2="{middle}" stroke="#d9d4c6" stroke-width="1"/>',
        f'<line class="bar-path" x1="{start:.1f}" x2="{tip:.1f}" y1="{middle}" y2="{middle}" stroke="#5496ad" stroke-width="2"/>',
        f'<circle class="bar-before" cx="{start:.1f}" cy="{middle}" r="3.4" fill="#ffffff" stroke="#b3402a" stroke-width="1.5"/>',
        f'<circle class="bar-dot" cx="{end:.1f}" cy="{middle}" r="4" fill="#0a4a6e"/>',
    ]
    return drawing("".join(parts))


def drawing(inside: str) -> Drawing:
    return Drawing(
        f'<svg class="bar" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def share_scale(estimates: list[Estimate | None], references: list[float]) -> float:
    """The end of a common scale for shares: the next full tenth above everything on it."""
    highest = max([each.high for each in estimates if each] + references)
    return min(1.0, (int(highest * 10 + 0.999)) / 10)


MARKS = {
    "present": '<path class="verdict-stone" d="M2.2 11.2C1 8.4 2.6 4 6 2.6s8 .2 9.4 3.6-.2 7.6-3.8 8.6-8.2-.8-9.4-3.6Z" fill="#b3402a"/>',
    "absent": '<circle class="verdict-clear" cx="8" cy="8" r="6.4" fill="none" stroke="#2f6d42" stroke-width="1.6"/><path class="verdict-clear" d="M5 8.2l2.2 2.3L11.2 6" fill="none" stroke="#2f6d42" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
    "unknown": '<circle class="verdict-open" cx="8" cy="8" r="6.4" fill="none" stroke="#4d636c" stroke-width="1.4" stroke-dasharray="2.2 2"/><path class="verdict-open" d="M6.2 6.6a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.3" fill="none" stroke="#4d636c" stroke-width="1.4" stroke-linecap="round"/><circle class="verdict-point" cx="8" cy="11.6" r=".9" fill="#4d636c"/>',
}
"""A stone in the way, a clear way, a question: shapes that differ without their colour."""


def mark(verdict: str) -> Drawing:
    """The sign beside a verdict; the verdict always stands beside it in words."""
    return Drawing(
        '<svg class="verdict-mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 17 17" width="17" height="17" '
        f'aria-hidden="true" focusable="false">{MARKS[verdict]}</svg>'
    )
