"""Comments, @mentions and the notices that follow from them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from virta.people.models import Person, Workspace
from virta.records.forms import members
from virta.records.kinds import name_of
from virta.records.models import Comment, Happening, Notice

OWNERS = ("owner", "person", "watcher")
"""Attributes that say whose an object is."""


def comments_on(record: Any) -> list[Comment]:
    """What was said about an object, oldest first."""
    found = Comment.objects.filter(
        workspace_id=record.workspace_id,
        about_kind=name_of(record),
        about_key=record.key,
        removed_at__isnull=True,
    )
    return list(found.select_related("by"))


def say(record: Any, by: Person, text: str) -> Comment:
    """Comment on an object; who is mentioned, owns it or has commented on it is told."""
    comment = Comment.objects.create(
        workspace=record.workspace,
        about_kind=name_of(record),
        about_key=record.key,
        by=by,
        text=text,
        at=timezone.now(),
    )
    called = mentioned(record.workspace, text)
    comment.mentioned.set(called)
    for person in called:
        notify(record.workspace, person, Happening.MENTION, record, by, text)
    for person in concerned(record) - set(called):
        notify(record.workspace, person, Happening.COMMENT, record, by, text)
    return comment


def mentioned(workspace: Workspace, text: str) -> list[Person]:
    """The members whose name, or whose address before its @, follows an @ in the text.

    Where several names fit at one place, the longest is meant.
    """
    if "@" not in text:
        return []
    names = [
        (name.casefold(), person)
        for person in members(workspace)
        for name in {person.name, person.email.split("@")[0], person.name.split(" ")[0]}
        if name
    ]
    names.sort(key=lambda pair: -len(pair[0]))
    low, found = text.casefold(), {}
    for match in re.finditer(r"(?<!\w)@", low):
        rest = low[match.end() :]
        for name, person in names:
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                found[person.pk] = person
                break
    return list(found.values())


def concerned(record: Any) -> set[Person]:
    """Whose it is, and who has commented on it."""
    people = {owner for name in OWNERS if (owner := getattr(record, name, None))}
    people |= {comment.by for comment in comments_on(record) if comment.by}
    return {one for one in people if isinstance(one, Person)}


def notify(
    workspace: Workspace,
    person: Person,
    happening: Happening,
    record: Any,
    by: Person | None = None,
    text: str = "",
    about: str = "",
) -> Notice | None:
    """Tell somebody of something. Nobody is told of what they did; `about` is told only once."""
    if by == person:
        return None
    place = (name_of(record), record.key)
    return tell(workspace, person, happening, place, by, text, about)


def tell(
    workspace: Workspace,
    person: Person,
    happening: Happening,
    place: tuple[str, str],
    by: Person | None = None,
    text: str = "",
    about: str = "",
    *,
    is_urgent: bool = False,
    by_mail: bool = False,
) -> Notice | None:
    """The same of anything that notices can be of: `place` is its kind and key.

    What is urgent goes out in quiet hours, too; `by_mail` at once by e-mail in any case.
    """
    facts: dict[str, Any] = {
        "happening": happening,
        "kind": place[0],
        "key": place[1],
        "by": by,
        "text": text[:300],
        "at": timezone.now(),
        "is_urgent": is_urgent,
        "by_mail": by_mail,
    }
    if not about:
        return Notice.objects.create(workspace=workspace, person=person, **facts)
    notice, is_new = Notice.objects.get_or_create(
        workspace=workspace, person=person, about=about, defaults=facts
    )
    return notice if is_new else None


def tell_owner(record: Any, before: dict[str, Any] | None, by: Person) -> None:
    """Tell somebody that an object has become theirs."""
    for name in OWNERS:
        owner = getattr(record, name, None)
        earlier = (before or {}).get(name)
        if isinstance(owner, Person) and owner.email != earlier:
            notify(record.workspace, owner, Happening.ASSIGNED, record, by)


def unseen(workspace: Workspace, person: Any) -> int:
    """How many notices wait for somebody in a workspace."""
    if not person.is_authenticated:
        return 0
    return Notice.objects.filter(workspace=workspace, person=person, seen_at__isnull=True).count()


def see(notices: Iterable[Notice], now: datetime) -> None:
    """Mark notices as seen."""
    keys = [one.pk for one in notices if one.seen_at is None]
    Notice.objects.filter(pk__in=keys).update(seen_at=now)
