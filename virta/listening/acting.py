"""What people and rules do with mentions, each written down so that it can be seen and undone.

Every function takes numbers of mentions, changes those that are not so already, and returns how
many it changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.kit.portions import portions
from virta.kit.problems import Problem
from virta.listening.models import (
    Mention,
    MentionAssignment,
    MentionEvent,
    MentionJob,
    MentionRule,
    MentionTag,
    Tag,
)
from virta.listening.subjects import Subject
from virta.people.models import Person, Workspace
from virta.records import commenting, saving
from virta.records.models import Happening

What = MentionEvent.What


@dataclass(frozen=True, slots=True)
class Why:
    """Who did something, or which rule, and as part of what."""

    now: datetime
    by: Person | None = None
    rule: MentionRule | None = None
    job: MentionJob | None = None
    is_past: bool = False
    """Whether it is done with what was written long ago: nobody is told of it."""


@transaction.atomic
def set_state(workspace: Workspace, numbers: Sequence[int], state: str, why: Why) -> int:
    """New, seen or handled. What is handled no longer waits for the person who has it."""
    changed = 0
    for some in portions(numbers):
        rows = Mention.objects.of(workspace).filter(pk__in=some).exclude(state=state)
        before = dict(rows.values_list("pk", "state"))
        Mention.objects.filter(pk__in=before).update(state=state)
        done_at = why.now if state == Mention.State.HANDLED else None
        MentionAssignment.objects.filter(mention__in=before).update(done_at=done_at)
        write(workspace, What.STATE, {one: (was, state) for one, was in before.items()}, why)
        changed += len(before)
    return changed


@transaction.atomic
def put_tag(workspace: Workspace, numbers: Sequence[int], tag: Tag, why: Why) -> int:
    """Put a tag on."""
    changed = 0
    for some in portions(numbers):
        here = set(Mention.objects.of(workspace).filter(pk__in=some).values_list("pk", flat=True))
        new = sorted(here - tagged(tag, some))
        MentionTag.objects.bulk_create(
            [MentionTag(workspace=workspace, tag=tag, mention_id=one, by=why.by) for one in new]
        )
        write(workspace, What.TAG, {one: ("", str(tag.pk)) for one in new}, why)
        changed += len(new)
    return changed


@transaction.atomic
def take_tag(workspace: Workspace, numbers: Sequence[int], tag: Tag, why: Why) -> int:
    """Take a tag off."""
    changed = 0
    for some in portions(numbers):
        had = tagged(tag, some)
        MentionTag.objects.filter(tag=tag, mention__in=had).delete()
        write(workspace, What.TAG, {one: (str(tag.pk), "") for one in sorted(had)}, why)
        changed += len(had)
    return changed


def tagged(tag: Tag, numbers: Sequence[int]) -> set[int]:
    """Which of the mentions have the tag."""
    rows = MentionTag.objects.filter(tag=tag, mention__in=numbers)
    return set(rows.values_list("mention_id", flat=True))


@transaction.atomic
def give(workspace: Workspace, numbers: Sequence[int], person: Person | None, why: Why) -> int:
    """Give mentions to somebody, or to nobody. The person is told once, however many there are; of
    what is part of a job, when it ends (`jobs.end`)."""
    changed: list[int] = []
    for some in portions(numbers):
        rows = Mention.objects.of(workspace).filter(pk__in=some)
        owners = dict(rows.values_list("pk", "given__person_id"))
        wanted = person.pk if person else None
        before = {one: was for one, was in owners.items() if was != wanted}
        MentionAssignment.objects.filter(mention__in=before).delete()
        if person:
            assign(workspace, list(before), person, why)
        names = {one: (str(was or ""), str(wanted or "")) for one, was in before.items()}
        write(workspace, What.PERSON, names, why)
        changed += before
    if person and changed and why.job is None and not why.is_past:
        tell(workspace, max(changed), len(changed), person, why)
    return len(changed)


def assign(workspace: Workspace, numbers: Sequence[int], person: Person, why: Why) -> None:
    handled = Mention.objects.filter(pk__in=numbers, state=Mention.State.HANDLED)
    done = set(handled.values_list("pk", flat=True))
    MentionAssignment.objects.bulk_create(
        MentionAssignment(
            workspace=workspace,
            mention_id=one,
            person=person,
            by=why.by,
            at=why.now,
            done_at=why.now if one in done else None,
        )
        for one in numbers
    )


def tell(workspace: Workspace, number: int, count: int, person: Person, why: Why) -> None:
    """Tell somebody that so many mentions have become theirs, of which this is the newest."""
    newest = Mention.objects.of(workspace).select_related("workspace").get(pk=number)
    others = count - 1
    text = (
        ngettext("and %(count)s other mention", "and %(count)s other mentions", others)
        % {"count": others}
        if others
        else ""
    )
    commenting.notify(workspace, person, Happening.ASSIGNED, Subject(newest), why.by, text)


def write(
    workspace: Workspace, what: MentionEvent.What, changes: dict[int, tuple[str, str]], why: Why
) -> None:
    """The history of what was changed."""
    MentionEvent.objects.bulk_create(
        MentionEvent(
            workspace=workspace,
            mention_id=number,
            at=why.now,
            by=why.by,
            rule=why.rule,
            job=why.job,
            what=what,
            before=before,
            after=after,
        )
        for number, (before, after) in changes.items()
    )


def tag_named(workspace: Workspace, title: str, by: Person | None) -> Tag:
    """The tag of this name, in whatever case; made where there is none. Raises Problem."""
    name = " ".join(title.split())
    if not name:
        raise Problem(_("Write the name of the tag, then send it again."))
    if len(name) > 40:
        raise Problem(_("A tag has at most 40 letters. Shorten it, then send it again."))
    found: Tag | None = Tag.objects.of(workspace).filter(title__iexact=name).first()
    if found is None:
        found = Tag(workspace=workspace, title=name)
        saving.store(found, by)
    return found


def undo(workspace: Workspace, events: Sequence[MentionEvent], why: Why) -> int:
    """Bring mentions back to what they were before."""
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in events:
        alike[one.what, one.before, one.after].append(one.mention_id)
    return sum(
        undo_alike(workspace, what, before, after, numbers, why)
        for (what, before, after), numbers in alike.items()
    )


def undo_alike(
    workspace: Workspace, what: str, before: str, after: str, numbers: Sequence[int], why: Why
) -> int:
    """The same change of several mentions, undone."""
    if what == What.STATE:
        return set_state(workspace, numbers, before, why)
    if what == What.PERSON:
        person = Person.objects.filter(pk=int(before)).first() if before else None
        return give(workspace, numbers, person, why)
    tag = Tag.everything.of(workspace).filter(pk=int(before or after)).first()
    if tag is None:
        return 0
    change = put_tag if before else take_tag
    return change(workspace, numbers, tag, why)
