"""Days that matter from a calendar file: looked at first, then made, undone as a whole."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from virta.activities import days
from virta.activities.models import Day
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.models import Batch

BACK = timedelta(days=92)
AHEAD = timedelta(days=2 * 366)
"""How far back and ahead a file's days are taken."""
KIND = "day"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file would bring: `new` days, `known` ones that are here already, and what could not
    be read."""

    new: list[days.Found]
    known: int
    reading: days.Reading


def keep(workspace: Workspace, name: str, content: bytes, by: Person) -> Batch:
    """Keep the file; nothing is made yet."""
    return Batch.objects.create(
        workspace=workspace, kind=KIND, name=name[:255], content=content, made_by=by
    )


def look(batch: Batch, today: date) -> Brought:
    """What the file holds from three months back to two years ahead."""
    zone = batch.workspace.time_zone
    reading = days.read(bytes(batch.content), today - BACK, today + AHEAD, zone)
    there = set(
        Day.objects.of(batch.workspace).filter(uid__gt="").values_list("uid", "starts_on", "clock")
    )
    new = [one for one in reading.days if (one.uid, one.starts_on, one.clock) not in there]
    return Brought(new, len(reading.days) - len(new), reading)


def apply(batch: Batch, brought: Brought, by: Person) -> int:
    """Make the new days, all or none; how many. A file is brought in only once."""
    made = [day_of(batch, one) for one in brought.new]
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, applied_at__isnull=True)
        if not rows.update(applied_at=timezone.now(), rows=len(made), undone_at=None):
            return 0
        saving.store_new(made, by, batch=batch)
    return len(made)


def day_of(batch: Batch, found: days.Found) -> Day:
    return Day(
        workspace=batch.workspace,
        title=found.title,
        starts_on=found.starts_on,
        ends_on=found.ends_on if found.ends_on > found.starts_on else None,
        clock=found.clock,
        note=found.note,
        address=found.address,
        source=batch.name,
        uid=found.uid,
    )
