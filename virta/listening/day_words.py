"""The phrases and links of a day's mentions, in which the same text counts but once."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from virta.listening import distinct, naming
from virta.listening.linking import canonical
from virta.listening.models import Mention
from virta.listening.people import author_hash
from virta.listening.phrasing import Once, Said, gather

PHRASES = 250
LINKS = 60
BY_PHRASE = 12
"""Different authors of a phrase that are counted exactly."""
BY_LINK = 32
BESIDE = 3
"""Other phrases in the same texts that a phrase of a day is kept with."""
HALF = 0.5


@dataclass(slots=True)
class Words:
    """What is said and what is linked to."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "pk",
        "network",
        "author",
        "handle",
        "name",
        "fold",
        "title",
        "text",
        "language",
        "links",
    )
    looked_at: int = 0
    said: dict[str, Said | Once] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    by: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def take(self, mentions: Iterable[Mention]) -> None:
        """Count some mentions. One without an author counts as somebody of its own."""
        for one in mentions:
            self.looked_at += 1
            author = distinct.short(author_hash(one) or one.pk)
            gather(self.said, f"{one.title}\n{one.text}", one.language, author, one.fold)
            for link in {canonical(link) for link in one.links[:20]} - {""}:
                self.counts[link] += 1
                self.by[link].add(author)

    def links(self) -> list[list[Any]]:
        """The first by how many different authors share them."""
        order = sorted(self.counts, key=lambda one: (-len(self.by[one]), -self.counts[one], one))
        return [
            [one, self.counts[one], distinct.pack(self.by[one], BY_LINK)] for one in order[:LINKS]
        ]

    def phrases(self) -> list[list[Any]]:
        """The first by units. Ties are broken by a hash, the same every day: so phrases that come
        but once a day stay the same ones, and add up over days."""
        first = heapq.nsmallest(
            PHRASES,
            self.said,
            key=lambda one: (-self.said[one].units, " " in one, naming.hashed("phrase", one)),
        )
        found = {key: self._whole(key) for key in first}
        beside = together(found)
        return [self._entry(key, one, beside[key]) for key, one in found.items()]

    def _whole(self, key: str) -> Said:
        said = self.said[key]
        return said.whole() if isinstance(said, Once) else said

    def _entry(self, key: str, said: Said, shared: dict[str, int]) -> list[Any]:
        by = distinct.pack(said.authors, BY_PHRASE)
        entry = [key, said.surface, " ".join(said.stems), said.mentions, said.units, by]
        return [*entry, 0, shared] if shared else entry


def together(found: dict[str, Said]) -> dict[str, dict[str, int]]:
    """Of each phrase: those of more units that stand in at least half of its texts, and how many of
    its units that is; the most shared, at most `BESIDE`."""
    keys = list(found)
    number = {fold: at for at, fold in enumerate({f for one in found.values() for f in one.folds})}
    has = np.zeros((len(keys), len(number)), np.float32)
    for at, one in enumerate(found.values()):
        has[at, [number[fold] for fold in one.folds]] = 1
    shares = (has @ has.T) / np.maximum(has.sum(axis=1), 1)[:, None]
    beside: dict[str, dict[str, int]] = {}
    for at, (key, one) in enumerate(found.items()):
        # Phrases come by their units: those before have as many or more.
        most = np.argsort(-shares[at, :at], kind="stable")[:BESIDE].tolist()
        beside[key] = {
            keys[other]: round(one.units * float(shares[at, other]))
            for other in most
            if one.units > 1 and shares[at, other] >= HALF
        }
    return beside
