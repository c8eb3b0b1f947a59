"""Ten million mentions without their intake: the rows, hits, tallies and index it would have made.

Words come by Zipf's law from a vocabulary of made-up words, times evenly from a year; authors,
networks, languages, sentiments and searches by fixed shares. `stored.py` looks afterwards at
whether what lies there agrees with itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from virta.listening import naming
from virta.listening.models import Search
from virta.people.models import Workspace

AT_ONCE = 20_000
VOCABULARY = 60_000
AUTHORS = 1_000_000
NETWORKS = (("bluesky", 0.7), ("mastodon", 0.2), ("feed", 0.0995), ("archive", 0.0005))
LANGUAGES = (("en", 0.55), ("fi", 0.25), ("sv", 0.1), ("de", 0.06), ("", 0.04))
SENTIMENTS = ((None, 0.35), (-1, 0.15), (0, 0.3), (1, 0.2))
STATES = (("new", 0.97), ("seen", 0.02), ("handled", 0.01))
SHARES = (0.4, 0.2, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005, 0.003, 0.001, 0.001)
"""Of the searches, one each: how many of all mentions each matches first."""
SYLLABLES = [
    "ka",
    "sau",
    "na",
    "loy",
    "ly",
    "vi",
    "ta",
    "po",
    "ri",
    "ke",
    "mo",
    "su",
    "ru",
    "te",
    "la",
    "ni",
    "to",
    "ve",
    "ha",
    "me",
]
COLUMNS = (
    *("id", "fingerprint", "network", "key", "at", "heard_at", "author", "handle", "name"),
    *("followers", "url", "title", "text", "type", "about", "links", "language", "sentiment"),
    *("sureness", "likes", "reposts", "replies", "fold", "state", "workspace_id"),
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some mentions in the order of their ids: rows of `COLUMNS`, terms, (search, mention)."""

    mentions: list[Row]
    words: list[tuple[int, list[str]]]
    hits: list[tuple[int, int]]


@cache
def vocabulary() -> list[str]:
    """Different words of two to five syllables; the first are the commonest."""
    rng = np.random.default_rng(3)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        picked = rng.integers(0, len(SYLLABLES), rng.integers(2, 6)).tolist()
        found["".join(SYLLABLES[one] for one in picked)] = None
    return list(found)


@cache
def heights() -> list[float]:
    """Of each word: how frequent it and all before it are, by Zipf's law; the last is 1."""
    weights = 1 / (np.arange(VOCABULARY) + 3.0)
    found: list[float] = np.cumsum(weights / weights.sum()).tolist()
    return found


def stamps(moments: np.ndarray) -> list[str]:
    """Milliseconds as Django writes moments into SQLite; PostgreSQL reads them, too."""
    texts = np.datetime_as_string(moments.astype("datetime64[ms]"), unit="ms").tolist()
    return [
        f"{one[:10]} {one[11:19]}{'' if one.endswith('.000') else one[19:] + '000'}"
        for one in texts
    ]


