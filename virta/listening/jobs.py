"""One thing done with many mentions: asked for by a person, done in portions, told as it goes.

A portion and the note of how far it has come are one transaction and are written only by the worker
that holds the job, so that a killed worker leaves nothing half done; the next one goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

from django.db import transaction
from django.db.models import F

from virta.listening import acting, choosing, erasing, exporting, judging, looking, ruling
from virta.listening.looking import Looked, look
from virta.listening.models import Mention, MentionEvent, MentionJob, MentionRule, Tag
from virta.listening.retention import retention_of
from virta.people.models import Person, Workspace
from virta.records.forms import members

PORTION = 500
FEW = 500
"""So many are done while the person waits; more are done by the worker."""
SECONDS = 5.0
"""For so long one job goes on in a row, then other chores have their turn."""
MOST = 5000
"""So many that fit typed words are counted; beyond that it is said that there are more."""
LEASE = timedelta(minutes=5)
Kind = MentionJob.Kind


class Overtaken(Exception):
    """Another worker has taken the job since; nothing was done."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many mentions fit; `is_whole` is False where not all could be looked at."""

    count: int
    is_whole: bool


def filters(workspace: Workspace, query: str) -> dict[str, Any] | None:
    """The filters of an address; None where they are not such as the page takes."""
    form = choosing.ChoosingForm(dict(parse_qsl(query)), workspace)
    return form.cleaned_data if form.is_valid() else None


def count(workspace: Workspace, wanted: dict[str, Any], reader: Person) -> Counted:
    """How many mentions fit the filters. With words, at most some thousands are looked at."""
    scope = choosing.scope_of(workspace, wanted, None)
    if wanted.get("search") and scope.search_id is None:
        return Counted(0, True)
    rows = choosing.narrowed(scope, wanted, reader)
    if not wanted.get("words"):
        return Counted(looking.count(rows, scope), True)
    looked = look(wanted["words"], rows, scope, MOST)
    return Counted(len(looked.found), looked.reached is None and len(looked.found) < MOST)


def ask(
    workspace: Workspace,
    person: Person,
    kind: str,
    options: dict[str, Any],
    now: datetime,
    **more: Any,
) -> MentionJob:
    """Write a job down; what is few is done at once."""
    newest = Mention.objects.of(workspace).order_by("-pk").values_list("pk", flat=True).first()
    job = MentionJob.objects.create(
        workspace=workspace,
        person=person,
        kind=kind,
        options=options,
        made_at=now,
        due_at=now,
        first=newest or 0,
        **more,
    )
    if job.total is not None and job.total <= FEW and job.claim(now):
        work(job, now, SECONDS)
        job.refresh_from_db()
    return job


def do_due(now: datetime) -> int:
    """Go on with what was asked for. Returns how many jobs were gone on with."""
    due = MentionJob.objects.due(now).select_related("workspace", "person")[:10]
    done = 0
    for job in due:
        if job.claim(now):
            work(job, now, SECONDS)
            done += 1
    return done


def work(job: MentionJob, now: datetime, seconds: float) -> None:
    """Do portions for a while; finish the job, or put it down to be gone on with."""
    end = monotonic() + seconds
    try:
        while True:
            if portion(job):
                return
            if monotonic() >= end:
                job.retry(datetime.now(UTC), "")
                return
    except Overtaken:
        return


@transaction.atomic
def portion(job: MentionJob) -> bool:
    """Do a portion. Returns whether it was the last one. Raises Overtaken."""
    some = next_portion(job)
    changed = act(job, some.found) if some.found else 0
    mine = MentionJob.objects.filter(pk=job.pk, fence=job.fence, done_at__isnull=True)
    facts = {"looked_at": F("looked_at") + len(some.found), "changed": F("changed") + changed}
    lease = datetime.now(UTC) + LEASE
    if not mine.update(upto=some.upto, claimed_until=lease, **facts):
        raise Overtaken
    job.upto, job.changed = some.upto, job.changed + changed
    job.looked_at += len(some.found)
    if some.is_last:
        end(job)
    return some.is_last


def end(job: MentionJob) -> None:
    if job.kind == Kind.EXPORT:
        exporting.finish(job)
    if job.kind == Kind.ASSIGN:
        tell_given(job)
    if job.kind == Kind.ERASE:
        judging.learn_from(job.workspace)  # so that nothing of them is left in what was learnt
    if job.kind == Kind.UNDO:
        undone = MentionJob.objects.of(job.workspace).filter(pk=job.options["job"])
        undone.update(undone_at=datetime.now(UTC))
    job.finish(datetime.now(UTC))


