"""The double cycle as SVG. Every colour is a class with a plain attribute behind it, so that the
picture follows the page's theme and stands alone in a PDF; nothing needs a style attribute.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar
from xml.sax.saxutils import escape, quoteattr

from virta.balance import words
from virta.balance.findings import Diagnosis, FactorReading
from virta.balance.framework import FACTORS, INNER, LINK, Direction, Factor
from virta.picture import words as said
from virta.picture.geometry import COMPACT, WIDE, Course, Point, along, loop, node, number

Kind = TypeVar("Kind", str, bool)
Size = Literal["wide", "compact", "print"]
USUAL = {WIDE: 20.0, COMPACT: 11.0}  # the width of the stream where attention is as intended
WATER = (
    *("#d6cbb8", "#cac9bc", "#bfc8c0", "#b4c6c4", "#a8c4c8", "#93b9c1", "#7eadba"),
    *("#69a2b4", "#5496ad", "#42829e", "#2f6f8e", "#1d5d7e", "#0a4a6e"),
)
DEEPEST = len(WATER) - 1
PIECES = {True: 44, False: 68}
DAM_AT = {Direction.TO_EXECUTION: 0.085, Direction.TO_STRATEGY: 0.915}


def draw(
    diagnosis: Diagnosis,
    *,
    language: str = "en",
    size: Size = "wide",
    links: Mapping[Factor, str] | None = None,
    previous: Diagnosis | None = None,
    title_id: str = "picture",
) -> str:
    """The picture as an SVG element.

    `links` makes each number lead somewhere; `previous` draws the round before as a faint line.
    `title_id` must be different for each picture on a page.
    """
    course = COMPACT if size == "compact" else WIDE
    picture = Picture(diagnosis, language, course, links or {}, title_id)
    parts = [picture.head()]
    for inner in (False, True):
        parts += picture.bed(inner)
    if previous:
        parts += [picture.before(previous, inner) for inner in (False, True)]
    for inner in (False, True):
        parts += picture.water(inner)
    parts += picture.signs()
    parts += [picture.dam(direction) for direction in Direction]
    parts += [picture.number(factor) for factor in FACTORS]
    if course is WIDE:
        parts += picture.labels()
    return "".join([*parts, "</svg>"])


@dataclass(slots=True)
class Picture:
    """One picture being drawn."""

    diagnosis: Diagnosis
    language: str
    course: Course
    links: Mapping[Factor, str]
    title_id: str

    def head(self) -> str:
        title = said.say("title", self.language, organisation=self.diagnosis.organisation)
        box = f"0 0 {self.course.width} {self.course.height}"
        # With links inside it is a group of things and not one image.
        role = "group" if self.links else "img"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="{box}" '
            f'width="{self.course.width}" height="{self.course.height}" role="{role}" '
            f'aria-labelledby="{self.title_id}-title" font-family="system-ui, sans-serif">'
            f'<title id="{self.title_id}-title">{escape(title)}</title>{self.pattern()}'
        )

    @property
    def hatch(self) -> str:
        return f"{self.title_id}-hatch"

    def pattern(self) -> str:
        """The hatching of water whose maturity is not known, where there is any."""
        readings = self.diagnosis.factors.values()
        if not any(has_water(one) and one.maturity is None for one in readings):
            return ""
        return (
            f'<defs><pattern id="{self.hatch}" width="7" height="7" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7" '
            'fill="#f2efe7"/><path class="hatch-line" d="M0,0V7" stroke="#7b8a8e" stroke-width="3"/>'
            "</pattern></defs>"
        )

    # The stream

    def width(self, reading: FactorReading, bound: str = "value") -> float:
        """How wide the stream is at a factor: its relative attention, from a thread to three times."""
        if reading.relative is None:
            return USUAL[self.course]
        wanted = float(getattr(reading.relative, bound))
        return float(USUAL[self.course] * min(max(wanted, 0.06), 3.0) ** 0.9)

    def widths(self, diagnosis: Diagnosis, inner: bool, bound: str = "value") -> list[float]:
        """The width at every point of a loop, smooth between the factors."""
        stops = [
            (place, self.width(diagnosis.factors[factor], bound)) for place, factor in along(inner)
        ]
        pieces = PIECES[inner]
        return [smooth(stops, n / pieces) for n in range(pieces + 1)]

    def points(self, inner: bool) -> tuple[Point, ...]:
        return loop(self.course, inner, PIECES[inner])

    def bed(self, inner: bool) -> list[str]:
        """The banks: how wide the stream may be, at the high end of what is known.

        Where attention is not known there are none: nothing says how wide the stream may be.
        """
        points = self.points(inner)
        high = [width + 7 for width in self.widths(self.diagnosis, inner, "high")]
        return [
            f'<path class="bank" d="{ribbon(points[a : b + 1], high[a : b + 1])}" fill="#ece7dc" '
            'stroke="#b9ad97" stroke-width="1" stroke-dasharray="1.5 4" stroke-linecap="round"/>'
            for is_known, a, b in self.runs(inner, lambda one: one.relative is not None)
            if is_known
        ]

    def before(self, previous: Diagnosis, inner: bool) -> str:
        widths = self.widths(previous, inner)
        return (
            f'<path class="before" d="{ribbon(self.points(inner), widths)}" fill="none" '
            'stroke="#8a94a0" stroke-width="1.2" stroke-opacity=".7"/>'
        )

    def water(self, inner: bool) -> list[str]:
        """The water piece by piece, deeper in colour where the factor is more mature."""
        points, widths = self.points(inner), self.widths(self.diagnosis, inner)
        stops = [(place, self.diagnosis.factors[factor]) for place, factor in along(inner)]
        pieces = PIECES[inner]
        kinds = [self.kind_at(stops, (n + 0.5) / pieces) for n in range(pieces)]
        drawn = [
            run_path(kind, ribbon(points[a : b + 1], widths[a : b + 1]), self.hatch)
            for kind, a, b in stretches(kinds)
        ]
        flowing = [(a, b) for runs, a, b in self.runs(inner, has_water) if runs]
        drawn += [current(points[a : b + 1]) for a, b in flowing]
        return drawn

    def runs(
        self, inner: bool, holds: Callable[[FactorReading], bool]
    ) -> list[tuple[bool, int, int]]:
        """Stretches of a loop on which something holds of the nearest factor, and on which not."""
        stops = [(place, self.diagnosis.factors[factor]) for place, factor in along(inner)]
        pieces = PIECES[inner]
        return stretches([holds(nearest(stops, (n + 0.5) / pieces)) for n in range(pieces)])

    def kind_at(self, stops: list[tuple[float, FactorReading]], part: float) -> str:
        """What is here: water of a depth 0-12 or of none known, a dry bed, or an outline only."""
        here = nearest(stops, part)
        if here.state == "missing":
            return "dry"
        if here.relative is None:
            return "outline"
        if here.maturity is None:
            return "unknown"
        levels = [(place, one.maturity.value if one.maturity else None) for place, one in stops]
        known = [(place, level) for place, level in levels if level is not None]
        return str(round(smooth(known, part) * DEEPEST / 5))

    # The signs on it

    def signs(self) -> list[str]:
        drawn = []
        for factor in FACTORS:
            reading = self.diagnosis.factors[factor]
            if reading.state == "missing":
                drawn.append(self.stones(factor))
            if reading.state == "overweight":
                drawn.append(self.overflow(factor))
        return drawn

    def near(self, factor: Factor, steps: int) -> list[tuple[int, Point]]:
        """Places about a factor along the stream, `steps` to each side of it."""
        reach = 2.2 if self.course is WIDE else 3.0
        found: list[tuple[int, Point]] = []
        for inner in (True, False):
            for place, one in along(inner):
                if one != factor:
                    continue
                points = loop(self.course, inner, 100)
                centre = round(place * 100)
                for step in range(-steps, steps + 1):
                    at = round(centre + reach * step)
                    if 0 <= at <= 100 and step:
                        found.append((step, points[at]))
        return found

    def stones(self, factor: Factor) -> str:
        """A dry bed: stones where water should be."""
        scale = USUAL[self.course] / 24
        stones = []
        for step, point in self.near(factor, 5):
            for side in (-1, 1):
                x, y = point.aside(side * (3.5 + 2 * ((step * 7) % 3)) * scale)
                size = (2.6 + ((step + side) % 3) * 0.7) * scale
                stones.append(
                    f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size * 1.3:.1f}" ry="{size:.1f}"/>'
                )
        return f'<g class="stones" fill="#a3967f">{"".join(stones)}</g>'

    def overflow(self, factor: Factor) -> str:
        """Water over the banks: waves beside the stream; within the inner loop are the words of 1 and 4."""
        half = self.width(self.diagnosis.factors[factor]) / 2
        scale = USUAL[self.course] / 24
        waves = []
        for step, point in self.near(factor, 4):
            for side in (1,) if factor in INNER else (-1, 1):
                x, y = point.aside(side * (half + (10 - abs(step)) * scale))
                waves.append(
                    f"M{x - 7 * scale:.1f},{y:.1f}q{3.5 * scale:.1f},{-4 * scale:.1f} {7 * scale:.1f},0t{7 * scale:.1f},0"
                )
        return (
            f'<path class="overflow" d="{"".join(waves)}" fill="none" stroke="#b3402a" '
            f'stroke-width="{1.8 * scale + 0.4:.1f}" stroke-linecap="round"/>'
        )

    def dam(self, direction: Direction) -> str:
        """A dam beside the crossing, on the side that is stopped."""
        if not said.is_stopped(self.diagnosis, direction):
            return ""
        point = loop(self.course, False, 200)[round(200 * DAM_AT[direction])]
        reach = self.width_at(DAM_AT[direction]) / 2 + (14 if self.course is WIDE else 7)
        (x1, y1), (x2, y2) = point.aside(reach), point.aside(-reach)
        thick = 9 if self.course is WIDE else 5.5
        return (
            f'<line class="dam" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="#b3402a" stroke-width="{thick}" stroke-linecap="round"/>'
        )

    def width_at(self, part: float) -> float:
        """The width of the outer loop at a part of its length."""
        stops = [
            (place, self.width(self.diagnosis.factors[factor])) for place, factor in along(False)
        ]
        return smooth(stops, part)

    # The words on it

    def number(self, factor: Factor) -> str:
        point = node(self.course, factor)
        radius = (22 if factor == LINK else 19) if self.course is WIDE else 13
        size = 19 if self.course is WIDE else 13
        drawn = (
            f'<circle class="node" cx="{point.x:.1f}" cy="{point.y:.1f}" r="{radius}" '
            'fill="#fff" stroke="#2f6f8e" stroke-width="3"/>'
            f'<text class="node-number" x="{point.x:.1f}" y="{point.y + size * 0.36:.1f}" '
            f'text-anchor="middle" font-size="{size}" font-weight="700" fill="#1d3640">{number(factor)}</text>'
        )
        if factor not in self.links:
            return drawn
        reading = self.diagnosis.factors[factor]
        label = f"{number(factor)} {words.factor_name(factor, self.language)}: {said.figures(reading, self.language)}"
        return f"<a href={quoteattr(self.links[factor])} aria-label={quoteattr(label)}>{drawn}</a>"

    def labels(self) -> list[str]:
        drawn = [self.label(factor) for factor in FACTORS]
        drawn += [self.flow_label(direction) for direction in Direction]
        return drawn

    def label(self, factor: Factor) -> str:
        """The name of a factor and its figures, beside its number and clear of the water."""
        point, (dx, dy, anchor) = node(self.course, factor), PLACES[factor]
        lines = split_name(
            words.factor_name(factor, self.language), 99 if anchor == "middle" else 18
        )
        figures = said.short_figures(self.diagnosis.factors[factor], self.language)
        below = [" · ".join(figures)] if anchor == "middle" else figures
        rows = [(line, True) for line in lines] + [(one, False) for one in below]
        up = ROW * len(rows) if factor in STANDING else 0
        return self.text(point.x + dx, point.y + dy - up, anchor, rows)

    def flow_label(self, direction: Direction) -> str:
        stopped = said.is_stopped(self.diagnosis, direction)
        rows = [
            (line, stopped) for line in said.flow_label(self.diagnosis, direction, self.language)
        ]
        left = direction == Direction.TO_EXECUTION
        x = self.course.x + (-185 if left else 185)
        return self.text(x, self.course.y + 80, "end" if left else "start", rows, alarm=stopped)

    def text(
        self, x: float, y: float, anchor: str, rows: list[tuple[str, bool]], *, alarm: bool = False
    ) -> str:
        """Rows of text one below the other; the first stands at y."""
        drawn = []
        for n, (row, is_name) in enumerate(rows):
            kind = "picture-alarm" if alarm else "picture-name" if is_name else "picture-figures"
            colour = "#b3402a" if alarm else "#1d3640" if is_name else "#4c626b"
            size = 22 if is_name and not alarm else 18
            weight = 600 if is_name else 400
            drawn.append(
                f'<text class="{kind}" x="{x:.1f}" y="{y + ROW * n:.1f}" text-anchor="{anchor}" '
                f'font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(row)}</text>'
            )
        return "".join(drawn)


# Where each label stands from its number: across, down, and which end of the text is there.
PLACES: dict[Factor, tuple[float, float, str]] = {
    Factor.OBJECTIVES: (43, -40, "start"),
    Factor.AUDIENCES: (68, -38, "end"),
    Factor.ACTIVITIES: (-68, -38, "start"),
    Factor.OWNERSHIP: (-43, -40, "end"),
    Factor.LISTENING: (-44, -18, "end"),
    Factor.ENGAGEMENT: (0, -78, "middle"),
    Factor.MEASUREMENT: (44, -30, "start"),
    Factor.LEARNING: (0, 80, "middle"),
}
STANDING = (
    Factor.AUDIENCES,
    Factor.ACTIVITIES,
)  # their last row stands at its place, not the first
ROW = 23  # from one row of text to the next


def smooth(stops: list[tuple[float, float]], part: float) -> float:
    """The value at a part of the way, easing from each stop to the next."""
    for (start, low), (end, high) in zip(stops, stops[1:], strict=False):
        if start <= part <= end:
            mix = (part - start) / ((end - start) or 1.0)
            return low + (high - low) * (1 - math.cos(math.pi * mix)) / 2
    return stops[-1][1] if part > stops[-1][0] else stops[0][1]


def nearest(stops: list[tuple[float, FactorReading]], part: float) -> FactorReading:
    return min(stops, key=lambda stop: abs(stop[0] - part))[1]


def has_water(reading: FactorReading) -> bool:
    """Water is drawn where attention is known and there is some."""
    return reading.state != "missing" and reading.relative is not None


def stretches(kinds: Sequence[Kind]) -> list[tuple[Kind, int, int]]:
    """Neighbouring pieces of one kind as one: the kind, its first piece, and the piece after it."""
    found: list[tuple[Kind, int, int]] = []
    for n, kind in enumerate(kinds):
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1], n + 1)
        else:
            found.append((kind, n, n + 1))
    return found


def current(points: tuple[Point, ...]) -> str:
    """Dashes that run with the water."""
    middle = "M" + "L".join(f"{p.x:.0f},{p.y:.0f}" for p in (*points[:-1:2], points[-1]))
    return (
        f'<path class="current" d="{middle}" fill="none" stroke="#fff" stroke-opacity=".55" '
        'stroke-width="1.4" stroke-dasharray="9 15" stroke-linecap="round"/>'
    )


def ribbon(points: tuple[Point, ...], widths: list[float]) -> str:
    """The outline of a stream of these widths along these points."""
    left = [point.aside(width / 2) for point, width in zip(points, widths, strict=True)]
    right = [point.aside(-width / 2) for point, width in zip(points, widths, strict=True)]
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in (*left, *reversed(right))) + "Z"


def run_path(kind: str, outline: str, hatch: str) -> str:
    """A stretch of one kind of water."""
    if kind == "dry":
        return f'<path class="dry" d="{outline}" fill="#e3d9c6" stroke="#a3967f" stroke-width="1" stroke-dasharray="4 3"/>'
    if kind == "outline":
        return f'<path class="outline" d="{outline}" fill="none" stroke="#7b8a8e" stroke-width="1.2" stroke-dasharray="6 5"/>'
    if kind == "unknown":
        return f'<path class="water-unknown" d="{outline}" fill="url(#{escape(hatch)})" stroke="#7b8a8e" stroke-width="1"/>'
    colour = WATER[int(kind)]
    return f'<path class="water-{kind}" d="{outline}" fill="{colour}" stroke="{colour}" stroke-width=".8"/>'


def split_name(name: str, longest: int) -> list[str]:
    """A long name in two lines, cut at the space nearest its middle."""
    spaces = [n for n, letter in enumerate(name) if letter == " "]
    if len(name) <= longest or not spaces:
        return [name]
    cut = min(spaces, key=lambda n: abs(n - len(name) / 2))
    return [name[:cut], name[cut + 1 :]]
