"""The phrases of a text: its words, neighbours and hashtags, inflected forms as one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from virta.listening.stopwords import EVERY, STOPWORDS

LONGEST = 5000
"""Letters of a text that are looked at; an article says in its beginning what it is about."""
SHORTEST = 3
NAMES = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}
"""Snowball's stemmers (Porter 2001) by ISO 639-1."""
_APART = re.compile(
    r"https?://\S+|@\S+|#[^\W_]\w*|[^\W\d_]+(?:['’][^\W\d_]+)?|[.!?;:()\n]", re.UNICODE
)


@dataclass(slots=True)
class Phrase:
    """A phrase as it stands in a text: `key` is alike for all forms of it."""

    key: str
    surface: str


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = NAMES.get(language)
    return Stemmer.Stemmer(name) if name else None


@lru_cache(maxsize=30_000)
def stem(word: str, language: str) -> str:
    """What is alike for the forms of a word; the word itself where there is no stemmer.

    Finnish stems are cut before a vowel that changes with the form (sauna, saunoja), which folds
    more forms together and now and then two words.
    """
    stemmer = _stemmer(language)
    found = word if stemmer is None else str(stemmer.stemWord(word))
    if language == "fi" and len(found) > 4:
        found = found.rstrip("aeiouyäö")
    return found


def is_stop(word: str, language: str) -> bool:
    """Whether a word says nothing by itself."""
    return len(word) < SHORTEST or word in STOPWORDS.get(language, EVERY)


def phrases(text: str, language: str) -> Iterator[Phrase]:
    """Words, pairs of neighbours with nothing between them, and hashtags as they are."""
    before: Phrase | None = None
    for found in _APART.findall(text[:LONGEST]):
        if found.startswith(("http://", "https://", "@")) or not found[-1].isalnum():
            before = None
            continue
        word = found.lower()
        if word.startswith("#"):
            before = None
            yield Phrase(word, word)
            continue
        if is_stop(word, language):
            before = None
            continue
        one = Phrase(stem(word, language), word)
        yield one
        if before is not None and before.key != one.key:
            yield Phrase(f"{before.key} {one.key}", f"{before.surface} {one.surface}")
        before = one


@dataclass(slots=True)
class Said:
    """Where a phrase was found: how often, by whom, in how many different texts."""

    mentions: int = 0
    authors: set[int] = field(default_factory=set)
    folds: set[int] = field(default_factory=set)
    surfaces: dict[str, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """What counts: neither one author nor one copied text can make it more than one."""
        return min(len(self.authors), len(self.folds))

    @property
    def surface(self) -> str:
        """The form that is written most."""
        return min(self.surfaces, key=lambda one: (-self.surfaces[one], len(one), one))

    @property
    def stems(self) -> list[str]:
        """What every form of each of its words begins with."""
        forms = [one.split(" ") for one in self.surfaces]
        return [common(words) for words in zip(*forms, strict=True)]


def common(words: Iterable[str]) -> str:
    """The beginning that all words share."""
    first, *rest = sorted(set(words))
    last = rest[-1] if rest else first
    at = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:at] if at is not None else min(first, last, key=len)


class Once(NamedTuple):
    """A phrase that was found but once. Most of a day's are: these take a fifth of the room."""

    surface: str
    author: int
    fold: int

    @property
    def units(self) -> int:
        return 1

    def whole(self) -> Said:
        """The same, to which more can be added."""
        return Said(1, {self.author}, {self.fold}, {self.surface: 1})


def gather(found: dict[str, Said | Once], text: str, language: str, author: int, fold: int) -> None:
    """Count the phrases of one mention."""
    seen: set[str] = set()
    for one in phrases(text, language):
        said = found.get(one.key)
        if said is None:
            surface = one.key if one.surface == one.key else one.surface
            found[one.key] = Once(surface, author, fold)
            seen.add(one.key)
            continue
        if isinstance(said, Once):
            said = found[one.key] = said.whole()
        said.surfaces[one.surface] = said.surfaces.get(one.surface, 0) + 1
        if one.key not in seen:
            seen.add(one.key)
            said.mentions += 1
            said.authors.add(author)
            said.folds.add(fold)
