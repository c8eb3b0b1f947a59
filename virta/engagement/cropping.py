"""Where pictures stand in a preview, and what of each is seen there: numbers for SVG.

Styles in attributes are forbidden by the content security policy; an SVG with a picture in it
crops by plain attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Size = tuple[int, int]
WIDE, SQUARE, TALL = (300, 200), (200, 200), (200, 404)
LOWEST, HIGHEST = 0.8, 1.91
"""A picture that stands alone keeps its shape between these (width through height)."""


@dataclass(frozen=True, slots=True)
class View:
    """A place of this width and height, and where in it the whole picture begins and ends."""

    width: int
    height: int
    x: float
    y: float
    picture_width: float
    picture_height: float


def views(
    sizes: Sequence[Size], focus: Sequence[Sequence[float] | None], way: str = "grid"
) -> list[View]:
    """A place for each picture: alone in its own shape, else in a grid, or one after another."""
    cells = shapes(sizes) if way == "grid" or len(sizes) == 1 else [SQUARE] * len(sizes)
    return [view(*one) for one in zip(cells, sizes, focus, strict=True)]


def shapes(sizes: Sequence[Size]) -> list[Size]:
    """The places of a grid: two squares, one tall and two, or rows of two."""
    if len(sizes) == 1:
        width, height = sizes[0]
        ratio = min(max(width / height, LOWEST), HIGHEST) if width and height else HIGHEST
        return [(400, round(400 / ratio))]
    if len(sizes) == 2:
        return [SQUARE, SQUARE]
    if len(sizes) == 3:
        return [TALL, SQUARE, SQUARE]
    return [WIDE] * len(sizes)


def view(cell: Size, size: Size, focus: Sequence[float] | None = None) -> View:
    """The picture fills its place; what is cut off leaves the point of focus in view.

    `focus` is as Mastodon has it: from -1 to 1, (0, 0) in the middle, y grows upwards.
    """
    width, height = max(size[0], 1), max(size[1], 1)
    scale = max(cell[0] / width, cell[1] / height)
    wide, high = width * scale, height * scale
    across, up = focus or (0.0, 0.0)
    x = cell[0] / 2 - (across + 1) / 2 * wide
    y = cell[1] / 2 - (1 - up) / 2 * high
    return View(
        cell[0],
        cell[1],
        round(min(0.0, max(cell[0] - wide, x)), 1),
        round(min(0.0, max(cell[1] - high, y)), 1),
        round(wide, 1),
        round(high, 1),
    )
