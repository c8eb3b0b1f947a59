"""Makes posts that are like real ones, the same for the same seed.

They have 145 characters on average, in five languages, with names, links, hashtags, emoji and
punctuation.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bench.matching.vocabulary import (
    HANDLES,
    HOSTS,
    TONGUES,
    Vocabulary,
    plain,
)

CHARACTERS = 145
PAIR_RATE = 0.06
"""How many of the slots of a text are pairs of words that belong together."""
SLOTS = 19
"""About so many words or pairs a post has."""
TAG_RATE = 0.03
"""About so many hashtags there are for each word."""
EMOJI = ["😀", "😂", "🔥", "👍🏽", "🎉", "❤️", "👩\u200d💻", "🇫🇮", "🙏", "✨"]
TYPES = ("post", "reply", "repost", "quote", "article")
SOURCES = ("mastodon", "bluesky", "forum", "blog")


def picks(rng: np.random.Generator, shares: np.ndarray, count: int) -> np.ndarray:
    """So many numbers of words or pairs, as common as their shares."""
    upto = np.cumsum(shares)
    return np.minimum(np.searchsorted(upto, rng.random(count)), len(shares) - 1)


@dataclass
class Texts:
    """Writes the texts of posts in one language, from words drawn many at a time."""

    held: Vocabulary
    rng: np.random.Generator
    drawn: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.drawn = self._draw()

    def _draw(self) -> Iterator[str]:
        words, pairs = self.held.words, self.held.pairs.tolist()
        while True:
            one = picks(self.rng, self.held.shares, 20_000).tolist()
            two = picks(self.rng, self.held.pair_shares, 20_000).tolist()
            kinds = self.rng.random(20_000).tolist()
            for word, pair, kind in zip(one, two, kinds, strict=True):
                if kind >= PAIR_RATE:
                    yield words[word]
                    continue
                first, second = (words[at] for at in pairs[pair])
                if kind < PAIR_RATE * 0.6:
                    yield f"{first} {second}"
                elif kind < PAIR_RATE * 0.8:
                    yield f"{first} {words[word]} {second}"
                else:
                    yield f"{second} {first}"

    def text(self) -> tuple[str, tuple[str, ...]]:
        """A text and the links in it. Names stand first and links last, as people write them."""
        chances = self.rng.random(8).tolist()
        end, links = self._tail(chances)
        begin = f"@{_handle(chances[5])} " if chances[4] < 0.15 else ""
        wanted = 48 + 190 * chances[0] - len(begin) - len(end)
        return begin + self._sentences(max(wanted, 15.0), chances[1], chances[2]) + end, links

    def _tail(self, chances: list[float]) -> tuple[str, tuple[str, ...]]:
        end = ""
        for at in range(int(3.4 * max(chances[3] - 0.7, 0) / 0.3)):
            tag = next(self.drawn)
            end += f" #{plain(''.join((tag.title() if at else tag).split()))[:35]}"
        if chances[6] >= 0.3:
            return end, ()
        number = int(chances[7] * 2**40)
        link = f"https://{HOSTS[number % len(HOSTS)]}/{2020 + number % 7}/{number:012d}"
        return f"{end} {link}", (link,)

    def _sentences(self, wanted: float, emoji: float, stop: float) -> str:
        parts: list[str] = []
        length, upper = 0, True
        while length < wanted:
            part = next(self.drawn)
            part = part[0].upper() + part[1:] if upper else part
            upper = False
            if (len(parts) + int(stop * 9)) % 9 == 8:
                mark = ".,!?:"[len(part) % 5]
                part, upper = part + mark, mark in ".!?"
            parts.append(part)
            length += len(part) + 1
        if emoji < 0.3:
            parts.insert(int(emoji * 997) % (len(parts) + 1), EMOJI[int(emoji * 9973) % len(EMOJI)])
        return " ".join(parts)


def _handle(chance: float) -> str:
    number = int(chance * 9000)
    return f"{HANDLES[number % len(HANDLES)]}{number}"


def posts(held: list[Vocabulary], seed: int, count: int) -> Iterator[str]:
    """Posts as JSON lines that `virta.matching.posts` reads."""
    rng = np.random.default_rng([seed, 2])
    texts = [Texts(one, rng) for one in held]
    tongues = picks(rng, np.array([one.share for one in TONGUES]), count).tolist()
    for number, tongue in enumerate(tongues):
        text, links = texts[tongue].text()
        chances = rng.random(5).tolist()
        author = _handle(chances[0])
        made = {
            "id": f"p{number}",
            "text": text,
            "language": TONGUES[tongue].code if chances[1] < 0.95 else None,
            "author": author,
            "source": SOURCES[int(chances[2] * len(SOURCES))],
            "type": TYPES[int(chances[3] * len(TYPES))],
            "followers": int(math.exp(12 * chances[4])),
            "url": f"https://{HOSTS[0]}/@{author}/{number}",
            "links": links,
            "created_at": f"2026-11-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        }
        yield json.dumps({k: v for k, v in made.items() if v is not None}, ensure_ascii=False)
