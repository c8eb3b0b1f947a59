"""Lists of days put together to those of a period.

Days are exact and cut: what is among the first of one day and not of another is counted for the
one only, so that a count is never too high. See docs/seeing.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import nlargest
from math import log, sqrt
from typing import Any

import msgspec

from virta.listening import distinct
from virta.listening.day_words import BY_LINK, BY_PHRASE
from virta.listening.models import Mention
from virta.listening.people import OTHERS
from virta.listening.phrasing import stem
from virta.people.models import Workspace

HOUR = timedelta(hours=1)
PRIOR = 0.1
"""How much the two periods together weigh as the prior of each."""
NEW = 3.0
"""Standard errors from which on a phrase is new; with some hundred phrases looked at, about one in
a thousand periods of nothing new has one by chance."""
FEWEST = 3
"""Different authors and different texts without which a phrase is not shown."""
WITHIN = 0.7
"""A word is left to a pair of words that makes up so much of it."""
CANDIDATES = 4
"""So many times the places asked for are put together exactly."""


@dataclass(slots=True)
class AuthorRow:
    """An author in a period; `mention` is one of theirs, which has their name."""

    mention: Mention
    mentions: int
    said: int
    """Different texts."""
    followers: int | None
    others: int
    """Different others who answered, quoted or passed on what they wrote, as far as heard."""
    is_exact: bool


@dataclass(slots=True)
class LinkRow:
    """A page that was linked to."""

    address: str
    mentions: int
    authors: int
    is_exact: bool


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


@dataclass(slots=True)
class _Person:
    mention: int = 0
    mentions: int = 0
    said: int = 0
    followers: int | None = None
    upper: int = 0
    sketches: list[str] = field(default_factory=list)


_AUTHORS = msgspec.json.Decoder(list[tuple[int, int, int, int, int | None, str]])
_LINKS = msgspec.json.Decoder(list[tuple[str, int, str]])


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


_PHRASES = msgspec.json.Decoder(list[_Phrase])


def people(lists: Iterable[str]) -> dict[int, _Person]:
    """The authors of some days or spans, put together."""
    people: dict[int, _Person] = {}
    for text in lists:
        for key, mention, mentions, said, followers, others in _AUTHORS.decode(text):
            one = people.get(key)
            if one is None:
                one = people[key] = _Person()
            one.mention = max(one.mention, mention)
            one.mentions += mentions
            one.said += said
            if followers is not None:
                one.followers = max(one.followers or 0, followers)
            if others:
                one.upper += len(others)
                one.sketches.append(others)
    return people


def authors(workspace: Workspace, lists: Iterable[str], by: str, most: int) -> list[AuthorRow]:
    """The first authors of a period, those alone whose mentions are still there."""
    found = people(lists)
    candidates = [found[key] for key in first(found, by, most * CANDIDATES)]
    there = Mention.objects.of(workspace).in_bulk([one.mention for one in candidates])
    rows = [_row(one, there[one.mention]) for one in candidates if one.mention in there]
    return sorted(rows, key=_FINAL[by], reverse=True)[:most]


def first(people: dict[int, _Person], by: str, most: int) -> list[int]:
    """The first authors by a measure."""
    order = MEASURES[by]
    return nlargest(most, people, key=lambda key: order(people[key]))


def _taken_up(one: _Person) -> tuple[int, ...]:
    return one.upper, one.said, one.followers or 0, one.mention


def _much(one: _Person) -> tuple[int, ...]:
    return one.mentions, one.said, one.mention


def _known(one: _Person) -> tuple[int, ...]:
    return one.followers if one.followers is not None else -1, one.said, one.mention


MEASURES = {"others": _taken_up, "mentions": _much, "followers": _known}
"""How authors are put in order, before how many others took them up is put together exactly."""


def _final_others(one: AuthorRow) -> tuple[int, ...]:
    return one.others, one.said, one.followers or 0, one.mention.pk


def _final_mentions(one: AuthorRow) -> tuple[int, ...]:
    return one.mentions, one.said, one.mention.pk


def _final_followers(one: AuthorRow) -> tuple[int, ...]:
    return one.followers if one.followers is not None else -1, one.said, one.mention.pk


_FINAL = {"others": _final_others, "mentions": _final_mentions, "followers": _final_followers}


def _row(one: _Person, mention: Mention) -> AuthorRow:
    hashes = set[str]().union(*(distinct.unpack(sketch) for sketch in one.sketches))
    others, is_exact = distinct.estimate(hashes, OTHERS)
    return AuthorRow(mention, one.mentions, one.said, one.followers, others, is_exact)


def linked(lists: Iterable[str]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """The pages of some days or spans: mentions, and sketches of authors."""
    counts: dict[str, int] = {}
    by: dict[str, list[str]] = {}
    for text in lists:
        for address, mentions, sketch in _LINKS.decode(text):
            counts[address] = counts.get(address, 0) + mentions
            by.setdefault(address, []).append(sketch)
    return counts, by


def links(lists: Iterable[str], most: int) -> list[LinkRow]:
    """The first pages of a period, by different authors."""
    counts, by = linked(lists)
    first = nlargest(most * CANDIDATES, counts, key=lambda one: (sum(map(len, by[one])), one))
    rows = []
    for one in first:
        hashes = set[str]().union(*map(distinct.unpack, by[one]))
        rows.append(LinkRow(one, counts[one], *distinct.estimate(hashes, BY_LINK)))
    return sorted(rows, key=lambda one: (-one.authors, -one.mentions, one.address))[:most]


@dataclass(slots=True)
class _Spoken:
    mentions: int = 0
    units: int = 0
    most: int = 0
    surface: str = ""
    stems: str = ""
    sketches: list[str] = field(default_factory=list)


def spoken(lists: Iterable[str]) -> dict[str, _Spoken]:
    """The phrases of some days, put together."""
    found: dict[str, _Spoken] = {}
    for text in lists:
        for entry in _PHRASES.decode(text):
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
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """The phrases of a period, and the units of them all, those without a place included."""

    by_key: dict[str, _Spoken]
    units: int


def phrases(now: Said, then: Said, queries: Sequence[str], most: int) -> list[PhraseRow]:
    """The phrases said most, and those that are new, without the words that were searched for."""
    spoken_then, total, former = then.by_key, now.units, then.units
    asked = asked_for(queries)
    rows = []
    for key, one in now.by_key.items():
        if one.units < FEWEST or is_asked(key, asked):
            continue
        before = spoken_then[key].units if key in spoken_then else 0
        z = log_odds(one.units, total, before, former) if former else None
        rows.append((key, one, before, z))
    said = nlargest(most * CANDIDATES, rows, key=lambda row: (row[1].units, row[0]))
    new = nlargest(most * CANDIDATES, rows, key=lambda row: (row[3] or 0.0, row[0]))
    kept = {row[0]: row for row in [*said, *(one for one in new if (one[3] or 0) >= NEW)]}
    made = [row for row in map(_phrase, kept.values()) if row.authors >= FEWEST]
    return without_parts(sorted(made, key=lambda one: (-one.units, one.key)))


def _phrase(row: tuple[str, _Spoken, int, float | None]) -> PhraseRow:
    key, one, before, z = row
    hashes = set[str]().union(*map(distinct.unpack, one.sketches))
    authors, is_exact = distinct.estimate(hashes, BY_PHRASE)
    return PhraseRow(
        key, one.surface, one.stems, one.mentions, authors, is_exact, one.units, before, z
    )


def without_parts(rows: list[PhraseRow]) -> list[PhraseRow]:
    """Leaves out words that are said almost only within a pair that stands here too."""
    longer: dict[str, int] = {}
    for row in rows:
        for part in row.key.split(" ") if " " in row.key else ():
            longer[part] = max(longer.get(part, 0), row.units)
    return [row for row in rows if " " in row.key or longer.get(row.key, 0) < WITHIN * row.units]


def log_odds(count: int, total: int, before: int, total_before: int) -> float:
    """How many standard errors a phrase's log-odds differ between two periods.

    With an informative Dirichlet prior: B. L. Monroe, M. P. Colaresi and K. M. Quinn, Fightin'
    words, Political Analysis 16 (2008), 372–403, equations 16, 19 and 22. The prior is what both
    periods said together, weighing a tenth of them.
    """
    whole = PRIOR * (total + total_before)
    part = PRIOR * (count + before)
    one, two = count + part, before + part
    delta = log(one / (total + whole - one)) - log(two / (total_before + whole - two))
    return delta / sqrt(1 / one + 1 / two)


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
