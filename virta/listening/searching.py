"""The searches of a workspace as a matcher, kept up to date while they change."""

from collections.abc import Sequence
from typing import Any

from virta.listening import languages
from virta.listening.models import Search
from virta.matching.language import parse
from virta.matching.matcher import Matcher
from virta.matching.posts import Post
from virta.matching.tree import Node
from virta.people.models import Workspace
from virta.sources.protocol import Heard


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


def language_of(heard: Heard) -> tuple[str, float | None]:
    """The language and how sure a guess is; what the network says is no guess (None)."""
    if heard.languages:
        return languages.base(heard.languages[0]), None
    return languages.detect(f"{heard.title} {heard.text}")


class Searches:
    """All searches of a workspace that are on. One for each thread that listens."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._matcher = Matcher()
        self._known: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._known)

    def refresh(self) -> None:
        """Take in what was changed since the last time. Costs what was changed."""
        rows = Search.objects.of(self._workspace).filter(is_on=True)
        now = dict(rows.values_list("pk", "version"))
        for gone in self._known.keys() - now.keys():
            self._matcher.remove(str(gone))
            del self._known[gone]
        changed = [pk for pk, version in now.items() if self._known.get(pk) != version]
        for pk, version, query in rows.filter(pk__in=changed).values_list("pk", "version", "query"):
            self._matcher.add(str(pk), node_of(query))
            self._known[pk] = version

    def match(self, heard: Sequence[Heard], tongues: Sequence[str]) -> list[list[int]]:
        """For each of what was heard, by its language too, the searches that match it."""
        posts = [as_post(one, tongue) for one, tongue in zip(heard, tongues, strict=True)]
        return [[int(pk) for pk in found] for found in self._matcher.match(posts)]


def node_of(query: str) -> Node:
    """A query that was taken when it was saved; raises Refusal otherwise."""
    return parse(query).node


def matching(query: str, mentions: Sequence[Any]) -> list[Any]:
    """Those of the mentions that a query would have matched."""
    matcher = Matcher({"tried": node_of(query)})
    found = matcher.match([mention_as_post(one) for one in mentions])
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
