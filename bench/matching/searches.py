"""Makes saved searches that are like real ones, the same for the same seed.

They have 2 to 12 terms: of these 5 % are wildcards, 10 % phrases, 10 % NEAR; 35 % of the searches
have NOT and 25 % a language. How rare their words are is chosen so that between one and six posts
in a hundred match some search, however many searches there are.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from bench.matching.asked import Asked, Term
from bench.matching.generator import PAIR_RATE, SLOTS, TAG_RATE, picks
from bench.matching.vocabulary import (
    EXPONENT,
    OFFSET,
    PAIRS,
    TONGUES,
    WORDS,
    Prefixes,
    Vocabulary,
    plain,
)

MATCHING = 0.025
"""The share of posts aimed at, by a rough reckoning that finds rather less than there are."""
LEAST, MOST = 0.01, 0.06
"""Between these the share has to lie."""
COMMON, RARE = 50, 3000
"""Between these places of the list stand the words that a search needs beside its rare ones."""


class Searches:
    """Searches of which `count` together find about MATCHING of all posts."""

    def __init__(self, held: list[Vocabulary], seed: int, count: int) -> None:
        self.held = held
        self.rng = np.random.default_rng([seed, 3])
        self.count = count
        self.prefixes = Prefixes([word for one in held for word in one.words])
        self.shares = np.array([one.share for one in TONGUES])

    def __iter__(self) -> Iterator[Asked]:
        for number in range(self.count):
            yield self._asked(f"q{number}")

    def _asked(self, name: str) -> Asked:
        at = int(picks(self.rng, self.shares, 1)[0])
        held = self.held[at]
        chances = self.rng.random(3).tolist()
        count = int(self.rng.integers(2, 13))
        left_out = min(1 + int(chances[0] * 2), count - 1) if chances[1] < 0.35 else 0
        groups = self._groups(held, self._sizes(count - left_out))
        ranks = self.rng.uniform(COMMON, 800, left_out).tolist()
        without = tuple(self._term(held, rank)[0] for rank in ranks)
        language = held.tongue.code if chances[2] < 0.25 else None
        return Asked(name, groups, without, language)

    def _sizes(self, count: int) -> list[int]:
        """How many terms stand in each group."""
        chance = self.rng.random()
        groups = min(1 if chance < 0.1 else 2 if chance < 0.7 else 3, count)
        sizes = [1] * groups
        for _ in range(count - groups):
            sizes[int(self.rng.integers(groups))] += 1
        return sizes

    def _groups(self, held: Vocabulary, sizes: list[int]) -> tuple[tuple[Term, ...], ...]:
        """All groups but one of common words; the one so rare that the search is rare enough."""
        chance, groups = held.tongue.share, []
        for size in sizes[1:]:
            ranks = np.exp(self.rng.uniform(math.log(COMMON), math.log(RARE), size)).tolist()
            made = [self._term(held, rank) for rank in ranks]
            groups.append(_distinct(term for term, _ in made))
            chance *= 1 - math.exp(-SLOTS * sum(share for _, share in made))
        wanted = MATCHING * math.exp(self.rng.normal(0, 0.5)) / self.count / chance
        rank = _rank(held, wanted / SLOTS / sizes[0])
        spread = (np.exp(self.rng.normal(0, 0.3, sizes[0])) * rank).tolist()
        rare = _distinct(self._term(held, one)[0] for one in spread)
        groups.insert(int(self.rng.integers(len(sizes))), rare)
        return tuple(groups)

    def _term(self, held: Vocabulary, rank: float) -> tuple[Term, float]:
        """A term about as rare as the word at that place of the list, and its own share."""
        kind, *chances = self.rng.random(4).tolist()
        at = int(min(max(rank, COMMON), WORDS - 1))
        word, share = held.words[at], float(held.shares[at])
        if kind < 0.2:
            return self._pair(held, share, kind < 0.1, chances)
        if kind < 0.25:
            return self._prefix(held, at)
        if kind < 0.27:
            return Term("hashtag", (plain(word),)), share * TAG_RATE
        return Term("word", (word,)), share

    def _prefix(self, held: Vocabulary, at: int) -> tuple[Term, float]:
        """A wildcard: the first letters of the word that are not those of many others."""
        word, most = held.words[at], 3 * float(held.shares[at])
        for length in range(min(4, len(word)), len(word) + 1):
            share = held.share_beginning(word[:length])
            if share < most and self.prefixes.is_clear(word[:length]):
                return Term("prefix", (word[:length],)), share
        return Term("word", (word,)), float(held.shares[at])

    def _pair(
        self, held: Vocabulary, share: float, is_near: bool, chances: list[float]
    ) -> tuple[Term, float]:
        """A phrase or NEAR of words that like to stand together, about as rare as asked."""
        wanted = share / PAIR_RATE / float(held.pair_shares[0]) / OFFSET**EXPONENT
        rank = min(max(int(wanted ** (-1 / EXPONENT)), 0), PAIRS - 1)
        first, second = (held.words[at] for at in held.pairs[rank].tolist())
        share = float(held.pair_shares[rank]) * PAIR_RATE
        if not is_near:
            return Term("phrase", (first, second)), share
        others = [held.words[int(COMMON + chance * RARE)] for chance in chances[:2]]
        left = [first, others[0]] if chances[0] < 0.3 and others[0] != second else [first]
        right = [second, others[1]] if chances[0] < 0.1 and others[1] not in left else [second]
        return Term("near", tuple(dict.fromkeys(left)), tuple(right), int(chances[2] * 9)), share


def _distinct(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))


def _rank(held: Vocabulary, share: float) -> float:
    """At which place of the list the words are about so common."""
    return float((share / held.shares[0] / OFFSET**EXPONENT) ** (-1 / EXPONENT))