class Making:
    """Mentions of a year up to `until`, the same ones each time."""

    def __init__(self, workspace: Workspace, searches: Sequence[Search], until: datetime) -> None:
        self.workspace, self.until = workspace.pk, until
        self.searches = np.array([one.pk for one in searches])
        self.rng = np.random.default_rng(6)
        self.words = vocabulary()
        self.terms = [f"{workspace.pk}:{word}" for word in self.words]
        self.heights = np.array(heights())
        self.places: dict[tuple[int, ...], int] = {}
        """From search, hour (of 1970), network, language and sentiment (places) to the count."""

    def portions(self, count: int) -> Iterator[Portion]:
        year = timedelta(days=365)
        step = year.total_seconds() * 1000 / count
        first = int((self.until - year).timestamp() * 1000)
        for at in range(0, count, AT_ONCE):
            places = np.arange(at, min(count, at + AT_ONCE))
            yield self._portion(first + (places * step).astype(np.int64))

    def _portion(self, moments: np.ndarray) -> Portion:
        many = len(moments)
        prints = self.rng.integers(1, 1 << 62, many)
        ids = (moments << naming.CHANCE | prints & (1 << naming.CHANCE) - 1).tolist()
        kinds = [
            self.rng.choice(len(one), many, p=[share for _value, share in one])
            for one in (NETWORKS, LANGUAGES, SENTIMENTS, STATES)
        ]
        texts, terms = self._texts(many)
        matched = self._matched(many)
        self._count(moments, kinds, matched)
        words = [
            (pk, [*held, *(f"s{search}" for search in searches)])
            for pk, held, searches in zip(ids, terms, matched, strict=True)
        ]
        hits = [
            (search, pk) for pk, searches in zip(ids, matched, strict=True) for search in searches
        ]
        return Portion(list(self._rows(ids, moments, prints, texts, kinds)), words, hits)

    def _texts(self, many: int) -> tuple[list[str], list[list[str]]]:
        ends = np.cumsum(self.rng.integers(8, 25, many))
        drawn = np.searchsorted(self.heights, self.rng.random(ends[-1]))
        numbers = np.minimum(drawn, VOCABULARY - 1).tolist()
        words, scoped = self.words, self.terms
        texts, terms = [], []
        begin = 0
        for end in ends.tolist():
            held = numbers[begin:end]
            texts.append(" ".join([words[one] for one in held]))
            terms.append([scoped[one] for one in dict.fromkeys(held)])
            begin = end
        return texts, terms

    def _matched(self, many: int) -> list[list[int]]:
        """For each mention one search by its share, for three in ten another one, too."""
        shares = np.array(SHARES) / sum(SHARES)
        first = self.searches[self.rng.choice(len(SHARES), many, p=shares)]
        second = self.searches[self.rng.choice(len(SHARES), many, p=shares)]
        has_two = (self.rng.random(many) < 0.3) & (first != second)
        return [
            [one, more] if two else [one]
            for one, more, two in zip(
                first.tolist(), second.tolist(), has_two.tolist(), strict=True
            )
        ]

    def _count(
        self, moments: np.ndarray, kinds: list[np.ndarray], matched: list[list[int]]
    ) -> None:
        hours = (moments // 3_600_000).tolist()
        networks, languages, sentiments = (one.tolist() for one in kinds[:3])
        places = self.places
        for at, searches in enumerate(matched):
            for search in searches:
                place = search, hours[at], networks[at], languages[at], sentiments[at]
                places[place] = places.get(place, 0) + 1

    def _rows(
        self,
        ids: list[int],
        moments: np.ndarray,
        prints: np.ndarray,
        texts: list[str],
        kinds: list[np.ndarray],
    ) -> Iterator[Row]:
        authors = (AUTHORS * self.rng.random(len(ids)) ** 3).astype(int).tolist()
        values = [[pair[0] for pair in one] for one in (NETWORKS, LANGUAGES, SENTIMENTS, STATES)]
        columns = zip(
            ids,
            prints.tolist(),
            stamps(moments),
            texts,
            authors,
            *(one.tolist() for one in kinds),
            strict=True,
        )
        for pk, print_, at, text, author, network, language, sentiment, state in columns:
            mood = values[2][sentiment]
            yield (
                *(pk, print_, values[0][network], f"at://did:plc:{author}/{print_}", at, at),
                *(f"did:plc:{author}", f"a{author}.example.org", "", author % 9000),
                *(f"https://bsky.example/{author}/{print_}", "", text, "post", "", "[]"),
                *(values[1][language], mood, None if mood is None else 0.8),
                *(0, 0, 0, print_ if pk % 10 else pk % 1000, values[3][state], self.workspace),
            )

    def tallies(self) -> Iterator[Row]:
        """Workspace, search, hour, network, language, sentiment, count."""
        hours = stamps(np.array([place[1] * 3_600_000 for place in self.places]))
        for at, (place, count) in zip(hours, self.places.items(), strict=True):
            search, _hour, network, language, sentiment = place
            mood = SENTIMENTS[sentiment][0]
            yield (
                *(self.workspace, search, at),
                *(NETWORKS[network][0], LANGUAGES[language][0], 9 if mood is None else mood, count),
            )
