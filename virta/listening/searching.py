"""The searches of a workspace as a matcher, kept up to date while they change."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from django.db import connection

from virta.listening import languages
from virta.listening.models import Search
from virta.matching.arrays import Ints
from virta.matching.laid import Held, Laid
from virta.matching.language import parse
from virta.matching.posts import Post
from virta.matching.problems import Refusal
from virta.matching.tree import Node
from virta.people.models import Workspace
from virta.sources.protocol import Heard, Unread

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from virta.matching.matcher import Matcher


def as_post(heard: Heard, language: str) -> Post:
    """What was heard, as the matcher reads it."""
    return Post(
        id=heard.key,
        text=heard.text,
        language=language or None,
        author=heard.handle or heard.author or None,
        source=heard.network,
        type=heard.type,
        followers=heard.followers,
        title=heard.title or None,
        url=heard.url or None,
        links=heard.links or None,
        created_at=heard.at.isoformat(),
    )


def language_of(heard: Heard) -> "Tongue":
    """The language and how sure a guess is; what the network says is no guess (None)."""
    if heard.languages:
        return languages.base(heard.languages[0]), None
    return languages.detect(f"{heard.title} {heard.text}")


AT_ONCE = 500
"""So many searches in one question to the database."""

Tongue = tuple[str, float | None]
"""A language and how sure it is, as `language_of` tells."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A post, its language and the searches that it matches."""

    heard: Heard
    tongue: Tongue
    searches: list[int]


class _Unread(Laid):
    """Posts that are not read yet, as the matcher wants them."""

    def __init__(self, unread: Unread, tried: tuple[str, ...]) -> None:
        """`tried`: the languages that a post may be in which tells none."""
        self.unread = unread
        self.data, self.ends = unread.texts, unread.ends
        tags, which = unread.tongues()
        self._languages: list[Held] = [
            (languages.base(tag) or None) if tag else tried for tag in tags
        ]
        self._which: Ints = which
        self._network = unread.read(0).network

    def language(self, at: int) -> str:
        """What was told; "" where nothing was."""
        told = self._languages[int(self._which[at])]
        return told if isinstance(told, str) else ""

    def __getitem__(self, at: int) -> Post:
        return as_post(self.unread.read(at), self.language(at))

    def column(self, name: str) -> tuple[Sequence[Held], Ints]:
        if name == "language":
            return self._languages, self._which
        if name == "source":
            return [self._network], np.zeros(len(self), dtype=np.int32)
        return self.unread.column(name)


class Matching(Protocol):
    """Whoever can say which searches match."""

    def match(self, heard: Sequence[Heard]) -> list[Matched]:
        """Each of what was heard with the searches that match it, if any do."""

    def match_unread(self, unread: Unread) -> dict[int, Matched]:
        """For the places of those that match: all that is known of them."""

    def version(self, search: int) -> int:
        """Which version of a search that matched it is."""