def tell_given(job: MentionJob) -> None:
    """Tell whoever has been given the mentions, once for all of them."""
    wanted = job.options["person"]
    person = members(job.workspace).filter(pk=wanted).first() if wanted else None
    events = MentionEvent.objects.of(job.workspace).filter(job=job)
    newest = events.order_by("-mention_id").values_list("mention_id", flat=True).first()
    if person and newest:
        why = acting.Why(datetime.now(UTC), job.person, job=job)
        acting.tell(job.workspace, newest, job.changed, person, why)


@dataclass(frozen=True, slots=True)
class Portion:
    """The next mentions to do it with; `upto` is how far back that is."""

    found: list[Mention]
    upto: int
    is_last: bool


def next_portion(job: MentionJob) -> Portion:
    """The newest mentions that it has not been done with yet."""
    before = job.first + 1 if job.upto is None else job.upto
    if job.kind == Kind.UNDO:
        return of_undo(job, before)
    if job.marked is not None:
        numbers = sorted((one for one in job.marked if one < before), reverse=True)[:PORTION]
        return of_numbers(job, numbers, before)
    wanted = filters(job.workspace, job.query) or {}
    scope = choosing.scope_of(job.workspace, wanted, before)
    rows = choosing.narrowed(scope, wanted, job.person)
    if wanted.get("search") and scope.search_id is None:
        return Portion([], before, True)
    if wanted.get("words"):
        looked = look(wanted["words"], rows, scope, PORTION)
        return worded(looked, before)
    found = looking.newest(rows, scope, PORTION)
    return Portion(found, found[-1].pk if found else before, len(found) < PORTION)


def worded(looked: Looked, before: int) -> Portion:
    """What was found by words: as many as were asked for, or all of the stretch looked at."""
    if looked.reached is not None:
        return Portion(looked.found, looked.reached, False)
    upto = looked.found[-1].pk if looked.found else before
    return Portion(looked.found, upto, len(looked.found) < PORTION)


def of_numbers(job: MentionJob, numbers: list[int], before: int) -> Portion:
    rows = Mention.objects.of(job.workspace).filter(pk__in=numbers).order_by("-pk")
    return Portion(list(rows), numbers[-1] if numbers else before, len(numbers) < PORTION)


def of_undo(job: MentionJob, before: int) -> Portion:
    events = MentionEvent.objects.of(job.workspace).filter(job=job.options["job"])
    rows = events.filter(mention__lt=before).order_by("-mention_id").distinct()
    numbers = list(rows.values_list("mention_id", flat=True)[:PORTION])
    return of_numbers(job, numbers, before)


def act(job: MentionJob, mentions: Sequence[Mention]) -> int:
    """What was asked for, with these mentions. Returns how many were changed."""
    workspace, numbers = job.workspace, [one.pk for one in mentions]
    why = acting.Why(datetime.now(UTC), job.person, job=job)
    match job.kind:
        case Kind.TAG | Kind.UNTAG:
            tag = Tag.objects.of(workspace).filter(key=job.options["tag"]).first()
            change = acting.put_tag if job.kind == Kind.TAG else acting.take_tag
            return change(workspace, numbers, tag, why) if tag else 0
        case Kind.ASSIGN:
            wanted = job.options["person"]
            person = members(workspace).filter(pk=wanted).first() if wanted else None
            return acting.give(workspace, numbers, person, why)
        case Kind.STATE:
            return acting.set_state(workspace, numbers, job.options["state"], why)
        case Kind.ERASE:
            return erasing.by_numbers(workspace, numbers)
        case Kind.EXPORT:
            return exporting.write(job, mentions)
        case Kind.RULE:
            return apply_rule(job, mentions, why)
        case _undo:
            rows = MentionEvent.objects.filter(job=job.options["job"], mention__in=numbers)
            return acting.undo(workspace, list(rows), why)


def apply_rule(job: MentionJob, mentions: Sequence[Mention], why: acting.Why) -> int:
    rule = MentionRule.objects.of(job.workspace).filter(key=job.options["rule"]).first()
    return ruling.Rules([rule]).apply(job.workspace, mentions, why) if rule else 0


def forget_old(now: datetime) -> int:
    """Files made of mentions go after the days that the workspace keeps them, and so does undo."""
    gone = 0
    for workspace in Workspace.objects.filter(pk__in=MentionJob.objects.values("workspace")):
        since = now - timedelta(days=retention_of(workspace).export_days)
        rows = MentionJob.objects.of(workspace).filter(done_at__lt=since)
        gone += rows.delete()[1].get(MentionJob._meta.label, 0)
    return gone
