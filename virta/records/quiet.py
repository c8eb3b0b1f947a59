"""Quiet hours: who is not to be woken now, and until when.

Hours are those of the clock on the wall where each person is. What is not urgent waits until they
end; `virta.records.telling` writes then what has come together.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime

from virta.kit.wallclock import moment
from virta.people.models import Person, Workspace
from virta.records.models_ways import QuietHours

DAY = timedelta(days=1)


def end_of(begins: time, ends: time, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end in which this moment lies; None where it lies in none."""
    today = localtime(now, ZoneInfo(zone)).date()
    for first in (today - DAY, today):
        last = first if begins < ends else first + DAY
        end = moment(last, ends, zone)
        if moment(first, begins, zone) <= now < end:
            return end
    return None


def hours_of(workspace: Workspace, person: Person) -> QuietHours | None:
    """The quiet hours that hold for somebody: their own, else those of the workspace."""
    rows = {one.person_id: one for one in _rows(workspace, [person])}
    return _holding(rows, person)


def asleep(workspace: Workspace, people: Iterable[Person], now: datetime) -> dict[int, datetime]:
    """Who of these has quiet hours now, by number, and until when."""
    asked = list(people)
    rows = {one.person_id: one for one in _rows(workspace, asked)}
    found = {}
    for person in asked:
        hours = _holding(rows, person)
        end = end_of(hours.begins, hours.ends, person.time_zone, now) if hours else None
        if end is not None:
            found[person.pk] = end
    return found


def _rows(workspace: Workspace, people: Iterable[Person]) -> Iterable[QuietHours]:
    rows = QuietHours.objects.of(workspace)
    mine: Iterable[QuietHours] = rows.filter(person__in=list(people)) | rows.filter(person=None)
    return mine


def _holding(rows: dict[int | None, QuietHours], person: Person) -> QuietHours | None:
    hours = rows.get(person.pk) or rows.get(None)
    return hours if hours is not None and hours.is_on else None
