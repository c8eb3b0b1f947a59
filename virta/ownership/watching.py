"""The rota in force: who is on watch, making turns ahead, and the calendar file."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from virta.ownership import rota
from virta.ownership.models import Absence, Rotation, Watch
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.forms import members

AHEAD = timedelta(weeks=8)
"""How far ahead turns are made."""


def on_watch(workspace: Workspace, now: datetime) -> list[Watch]:
    """The watches that are on now."""
    rows = Watch.objects.of(workspace).filter(starts_at__lte=now, ends_at__gt=now)
    return list(rows.select_related("person", "rotation", "workspace").order_by("starts_at", "pk"))


def watches(workspace: Workspace, start: datetime, end: datetime) -> list[Watch]:
    """The watches that touch a span of time, in order."""
    rows = Watch.objects.of(workspace).filter(starts_at__lt=end, ends_at__gt=start)
    return list(rows.select_related("person", "rotation", "workspace").order_by("starts_at", "pk"))


def planned_turns(rotation: Rotation, start: datetime, end: datetime) -> Iterator[rota.Turn]:
    """The turns of a rotation that touch a span of time, by its plan alone."""
    if not rotation.order:
        return iter(())
    endless = rota.turns(
        len(rotation.order),
        rotation.starts_on,
        rotation.days,
        rotation.at,
        rotation.zone,
        rotation.until_on,
    )
    return rota.between(endless, start, end)


def make_turns(rotation: Rotation, now: datetime, by: Person | None = None) -> int:
    """Make the rotation's watches for the weeks ahead; how many were new.

    A turn that is there already stays, also when somebody has swapped or removed it. Whoever is
    away when a turn begins is replaced by who stands in, if somebody does.
    """
    with transaction.atomic():
        # Two workers must not both make the same turns.
        Rotation.objects.select_for_update().filter(pk=rotation.pk).first()
        new = new_turns(rotation, now)
        saving.store_new(new, by)
    return len(new)


def new_turns(rotation: Rotation, now: datetime) -> list[Watch]:
    """The turns of the weeks ahead that are not there yet, not stored."""
    people = {one.email: one for one in members(rotation.workspace)}
    there = set(
        Watch.everything.of(rotation.workspace)
        .filter(rotation=rotation, ends_at__gt=now)
        .values_list("starts_at", flat=True)
    )
    away = absences(rotation.workspace, now)
    new = []
    for turn in planned_turns(rotation, now, now + AHEAD):
        person = people.get(rotation.order[turn.place])
        if person is None or turn.starts_at in there:
            continue
        new.append(watch_of(rotation, turn, stands_in(person, turn, rotation.zone, away)))
    return new


def watch_of(rotation: Rotation, turn: rota.Turn, person: Person) -> Watch:
    return Watch(
        workspace=rotation.workspace,
        rotation=rotation,
        person=person,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        zone=rotation.zone,
    )


def absences(workspace: Workspace, now: datetime) -> list[Absence]:
    """Absences that are not over, with who stands in."""
    rows = Absence.objects.of(workspace).filter(until_on__gte=now.date() - timedelta(days=1))
    return list(rows.select_related("who", "stand_in"))


def stands_in(person: Person, turn: rota.Turn, zone: str, away: Iterable[Absence]) -> Person:
    """Who takes a turn: the person, or who stands in for them on the day it begins."""
    day = localtime(turn.starts_at, ZoneInfo(zone)).date()
    for one in away:
        if one.who_id == person.pk and one.from_on <= day <= one.until_on and one.stand_in:
            return one.stand_in
    return person


def is_changed(rotation: Rotation, now: datetime) -> bool:
    """Whether turns still to come were made from an earlier version of the rotation."""
    due = {(one.starts_at, one.ends_at) for one in planned_turns(rotation, now, now + AHEAD)}
    rows = Watch.objects.of(rotation.workspace).filter(rotation=rotation, starts_at__gt=now)
    untouched = rows.filter(version=1).values_list("starts_at", "ends_at", "person__email")
    return any(
        (starts, ends) not in due or email not in rotation.order
        for starts, ends, email in untouched
        if starts < now + AHEAD
    ) or order_differs(rotation, untouched, now)


def order_differs(rotation: Rotation, untouched: Iterable[tuple[Any, ...]], now: datetime) -> bool:
    """Whether turns still to come have another person than the plan, and nobody stands in."""
    away = absences(rotation.workspace, now)
    people = {one.email: one for one in members(rotation.workspace)}
    made = {starts: email for starts, _ends, email in untouched}
    for turn in planned_turns(rotation, now, now + AHEAD):
        person = people.get(rotation.order[turn.place])
        if person and turn.starts_at in made:
            wanted = stands_in(person, turn, rotation.zone, away).email
            if made[turn.starts_at] != wanted:
                return True
    return False


def plan_anew(rotation: Rotation, now: datetime, by: Person) -> tuple[int, int]:
    """Replace the turns still to come that nobody has touched; (removed, made)."""
    with transaction.atomic():
        rows = Watch.objects.of(rotation.workspace).filter(
            rotation=rotation, starts_at__gt=now, version=1
        )
        old = list(rows)
        for one in old:
            one.rotation = None  # else its place would count as taken away by somebody
            saving.remove(one, by)
        return len(old), make_turns(rotation, now, by)


def keep_up(now: datetime) -> int:
    """Make the turns of every rotation for the weeks ahead; a chore of the worker. How many."""
    unmade = Rotation.objects.exclude(until_on__lt=now.date()).exclude(
        pk__in=Watch.everything.filter(ends_at__gte=now + AHEAD, rotation__isnull=False).values(
            "rotation"
        )
    )
    return sum(make_turns(one, now) for one in unmade.select_related("workspace").order_by("pk"))


def uncovered(workspace: Workspace, start: datetime, days: int) -> list[tuple[datetime, datetime]]:
    """The times without anybody on watch, in the days to come."""
    end = start + timedelta(days=days)
    spans = [(one.starts_at, one.ends_at) for one in watches(workspace, start, end)]
    return rota.gaps(spans, start, end)


def away_on_watch(found: Iterable[Watch], away: Iterable[Absence]) -> dict[int, Absence]:
    """Watch → the absence during which its person should be on watch."""
    gone = list(away)
    return {
        watch.pk: one
        for watch in found
        for one in gone
        if one.who_id == watch.person_id
        and one.from_on <= local_day(watch.ends_at, watch.zone)
        and local_day(watch.starts_at, watch.zone) <= one.until_on
    }


def local_day(moment: datetime, zone: str) -> date:
    return localtime(moment, ZoneInfo(zone)).date()


def calendar(found: Iterable[Watch], base_url: str, name: str) -> bytes:
    """The watches as an iCalendar file (RFC 5545); times in UTC, so that no zone is mistaken."""
    file = Calendar()
    file.add("prodid", "-//Virta//Watch rota//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", name)
    for one in found:
        event = Event()
        event.add("uid", f"{one.key}@virta")
        event.add("dtstamp", one.changed_at)
        event.add("last-modified", one.changed_at)
        event.add("sequence", one.version - 1)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", _("Watch: %(who)s") % {"who": one.person})
        if one.handover:
            event.add("description", one.handover)
        event.add("url", f"{base_url}/w/{one.workspace.slug}/watches/{one.key}/")
        file.add_component(event)
    return bytes(file.to_ical())
