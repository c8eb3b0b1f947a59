"""How a network shows a post, as data: what a preview draws from. Colours and shapes are Virta's.

What networks say of this themselves is little: where a text is folded, and how an address is cut
short, is as seen on them (November 2026), and a preview says "about".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from virta.networks.text.marks import Mark, usual


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a feed cuts a long text and offers to show the rest; 0 where that bound is not known."""

    signs: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What becomes of a post's text, pictures and link on a network."""

    marks: Callable[[str], Sequence[Mark]] = usual
    """What in a text it makes a link, a mention or a tag, and how it writes them."""
    fold: Fold = Fold()
    pictures: Literal["grid", "row"] = "grid"
    """Several pictures side by side, or one at a time to be leafed through."""
    cells: int = 4
    """So many pictures are seen at once; the last one says how many more there are."""
    card: Literal["ours", "theirs", "none"] = "theirs"
    """A link's card is sent with the post, made by the network itself, or not shown at all."""
    has_focus: bool = False
    """Whether pictures are cut around the point that somebody chose."""
