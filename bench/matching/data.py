"""The folder with the posts and searches of a run: made, described and read."""

from collections.abc import Iterable
from pathlib import Path

from bench.matching.asked import Asked, from_json, written
from bench.matching.generator import posts
from bench.matching.searches import Searches
from bench.matching.vocabulary import vocabularies
from virta.matching.posts import Post, read_post

QUERIES, POSTS, ASKED = "Q.tsv", "P.jsonl", "asked.jsonl"
"""Searches in Virta's language, posts, and searches in the benchmark's own form."""


def write(folder: Path, seed: int, queries: int, count: int) -> None:
    """Makes the three files; the same for the same seed."""
    held = vocabularies(seed)
    asked = list(Searches(held, seed, queries))
    folder.mkdir(parents=True, exist_ok=True)
    lines = (f"{one.id}\t{written(one)}\n" for one in asked)
    _put(folder / QUERIES, lines)
    _put(folder / ASKED, (f"{one.to_json()}\n" for one in asked))
    _put(folder / POSTS, (f"{line}\n" for line in posts(held, seed, count)))


def _put(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def read_posts(folder: Path, count: int | None = None) -> list[Post]:
    """The first `count` posts, or all."""
    with (folder / POSTS).open("rb") as file:
        return [read_post(line) for _, line in zip(range(count or 10**9), file, strict=False)]


def read_asked(folder: Path) -> list[Asked]:
    """The searches."""
    with (folder / ASKED).open(encoding="utf-8") as file:
        return [from_json(line) for line in file]
