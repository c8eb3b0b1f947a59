"""Phrases that stand in the same texts, put together to topics."""

from collections.abc import Iterable
from dataclasses import dataclass

from virta.listening.saying import PhraseRow

MOST, HALF = 0.7, 0.5
"""A phrase is put with one that stands in so many of its texts, where it stands in so many of the
other's."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Phrases of the same texts: the one that is said most, and the others."""

    first: PhraseRow
    others: list[PhraseRow]

    @property
    def name(self) -> str:
        return " · ".join(one.surface for one in (self.first, *self.others))

    @property
    def is_new(self) -> bool:
        return self.first.is_new or any(one.is_new for one in self.others)


def together(rows: Iterable[PhraseRow]) -> list[Topic]:
    """Puts a phrase with one that is said more, where most of its texts have both, and half of the
    other's too: what is only a part of something larger stays apart."""
    found: dict[str, Topic] = {}
    for row in sorted(rows, key=lambda one: (-one.units, one.key)):
        fitting = [
            (shared, -at, topic)
            for at, topic in enumerate(found.values())
            if (shared := _shared(row, topic.first)) >= MOST * row.units
            and shared >= HALF * topic.first.units
        ]
        if fitting:
            max(fitting)[2].others.append(row)
        else:
            found[row.key] = Topic(row, [])
    return list(found.values())


def _shared(one: PhraseRow, other: PhraseRow) -> int:
    """On a day the one is said more, on another the other."""
    return one.shared.get(other.key, 0) + other.shared.get(one.key, 0)
