"""Bad rows, named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be taken: the row as the file's program numbers it, and why, as a sentence."""

    row: int
    column: str
    why: str


class BadCells(Exception):
    """Everything in one row that cannot be taken."""

    def __init__(self, cells: list[BadCell]) -> None:
        super().__init__(cells)
        self.cells = cells