class Searches:
    """All searches of a workspace that are on. One for each thread that listens."""

    def __init__(self, workspace: Workspace, every: float = 0.0) -> None:
        """`every`: seconds for which what was asked for last is taken to be so still."""
        self._workspace = workspace
        self._every = every
        self._asked_at = -every
        self._matcher = matcher_of({})
        self._known: dict[int, int] = {}
        self._tried: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self._known)

    def version(self, search: int) -> int:
        """Which version of a search that matched it is."""
        return self._known[search]

    def refresh(self) -> None:
        """Take in what was changed since the last time. Costs what was changed."""
        if time.monotonic() - self._asked_at < self._every:
            return
        self._asked_at = time.monotonic()
        rows = Search.objects.of(self._workspace).filter(is_on=True)
        now = _versions(rows)
        for gone in self._known.keys() - now.keys():
            self._matcher.remove(str(gone))
            del self._known[gone]
            self._tried = ()
        changed = [pk for pk, version in now.items() if self._known.get(pk) != version]
        for at in range(0, len(changed), AT_ONCE):
            self._take_in(rows.filter(pk__in=changed[at : at + AT_ONCE]))

    def _take_in(self, rows: Any) -> None:
        taken = list(rows.values_list("pk", "version", "query"))
        nodes = nodes_of({str(pk): query for pk, _version, query in taken})
        for pk, _version, _query in taken:
            if str(pk) not in nodes:
                self._matcher.remove(str(pk))
        self._matcher.add_all(nodes)
        self._known |= {pk: version for pk, version, _query in taken}
        self._tried = ()

    def match(self, heard: Sequence[Heard]) -> list[Matched]:
        """Each of what was heard with the searches that match it, if any do."""
        tongues = [language_of(one) for one in heard]
        posts = [as_post(one, tongue[0]) for one, tongue in zip(heard, tongues, strict=True)]
        found = self._matcher.match(posts)
        return [
            Matched(one, tongue, [int(pk) for pk in ids])
            for one, tongue, ids in zip(heard, tongues, found, strict=True)
        ]

    def match_unread(self, unread: Unread) -> dict[int, Matched]:
        """For the places of those that match: all that is known of them."""
        # To tell a language takes longer than all else, so it is done only for posts that match in some.
        if not self._tried:
            groups = self._matcher.told_apart([None, *languages.all_known()])
            self._tried = tuple(one or "" for one in groups)
        laid = _Unread(unread, self._tried)
        found = self._matcher.found(laid)
        likely = sorted(at for at, ids in found.items() if not ids)
        matched = self.match([unread.read(at) for at in likely])
        return {at: one for at, one in zip(likely, matched, strict=True) if one.searches} | {
            at: Matched(unread.read(at), (laid.language(at), None), sorted(map(int, ids)))
            for at, ids in found.items()
            if ids
        }


def _versions(rows: Any) -> dict[int, int]:
    """The searches' versions by their numbers. The ORM's own way takes several times as long for
    ten thousand, and they are asked about every second."""
    with connection.cursor() as cursor:
        cursor.execute(*rows.values_list("pk", "version").query.sql_with_params())
        return dict(cursor.fetchall())


def node_of(query: str) -> Node:
    """A query that was taken when it was saved; raises Refusal otherwise."""
    return parse(query).node


def nodes_of(queries: Mapping[str, str]) -> dict[str, Node]:
    """Stored queries by their ids. One that an earlier version of the language took and this one
    does not is left out, so that it finds nothing while the others are heard all the same."""
    found = {}
    for name, query in queries.items():
        try:
            found[name] = node_of(query)
        except Refusal as refusal:
            log.warning("“%s” finds nothing until it is changed: %s", query, refusal)
    return found


def refusal_of(query: str) -> Refusal | None:
    """Why the language does not take a stored query (any more); None where it does."""
    try:
        parse(query)
    except Refusal as refusal:
        return refusal
    return None


def matcher_of(queries: Mapping[str, Node]) -> "Matcher":
    """A matcher of these queries by their ids. The only door to it in listening: its compiler takes
    60 MB and more, which only a process that matches something should pay."""
    from virta.matching.matcher import Matcher  # noqa: PLC0415

    return Matcher(queries)


def matching(query: str, mentions: Sequence[Any]) -> list[Any]:
    """Those of the mentions that a query would have matched."""
    found = matcher_of({"tried": node_of(query)}).match([mention_as_post(one) for one in mentions])
    return [one for one, ids in zip(mentions, found, strict=True) if ids]


def mention_as_post(mention: Any) -> Post:
    """A stored mention, as the matcher reads it."""
    return Post(
        id=str(mention.pk),
        text=mention.text,
        language=mention.language or None,
        author=mention.handle or mention.author or None,
        source=mention.network,
        type=mention.type,
        followers=mention.followers,
        title=mention.title or None,
        url=mention.url or None,
        links=tuple(mention.links) or None,
        created_at=mention.at.isoformat(),
    )
