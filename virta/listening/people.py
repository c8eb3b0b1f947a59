"""Who wrote, and whom others took up: answered, quoted or passed on."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from virta.listening import distinct, naming
from virta.listening.models import Mention
from virta.people.models import Workspace

MOST = 100
"""Authors of a day that are kept by each measure."""
OTHERS = 64
"""Different others that are counted exactly."""
_DID = re.compile(r"^at://(did:[^/]+)/")


def name_of(network: str, author: str, handle: str, name: str) -> str:
    """By what an author is known: the account, else the handle, else the name."""
    return f"{network}\n{author or handle or name}"


def author_hash(mention: Any) -> int:
    """63 bits for the author of a mention; 0 where nobody is named."""
    if not (mention.author or mention.handle or mention.name):
        return 0
    return naming.hashed(name_of(mention.network, mention.author, mention.handle, mention.name))


@dataclass(slots=True)
class Author:
    """What one author did in a stretch of time."""

    mention: int = 0
    mentions: int = 0
    folds: set[int] = field(default_factory=set)
    followers: int | None = None
    others: set[int] = field(default_factory=set)
    """Who took them up, themselves left out."""


@dataclass(slots=True)
class People:
    """The authors of a search's day."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "pk",
        "network",
        "language",
        "author",
        "handle",
        "name",
        "followers",
        "fold",
        "type",
        "about",
    )
    authors: dict[int, Author] = field(default_factory=lambda: defaultdict(Author))

    def take(self, workspace: Workspace, mentions: list[Mention]) -> None:
        """Count a portion."""
        about = originals(workspace, mentions)
        for one in mentions:
            mine = author_hash(one)
            if not mine:
                continue
            known = self.authors[mine]
            known.mention = max(known.mention, one.pk)
            known.mentions += 1
            known.folds.add(one.fold)
            if one.followers is not None:
                known.followers = max(known.followers or 0, one.followers)
            original = about.get(one.pk)
            if original and original != mine:
                self.authors[original].others.add(distinct.short(mine))

    def entries(self) -> list[list[Any]]:
        """The first by who took them up, and the first by how much they wrote."""
        spoke = [(key, one) for key, one in self.authors.items() if one.mentions]
        first = sorted(spoke, key=lambda one: (-len(one[1].others), -len(one[1].folds), one[0]))
        much = sorted(spoke, key=lambda one: (-one[1].mentions, one[0]))
        kept = dict(first[:MOST] + much[:MOST])
        return [
            [
                key,
                one.mention,
                one.mentions,
                len(one.folds),
                one.followers,
                distinct.pack(one.others, OTHERS),
            ]
            for key, one in kept.items()
        ]


def originals(workspace: Workspace, mentions: Iterable[Mention]) -> dict[int, int]:
    """The authors of what was answered, quoted or passed on, where that can be known.

    The address of a post on Bluesky names its author; others are known where the post was heard.
    """
    found: dict[int, int] = {}
    asked: dict[int, list[int]] = {}
    for one in mentions:
        if not one.about:
            continue
        if did := _DID.match(one.about):
            found[one.pk] = naming.hashed(name_of(one.network, did[1], "", ""))
        else:
            print_ = naming.fingerprint(workspace.pk, one.network, one.about)
            asked.setdefault(print_, []).append(one.pk)
    rows = Mention.objects.filter(fingerprint__in=list(asked))
    for row in rows.only("fingerprint", "network", "author", "handle", "name"):
        found |= dict.fromkeys(asked[row.fingerprint], author_hash(row))
    return found
