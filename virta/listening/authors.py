"""What is stored of somebody: found, given to them, and erased, as the GDPR (articles 15 to 22) asks.

An author is known by network, account (a DID, an account's address), handle and name; feeds tell
only a name.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.http import int_to_base36

from virta.listening import erasing, jobs, judging, known, unwanted, writing
from virta.listening.models import JobPart, Mention, MentionJob
from virta.listening.subjects import NAME
from virta.people.models import Person, Workspace
from virta.records.models import Comment

MOST = 100
"""Accounts that a search shows."""
FORMAT = "virta-author/1"


@dataclass(frozen=True, slots=True)
class Author:
    """By what somebody is known on a network; what is not known is empty."""

    network: str
    author: str = ""
    handle: str = ""
    name: str = ""

    def rows(self, workspace: Workspace) -> Any:
        """Everything stored by them. An account counts before a handle, a handle before a name."""
        mine = Mention.objects.of(workspace).filter(network=self.network)
        if self.author:
            return known.exactly(mine, "author", self.author)
        mine = mine.filter(author="")
        if self.handle:
            return known.exactly(mine, "handle", self.handle)
        return known.exactly(mine.filter(handle=""), "name", self.name)

    @property
    def is_known(self) -> bool:
        return bool(self.author or self.handle or self.name)


@dataclass(frozen=True, slots=True)
class Found:
    """An account and how much of it is stored."""

    author: Author
    count: int
    first: datetime
    last: datetime


def find(workspace: Workspace, typed: str) -> list[Found]:
    """Accounts whose address, DID, handle or name is what was typed, in whatever case."""
    text = typed.strip()
    bare = text.lstrip("@")
    if not bare:
        return []
    # Each is asked for by itself, by its own index.
    asked = (("author", {text, bare}), ("handle", {bare}), ("name", {text}))
    found = {one.author: one for column, texts in asked for one in _found(workspace, column, texts)}
    return sorted(found.values(), key=lambda one: -one.count)[:MOST]


def _found(workspace: Workspace, column: str, texts: set[str]) -> Iterator[Found]:
    rows = known.in_any_case(Mention.objects.of(workspace), column, texts)
    grouped = (
        rows.order_by()
        .values("network", "author", "handle", "name")
        .annotate(count=Count("pk"), first=Min("at"), last=Max("at"))
    )
    for one in grouped.order_by("-count")[:MOST]:
        author = Author(one["network"], one["author"], one["handle"], one["name"])
        yield Found(author, one["count"], one["first"], one["last"])


def stored_of(workspace: Workspace, author: Author) -> Any:
    """Their mentions with all that hangs on them, the newest first."""
    rows = author.rows(workspace).order_by("-pk")
    return rows.select_related("given__person").prefetch_related(
        "tagged__tag", "hits__search", "events"
    )


def facts_of(mention: Mention) -> dict[str, Any]:
    """Everything that is stored of one mention, in plain JSON."""
    beside = {"id", "workspace", "source", "corrected_by", "fold", "fingerprint"}
    held = {
        one.name: getattr(mention, one.attname)
        for one in mention._meta.concrete_fields
        if one.name not in beside
    }
    comments = Comment.objects.of(mention.workspace).filter(
        about_kind=NAME, about_key=int_to_base36(mention.pk)
    )
    return held | {
        "sentiment_set_by_a_person": mention.corrected_by_id is not None,
        "searches": [hit.search.title for hit in mention.hits.all()],
        "tags": [use.tag.title for use in mention.tagged.all()],
        "given_to_somebody": hasattr(mention, "given"),
        "done": [[one.at, one.what] for one in mention.events.all()],
        "comments": list(comments.values_list("text", flat=True)),
    }


def as_json(workspace: Workspace, author: Author, now: datetime) -> Iterator[str]:
    """All of it for a machine to read, piece by piece: one JSON object with a line a mention."""
    head = {"format": FORMAT, "held_by": workspace.name, "made_at": now.isoformat()}
    head["author"] = asdict(author)  # type: ignore[assignment]
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "mentions": ['
    divider = "\n"
    for mention in stored_of(workspace, author).iterator(chunk_size=500):
        yield divider + json.dumps(facts_of(mention), ensure_ascii=False, default=str)
        divider = ",\n"
    yield "\n]}\n"


@transaction.atomic
def erase(workspace: Workspace, author: Author, now: datetime, *, refuse: bool) -> int:
    """Erase all that somebody wrote, and files made of it; with `refuse` nothing comes again.

    Files of mentions go too, since they may hold their words. Returns how many mentions went.
    """
    prepare(workspace, author, now, refuse=refuse)
    erased = erasing.every(workspace, author.rows(workspace))
    judging.learn_from(workspace)  # so that nothing of theirs is left in what was learnt
    return erased


@transaction.atomic
def erase_by_worker(
    workspace: Workspace, author: Author, now: datetime, by: Person, *, refuse: bool
) -> MentionJob:
    """The same of somebody who wrote very much, in portions: nothing comes again from now on where
    that is asked, and the job's page tells how far it is."""
    writing.wait_for_turn(workspace)
    numbers = list(author.rows(workspace).values_list("pk", flat=True))
    prepare(workspace, author, now, refuse=refuse)
    total = len(numbers)
    return jobs.ask(workspace, by, MentionJob.Kind.ERASE, {}, now, marked=numbers, total=total)


def prepare(workspace: Workspace, author: Author, now: datetime, *, refuse: bool) -> None:
    """What comes before their mentions go: the files, and the note that nothing is stored again."""
    names = unwanted_names(workspace, author) if refuse else set[str]()
    JobPart.objects.filter(job__workspace=workspace).delete()
    MentionJob.objects.of(workspace).filter(kind=MentionJob.Kind.EXPORT).delete()
    unwanted.refuse(workspace, author.network, names, now)


def unwanted_names(workspace: Workspace, author: Author) -> set[str]:
    """Under what they would come again: their account, and every handle it was seen with."""
    seen = author.rows(workspace).order_by().values_list("handle", flat=True).distinct()
    accounts = {author.author, author.handle, *seen} - {""}
    return accounts or {author.name}
