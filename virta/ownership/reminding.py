"""What people are told of without anybody doing anything: due tasks, watches, policies to accept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from virta.ownership.models import Policy, Task, Watch
from virta.ownership.policies import standings
from virta.people.models import Membership, Person, Workspace
from virta.records import commenting
from virta.records.models import Happening, Notice, Record
from virta.records.telling import about

WEEK = timedelta(days=7)
BEFORE_WATCH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to tell somebody; `name` makes sure that it is told once."""

    record: Record
    person: Person
    happening: Happening
    name: str
    says_accept: bool = False


def due_notices(now: datetime) -> int:
    """Tell of tasks due today or before, of watches that begin within two hours, and of policies
    to accept within a week. Nobody is told twice of the same; how many notices were new."""
    return tell([*due_tasks(now), *watches_begin(now), *policies_due(now)])


def tell(found: Iterable[Due], by: Person | None = None) -> int:
    """Tell what has not been told yet, to those who belong to the workspace."""
    waiting = list(found)
    told = set(
        Notice.objects.filter(about__in={one.name for one in waiting}).values_list(
            "workspace_id", "person_id", "about"
        )
    )
    new = [one for one in waiting if (one.record.workspace_id, one.person.pk, one.name) not in told]
    here = belonging({one.person.pk for one in new})
    return sum(say(one, by) for one in new if (one.record.workspace_id, one.person.pk) in here)


def say(one: Due, by: Person | None) -> int:
    with translation.override(one.person.language):
        text = _("Read it and accept it.") if one.says_accept else ""
    made = commenting.notify(
        one.record.workspace, one.person, one.happening, one.record, by, text, one.name
    )
    return int(made is not None)


def belonging(people: set[int]) -> set[tuple[int, int]]:
    """(workspace, person) of those who belong there now."""
    rows = Membership.objects.filter(
        person__in=people, ended_at__isnull=True, person__is_active=True
    )
    return set(rows.values_list("workspace_id", "person_id"))


def due_tasks(now: datetime) -> Iterator[Due]:
    """Each task once on its day (in the workspace's zone), and once when it is a week late."""
    latest = (now + timedelta(days=1)).date()
    rows = Task.objects.filter(
        state=Task.State.OPEN, owner__is_active=True, due_on__lte=latest
    ).select_related("workspace", "owner")
    for task in rows.iterator(chunk_size=500):
        late = day_in(task.workspace, now) - task.due_on
        if late >= timedelta(0):
            name = about(task, "late" if late >= WEEK else "due", task.due_on)
            yield Due(task, task.owner, Happening.DUE, name)


def day_in(workspace: Workspace, now: datetime) -> date:
    return localtime(now, ZoneInfo(workspace.time_zone)).date()


def watches_begin(now: datetime) -> Iterator[Due]:
    rows = Watch.objects.filter(
        starts_at__lte=now + BEFORE_WATCH, ends_at__gt=now, person__is_active=True
    ).select_related("workspace", "person")
    for watch in rows:
        # The person is in the name: who takes over a watch is told too.
        name = about(watch, watch.person_id, f"{watch.starts_at:%Y-%m-%dT%H:%M}")
        yield Due(watch, watch.person, Happening.WATCH, name)


def policies_due(now: datetime) -> Iterator[Due]:
    """Once in the week before the day, and once when the day has come."""
    latest = (now + WEEK).date()
    rows = Policy.objects.filter(accept_by__lte=latest).exclude(readers=Policy.Readers.NOBODY)
    for policy in rows.select_related("workspace").iterator(chunk_size=500):
        is_late = policy.accept_by <= day_in(policy.workspace, now)
        yield from missing(policy, "late" if is_late else "soon")


def missing(policy: Policy, stage: str) -> Iterator[Due]:
    """Everybody who must still accept a policy."""
    for person in standings(policy.workspace, [policy])[0].missing:
        name = about(policy, policy.edition, stage)
        yield Due(policy, person, Happening.DUE, name, says_accept=True)


def remind(policy: Policy, today: date, by: Person) -> int:
    """Tell everybody who must still accept a policy now, at most once a day; how many."""
    return tell(missing(policy, today.isoformat()), by)
