"""What may be shown of groups, so that no figure tells of fewer than three people.

Groups of respondents do not overlap. Whoever sees the figure for all of them, and the figures of
some groups, can subtract: what is left is the figure of the groups that are not shown. So the
groups are put together into *cells*, each of nobody or of at least three people, that make up the
whole. Every sum or difference of shown figures then tells of whole cells (complementary
suppression; Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, ch. 6).

The rule holds for one measure, such as one statement, among those who answered it. A figure that
joins several measures, such as a factor's, must be made from their shown figures and from nothing
else: a mean per person over the statements that each of them happened to answer would give a
single person's answer away as soon as somebody left out one.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from virta.assessment.models import SMALLEST_GROUP

Key = TypeVar("Key", bound=Hashable)


def cells(counts: Mapping[Key, int], smallest: int = SMALLEST_GROUP) -> list[frozenset[Key]]:
    """Put groups together until every cell has at least `smallest` people.

    `counts` says how many there are in each group; a group of nobody is left out. Returns cells of
    group keys, the largest group's first, the joined one last; an empty list where all together
    are too few to be shown.
    """
    there = {key: count for key, count in counts.items() if count > 0}
    if sum(there.values()) < smallest:
        return []
    by_size = sorted(there, key=lambda key: there[key])
    joined = [key for key in by_size if there[key] < smallest]
    alone = by_size[len(joined) :]
    while joined and sum(there[key] for key in joined) < smallest:
        joined.append(alone.pop(0))
    shown = [frozenset({key}) for key in reversed(alone)]
    return [*shown, frozenset(joined)] if joined else shown


def shown_groups(counts: Mapping[Key, int], smallest: int = SMALLEST_GROUP) -> frozenset[Key]:
    """The groups whose own figure may stand beside the figure for all."""
    return frozenset(key for cell in cells(counts, smallest) if len(cell) == 1 for key in cell)


def merged(counts: Mapping[Key, int], smallest: int = SMALLEST_GROUP) -> frozenset[Key]:
    """The groups that may be shown only together; empty where every group may stand alone."""
    return next((cell for cell in cells(counts, smallest) if len(cell) > 1), frozenset())
