"""Engines that hold saved searches against posts, Virta first among them."""

from collections.abc import Sequence
from typing import Protocol

from bench.matching.asked import Asked
from virta.matching.posts import Post

Answers = list[Sequence[str]]
"""For each post the ids of the searches that it matches, in any order."""


class Engine(Protocol):
    """An engine in this process. `sizes` are the batches it is tried with, 1 for one at a time."""

    sizes: tuple[int, ...]

    def warm(self) -> None:
        """What is done once a process, before anything is timed as building."""

    def build(self, asked: Sequence[Asked]) -> None:
        """Takes the searches in."""

    def match(self, posts: Sequence[Post]) -> Answers:
        """Holds all searches against a batch of posts."""
