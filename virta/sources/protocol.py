"""What Virta asks of a source of posts and articles, and what it gets.

A source describes itself as data (`Source`). Some are asked again and again (`Poll`): an answer
holds what came since the last time. Others are streams that do not end (`Stream`): they give what
comes in portions. Both say with each portion where they stand (`cursor`), a text that only they
understand; it is stored together with what was heard, so that after a break nothing is missed.
What comes twice is known by its `key`; being at-least-once is enough for a source.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

import httpx
import numpy as np
from numpy.typing import NDArray

from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources.door import Door

Settings = Mapping[str, str]
"""What a person typed for the source, by the names of its fields, secrets too."""

Type = Literal["post", "reply", "repost", "quote", "article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A post or an article, as a source gave it. What a source does not tell is None or empty.

    `key` is its lasting name on the network (an AT URI, an ActivityPub id, a feed entry's id).
    `at` is when it was published, with a time zone, never later than when it was heard.
    """

    network: str
    key: str
    at: datetime
    text: str
    author: str = ""
    """The author's lasting name on the network (a DID, an account's address)."""
    handle: str = ""
    """How people write the author's name there, without @."""
    name: str = ""
    followers: int | None = None
    url: str = ""
    title: str = ""
    languages: tuple[str, ...] = ()
    """As the network tells (BCP 47), not guessed."""
    type: Type = "post"
    links: tuple[str, ...] = ()
    about: str = ""
    """The key of the post that is answered, reposted or quoted."""
    is_edit: bool = False
    """Whether the network says that it was changed, so that one stored before must follow."""
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """Its author, or the network, took it back: it is to be erased here too."""

    network: str
    key: str


@dataclass(frozen=True, slots=True)
class AuthorGone:
    """An account was deleted, or asked not to be kept: all of its posts are to be erased."""

    network: str
    author: str


Item = Heard | Gone | AuthorGone
"""A post heard again under a key that is known stands in the place of the former."""


class Unread(Protocol):
    """Posts of which only what searches ask about was found so far; most are never read.

    They are new ones (`is_edit` is False), without title, handle and followers.
    """

    @property
    def texts(self) -> NDArray[np.uint8]:
        """All texts in UTF-8 side by side, a zero byte behind each."""
        ...

    @property
    def ends(self) -> NDArray[np.int64]:
        """Behind which byte of `texts` each ends, its zero byte taken in."""
        ...

    @property
    def items_before(self) -> NDArray[np.int64]:
        """How many of the portion's items came before each."""
        ...

    def __len__(self) -> int:
        """How many posts there are."""
        ...

    def read(self, at: int) -> Heard:
        """The whole of a post."""
        ...

    def tongues(self) -> tuple[list[str], NDArray[np.int32]]:
        """The languages told first (BCP 47; "" for none), and which of them each post has."""
        ...

    def column(self, name: str) -> tuple[list[Any], NDArray[np.int32]]:
        """The values of a field of queries (type, author, url, site, links; None: not known), and
        which of them each post has."""
        ...


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of what a source gave, in its order."""

    items: tuple[Item, ...]
    cursor: str
    """Where to go on, once these items are stored."""
    seen_until: datetime | None = None
    """How far in the source's own time this portion goes; tells the lag."""
    unreadable: int = 0
    """How many pieces could not be read: counted and passed over."""
    unreadable_example: str = ""
    wait: float | None = None
    """For polls: seconds that the source asks us to wait, at least, before the next time."""
    has_more: bool = False
    """For polls: there is more to fetch right away."""
    is_over: bool = False
    """For polls: this was all there will ever be."""
    is_missed: bool = False
    """Whether the source says that some of what came before this cannot be had any more."""
    unread: Unread | None = None
    """New posts beside the items, from sources that give more than can be read whole."""

    @property
    def count(self) -> int:
        """How many items and posts there are."""
        return len(self.items) + (len(self.unread) if self.unread else 0)


Poll = Callable[[Settings, str, httpx.Client], Portion]
"""From settings and cursor (empty at first) to what came since. Raises a NetworkError."""
Stream = Callable[[Settings, str, Callable[[], bool], Door], Iterator[Portion]]
"""From settings, cursor, "is it time to stop?" and the way out to portions until then.

It goes on after a cut by itself for a while (with growing waits), and gives an empty portion at
least every few seconds so that whoever reads can stop and store the cursor. Raises a NetworkError
when it gives up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few, for the form beside its fields: keys with their words, the first by default."""

    name: str
    label: Said
    options: tuple[tuple[str, Said], ...]
    help: Said = Said("")


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of source as Virta's pages see it. Exactly one of `poll` and `stream` is there."""

    key: str
    name: Said
    network: str
    help: Said = Said("")
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    check: Callable[[Settings, httpx.Client], Settings] | None = None
    """From what was typed to what is kept (a feed's address for a page's). Raises NetworkError."""
    poll: Poll | None = None
    stream: Stream | None = None
    every: int = 300
    """For polls: seconds between two, if the source asks for nothing else."""
    silent_after: int = 86_400
    """Seconds without anything new after which someone should have a look."""
