"""Made-up words of five languages, as common as words of real texts are.

The words are put together from syllables, so they look like words without being anybody's. Two
words never differ by accents alone, nor does a word look like a name or an address of a post:
so an engine that keeps accents, or reads addresses as words, gives the same answers as Virta.
"""

import math
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

EXPONENT, OFFSET = 1.1, 2.7
"""Of the law of Zipf and Mandelbrot, by which the n-th word has the share 1 / (n + 2.7)^1.1."""
WORDS, PAIRS = 60_000, 4000
"""In each language: its words, and pairs of words that like to stand together."""
HANDLES = ("zofix", "zyrel", "xandu", "qvist", "qerro", "wixon", "xylto", "zabon", "qamil", "xerto")
HOSTS = ("zyx.example", "xq.example", "qwz.example", "blogx.example")
APART = frozenset({*HANDLES, "https", "zyx", "xq", "qwz", "blogx", "example"})
"""What stands in names and addresses, and begins no word."""


@dataclass(frozen=True)
class Tongue:
    """What a language's words are made of. `share` is how many of all posts are in it."""

    code: str
    share: float
    onsets: str
    vowels: str
    codas: str
    common: str


TONGUES = (
    Tongue(
        "en", 0.35, "b c d f g h l m n p r s t th st br cl w", "a e i o u ea ou", "   n r t st",
        "the to and a of in is it you that for on with this be are was have not at we but",
    ),
    Tongue(
        "es", 0.2, "b c d f g l m n p r s t v tr ll ñ", "a e i o u ó í ie", "   n s r",
        "de la que el en y los se del las un por con no una su para es al lo como más",
    ),
    Tongue(
        "de", 0.15, "b d f g h k l m n r s sch st t v w z", "a e i o u ü ö ä ei au", "   n r t ch",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als",
    ),
    Tongue(
        "fi", 0.2, "h j k l m n p r s t v kk ll tt", "a e i o u y ä ö aa uu ii ää ie uo", "   n s l",
        "ja on ei se että hän oli ole mutta kun niin ovat tai joka myös jo vain nyt kuin sen",
    ),
    Tongue(
        "sv", 0.1, "b d f g h k l m n r s sk st t v tr", "a e i o u å ä ö y", "   n r t ng",
        "och att det som en på är av för med till den har de inte om ett han men var",
    ),
)  # fmt: skip


def plain(word: str) -> str:
    """The word without accents."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


def zipf(count: int) -> np.ndarray:
    """The shares of words or pairs, the most common first."""
    shares = 1 / (np.arange(count) + OFFSET) ** EXPONENT
    total: float = shares.sum()
    return np.asarray(shares / total)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, the most common first, and its pairs of them (rows of two)."""

    tongue: Tongue
    words: list[str]
    pairs: np.ndarray
    shares: np.ndarray
    pair_shares: np.ndarray

    @cached_property
    def _sorted(self) -> tuple[list[str], list[float]]:
        order = sorted(range(len(self.words)), key=self.words.__getitem__)
        upto = accumulate((float(self.shares[at]) for at in order), initial=0.0)
        return [self.words[at] for at in order], list(upto)

    def share_beginning(self, prefix: str) -> float:
        """How common all words are, taken together, that begin so."""
        ordered, upto = self._sorted
        low, high = bisect_left(ordered, prefix), bisect_left(ordered, f"{prefix}\U0010ffff")
        return upto[high] - upto[low]


class Prefixes:
    """Tells which beginnings of words mean the same with and without accents."""

    def __init__(self, words: list[str]) -> None:
        self._kept = sorted(words)
        self._plain = sorted(map(plain, words))

    def is_clear(self, prefix: str) -> bool:
        """Whether a wildcard on it meets the same words in an engine that keeps accents."""
        if any(one.startswith(prefix) for one in APART):
            return False
        return prefix != plain(prefix) or _begin(self._kept, prefix) == _begin(self._plain, prefix)


def _begin(ordered: list[str], prefix: str) -> int:
    return bisect_left(ordered, f"{prefix}\U0010ffff") - bisect_left(ordered, prefix)


def _made(tongue: Tongue, rng: np.random.Generator, taken: set[str]) -> list[str]:
    """New words, shorter ones among the more common; `taken` are those of all languages."""
    onsets, vowels, codas = (
        tongue.onsets.split(),
        tongue.vowels.split(),
        tongue.codas.split(" "),
    )
    found = tongue.common.split()
    taken.update(map(plain, found))
    while len(found) < WORDS:
        syllables = 0.4 + math.log10(len(found)) / 2.2 + rng.random() * 0.9
        picks = rng.random((max(int(syllables), 1), 3)).tolist()
        word = "".join(
            onsets[int(a * len(onsets))] + vowels[int(b * len(vowels))] + codas[int(c * len(codas))]
            for a, b, c in picks
        )
        if len(word) > 2 and plain(word) not in taken:
            taken.add(plain(word))
            found.append(word)
    return found


def vocabularies(seed: int) -> list[Vocabulary]:
    """The words of every language; the same for the same seed."""
    rng = np.random.default_rng([seed, 1])
    taken, made = set(APART), []
    for tongue in TONGUES:
        words = _made(tongue, rng, taken)
        pairs = (50 + (WORDS - 50) * rng.random((PAIRS, 2)) ** 3).astype(int)
        pairs[:, 1] += pairs[:, 0] == pairs[:, 1]
        pairs = np.minimum(pairs, WORDS - 1)
        made.append(Vocabulary(tongue, words, pairs, zipf(WORDS), zipf(PAIRS)))
    return made
