"""Posts whose texts lie side by side in UTF-8 before the matcher gets them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from virta.matching.arrays import Bytes, Ints, Longs
from virta.matching.posts import Post

Held = str | tuple[str, ...] | None
"""What a post has in a field."""


class Laid(ABC):
    """Such posts: without titles, and with no figures known. A post is made only where it has to be.

    `data` holds the texts, a zero byte behind each (which separates, as in any text); `ends` says
    behind which byte each ends, its zero byte taken in. The UTF-8 has to be right: the compiled
    code does not check it.
    """

    data: Bytes
    ends: Longs

    def __len__(self) -> int:
        return len(self.ends)

    @abstractmethod
    def __getitem__(self, at: int) -> Post:
        """The post at a place."""

    @abstractmethod
    def column(self, name: str) -> tuple[Sequence[Held], Ints]:
        """The values of a field that queries ask about, and which of them each post has.

        A language that is not known yet is a tuple of those it may be (`Matcher.told_apart`), "" for none.
        """
