"""Phrases of days put together to those of a period, and what is new among them.

As with authors (`merging`), a count is never too high. See docs/seeing.md.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop
from typing import Any

import msgspec
import numpy as np

from virta.listening import distinct
from virta.listening.day_words import BY_PHRASE
from virta.listening.merging import CANDIDATES
from virta.listening.phrasing import stem

Some = np.ndarray[Any, np.dtype[np.float64]]
PRIOR = 0.1
"""How much the two periods together weigh as the prior of each."""
NEW = 3.0
"""Standard errors from which on a phrase is new; with some hundred phrases looked at, about one in
a thousand periods of nothing new has one by chance."""
FEWEST = 3
"""Different authors and different texts without which a phrase is not shown."""
WITHIN = 0.7
"""A word is left to a pair of words that makes up so much of it."""


@dataclass(slots=True)
class PhraseRow:
    """A phrase of a period; `z` is None where there is nothing to compare it with."""

    key: str
    surface: str
    stems: str
    mentions: int
    authors: int
    is_exact: bool
    units: int
    before: int
    z: float | None
    shared: dict[str, int] = field(default_factory=dict)
    """Of other phrases by key: in so many of its units they stand in the same text."""

    @property
    def is_new(self) -> bool:
        """Whether it is said more than before, beyond chance."""
        return self.z is not None and self.z >= NEW

    @property
    def words(self) -> str:
        """A query that finds its mentions, in the listening language."""
        if self.key.startswith("#"):
            return self.surface
        parts = [f"{one}*" if len(one) >= FEWEST else "" for one in self.stems.split(" ")]
        found = [one or word for one, word in zip(parts, self.surface.split(" "), strict=False)]
        return " AND ".join(found)


class _Phrase(msgspec.Struct, array_like=True, gc=False):
    """An entry of a day's phrases, or of a span's."""

    key: str
    surface: str
    stems: str
    mentions: int
    units: int
    sketch: str
    most: int = 0
    """Mentions of the day on which it was written most as it is in `surface`; of a span alone."""
    shared: dict[str, int] | None = None
    """As of a `PhraseRow`: with phrases that are said more."""


_PHRASES = msgspec.json.Decoder(list[_Phrase])


@dataclass(slots=True)
class _Spoken:
    mentions: int = 0
    units: int = 0
    most: int = 0
    surface: str = ""
    stems: str = ""
    sketches: list[str] = field(default_factory=list)
    shared: dict[str, int] = field(default_factory=dict)


def spoken(
    lists: Iterable[Iterable[_Phrase]], keys: Container[str] | None = None
) -> dict[str, _Spoken]:
    """The phrases of some days or spans put together: of these keys, or all."""
    found: dict[str, _Spoken] = {}
    for entries in lists:
        for entry in entries if keys is None else [one for one in entries if one.key in keys]:
            one = found.get(entry.key)
            if one is None:
                one = found[entry.key] = _Spoken(stems=entry.stems)
            one.mentions += entry.mentions
            one.units += entry.units
            most = entry.most or entry.mentions
            if most > one.most or (most == one.most and entry.surface > one.surface):
                one.most, one.surface = most, entry.surface
            if (len(entry.stems), entry.stems) < (len(one.stems), one.stems):
                one.stems = entry.stems
            one.sketches.append(entry.sketch)
            for key, count in (entry.shared or {}).items():
                one.shared[key] = one.shared.get(key, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class PhraseLists:
    """The lists of phrases of a period, and the units of those that have no place in them."""

    lists: list[list[_Phrase]]
    unlisted: int = 0

    @classmethod
    def read(cls, texts: Iterable[str], unlisted: int = 0) -> "PhraseLists":
        return cls([_PHRASES.decode(one) for one in texts], unlisted)

    def units(self) -> dict[str, int]:
        """Of each phrase."""
        found: dict[str, int] = {}
        for entries in self.lists:
            for one in entries:
                found[one.key] = found.get(one.key, 0) + one.units
        return found


def phrases(
    now: PhraseLists, then: PhraseLists, queries: Sequence[str], most: int
) -> list[PhraseRow]:
    """The phrases said most, and those that are new, without the words that were searched for.

    A year has thousands of them: only those that may be shown are put together whole.
    """
    units, before = now.units(), then.units()
    total, former = sum(units.values()) + now.unlisted, sum(before.values()) + then.unlisted
    some = {key: count for key, count in units.items() if count >= FEWEST}
    z: dict[str, float] = {}
    if some and former:
        counts = np.array(list(some.values()), np.float64)
        earlier = np.array([before.get(key, 0) for key in some], np.float64)
        odds = log_odds(counts, total, earlier, former)
        z = dict(zip(some, odds.tolist(), strict=True))
    asked = asked_for(queries)
    said = _first(some, asked, most * CANDIDATES)
    new = _first({key: one for key, one in z.items() if one >= NEW}, asked, most * CANDIDATES)
    kept = spoken(now.lists, {*said, *new})
    made = [_phrase(key, one, before.get(key, 0), z.get(key)) for key, one in kept.items()]
    shown = [row for row in made if row.authors >= FEWEST]
    return without_parts(sorted(shown, key=lambda one: (-one.units, one.key)))


def _first(measured: Mapping[str, float], asked: set[str], most: int) -> list[str]:
    """The first phrases by a measure, of those that were not asked for."""
    heap = [(-value, key) for key, value in measured.items()]
    heapify(heap)
    found: list[str] = []
    while heap and len(found) < most:
        _value, key = heappop(heap)
        if not is_asked(key, asked):
            found.append(key)
    return found


def _phrase(key: str, one: _Spoken, before: int, z: float | None) -> PhraseRow:
    hashes = distinct.unpack(*one.sketches)
    authors, is_exact = distinct.estimate(hashes, BY_PHRASE)
    said = (one.surface, one.stems, one.mentions, authors, is_exact, one.units)
    return PhraseRow(key, *said, before, z, one.shared)


def without_parts(rows: list[PhraseRow]) -> list[PhraseRow]:
    """Leaves out words that are said almost only within a pair that stands here too."""
    longer: dict[str, int] = {}
    for row in rows:
        for part in row.key.split(" ") if " " in row.key else ():
            longer[part] = max(longer.get(part, 0), row.units)
    return [row for row in rows if " " in row.key or longer.get(row.key, 0) < WITHIN * row.units]


def log_odds(count: Some, total: int, before: Some, total_before: int) -> Some:
    """How many standard errors phrases' log-odds differ between two periods.

    With an informative Dirichlet prior: B. L. Monroe, M. P. Colaresi and K. M. Quinn, Fightin'
    words, Political Analysis 16 (2008), 372–403, equations 16, 19 and 22. The prior is what both
    periods said together, weighing a tenth of them.
    """
    whole = PRIOR * (total + total_before)
    part = PRIOR * (count + before)
    one, two = count + part, before + part
    delta = np.log(one / (total + whole - one)) - np.log(two / (total_before + whole - two))
    found: Some = delta / np.sqrt(1 / one + 1 / two)
    return found


def asked_for(queries: Sequence[str]) -> set[str]:
    """The beginnings of words that the searches ask for: that they are said is no news."""
    words = {
        word.strip('()"“”~#{}').rstrip("*").lower()
        for query in queries
        for word in query.split()
        if not word.isupper() and ":" not in word
    }
    return {one for word in words if len(word) > 2 for one in (word, stem(word, "fi"))}


def is_asked(key: str, asked: set[str]) -> bool:
    """Whether a phrase consists of words that were asked for."""
    parts: list[Any] = key.lstrip("#").split(" ")
    return all(any(part.startswith(one) for one in asked) for part in parts)
