"""The line of a key result: values against the straight line to the target, and the forecast."""

from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from virta.kit.templatetags.kit import figure
from virta.objectives.forecast import Aim, Forecast, Point

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 32


class Plane:
    """From days and values to places on the drawing."""

    def __init__(self, aim: Aim, points: list[Point], ahead: Forecast | None) -> None:
        self.aim = aim
        days = [aim.starts_on, aim.due_on, *(day for day, _value in points)]
        self.first, self.last = min(days), max(days)
        values = [aim.baseline, aim.target, *(value for _day, value in points if value is not None)]
        if ahead is not None:
            values += [ahead.value]
        low, high = min(values), max(values)
        margin = (high - low) * 0.15
        self.low, self.high = low - margin, high + margin

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / whole

    def y(self, value: float) -> float:
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part

    def at(self, day: date, value: float) -> str:
        return f"{self.x(day):.1f} {self.y(value):.1f}"


def draw(aim: Aim, points: list[Point], ahead: Forecast | None, today: date) -> SafeString:
    """The chart as SVG. Decoration: the same figures stand in the table below it."""
    plane = Plane(aim, points, ahead)
    return format_html(
        '<svg class="line-chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        "{}{}{}{}{}</svg>",
        WIDTH,
        HEIGHT,
        frame(plane),
        fan(plane, points, ahead),
        straight(plane),
        line(plane, points),
        now(plane, today),
    )


def frame(plane: Plane) -> SafeString:
    """The levels of baseline and target, and the days of beginning and end."""
    levels = format_html_join(
        "",
        '<path class="chart-rule" d="M{} {}H{}"/><text class="chart-label" x="{}" y="{}" '
        'text-anchor="end">{}</text>',
        (
            (
                LEFT,
                f"{plane.y(v):.1f}",
                WIDTH - RIGHT,
                LEFT - 8,
                f"{plane.y(v) + 4:.1f}",
                figure(v, -2),
            )
            for v in (plane.aim.baseline, plane.aim.target)
        ),
    )
    days = format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (f"{plane.x(day):.1f}", HEIGHT - 8, anchor, date_format(day, "SHORT_DATE_FORMAT"))
            for day, anchor in ((plane.aim.starts_on, "start"), (plane.aim.due_on, "end"))
        ),
    )
    return format_html("{}{}", levels, days)


def straight(plane: Plane) -> SafeString:
    aim = plane.aim
    path = f"M{plane.at(aim.starts_on, aim.baseline)}L{plane.at(aim.due_on, aim.target)}"
    return format_html('<path class="chart-aim" d="{}"/>', path)


def line(plane: Plane, points: list[Point]) -> SafeString:
    """The values; where one is missing the line is broken, and not drawn through nothing."""
    path, pen_down = "", False
    for day, value in points:
        if value is None:
            pen_down = False
            continue
        path += f"{'L' if pen_down else 'M'}{plane.at(day, value)}"
        pen_down = True
    dots = format_html_join(
        "",
        '<circle class="chart-dot" cx="{}" cy="{}" r="4"/>',
        (
            (f"{plane.x(day):.1f}", f"{plane.y(value):.1f}")
            for day, value in points
            if value is not None
        ),
    )
    return format_html('<path class="chart-line" d="{}"/>{}', path, dots)


def fan(plane: Plane, points: list[Point], ahead: Forecast | None) -> SafeString:
    """From the last value to where the forecast sees it, nine times in ten."""
    known = [(day, value) for day, value in points if value is not None]
    if ahead is None or not known or known[-1][0] >= plane.aim.due_on:
        return SafeString("")
    day, value = known[-1]
    start, due = plane.at(day, value), plane.aim.due_on
    wide = f"M{start}L{plane.at(due, ahead.high)}L{plane.at(due, ahead.low)}Z"
    middle = f"M{start}L{plane.at(due, ahead.value)}"
    return format_html(
        '<path class="chart-fan" d="{}"/><path class="chart-ahead" d="{}"/>', wide, middle
    )


def now(plane: Plane, today: date) -> SafeString:
    if not plane.first <= today <= plane.last:
        return SafeString("")
    return format_html(
        '<path class="chart-now" d="M{} {}V{}"/>', f"{plane.x(today):.1f}", TOP, HEIGHT - BOTTOM
    )
