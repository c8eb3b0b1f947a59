"""Planned slots made from cadences, and moved."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from virta.activities.cadence import moments
from virta.activities.models import Activity, Cadence, Slot
from virta.kit.wallclock import moment
from virta.people.models import Person, Workspace
from virta.records import saving

AHEAD = timedelta(weeks=26)
"""How far ahead slots are made."""


@dataclass(slots=True)
class Difference:
    """What would bring a cadence's slots up to date."""

    new: list[Slot] = field(default_factory=list)
    gone: list[Slot] = field(default_factory=list)
    """Slots to come which the cadence no longer gives and nobody has touched."""

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


def difference(cadence: Cadence, now: datetime) -> Difference:
    """What the cadence gives from `now` on beside what is there.

    The past stays as it is. What somebody has moved, changed, removed or written on stays too: it
    stands for its moment, so that none is made anew.
    """
    if cadence.removed_at or cadence.activity.removed_at or cadence.activity.is_template:
        wanted: set[datetime] = set()
    else:
        wanted = set(to_come(cadence, now))
    rows = Slot.everything.filter(cadence=cadence, cadence_at__gte=now).select_related("workspace")
    there = {one.cadence_at: one for one in rows}
    gone = {
        at: one for at, one in there.items() if untouched(one) and not fits(one, cadence, wanted)
    }
    missing = wanted - (there.keys() - gone.keys())
    return Difference(
        new=[slot_of(cadence, at) for at in sorted(missing)], gone=[gone[at] for at in sorted(gone)]
    )


def to_come(cadence: Cadence, now: datetime) -> list[datetime]:
    """What the cadence gives within its activity's days, from now to half a year ahead."""
    today = now.astimezone(ZoneInfo(cadence.zone)).date()
    begin = max(today, cadence.activity.starts_on or today)
    found = moments(cadence.pattern, begin, today + AHEAD)
    return [at for at in found if at >= now]


def untouched(slot: Slot) -> bool:
    """Nobody has changed it since it was made."""
    return slot.version == 1 and slot.removed_at is None


def fits(slot: Slot, cadence: Cadence, wanted: set[datetime]) -> bool:
    """Whether the cadence, as it is now, would make this very slot."""
    return slot.cadence_at in wanted and same_place(slot, cadence)


def same_place(slot: Slot, cadence: Cadence) -> bool:
    mine = (slot.channel_id, slot.activity_id, slot.pillar_id)
    return mine == (cadence.channel_id, cadence.activity_id, cadence.pillar_id)


def slot_of(cadence: Cadence, at: datetime) -> Slot:
    """The slot of one moment, not yet stored."""
    return Slot(
        workspace=cadence.workspace,
        cadence=cadence,
        cadence_at=at,
        at=at,
        zone=cadence.zone,
        channel=cadence.channel,
        activity=cadence.activity,
        pillar=cadence.pillar,
        owner=cadence.activity.owner,
    )


def bring_up_to_date(cadence: Cadence, now: datetime, by: Person | None = None) -> tuple[int, int]:
    """Make the slots that are missing and take away those that no longer fit; how many of each."""
    with transaction.atomic():
        # Two requests must not both make the same slots.
        Cadence.everything.select_for_update().filter(pk=cadence.pk).first()
        found = difference(cadence, now)
        for slot in found.gone:
            slot.cadence_at = None  # its moment is free for the cadence, should it come back to it
            saving.remove(slot, by)
        saving.store_new(found.new, by)
    return len(found.new), len(found.gone)


def keep_ahead(workspace: Workspace, now: datetime) -> int:
    """Bring every cadence of a workspace up to date; how many slots were made. For a daily chore."""
    cadences = Cadence.objects.of(workspace).select_related(
        "workspace", "activity__owner", "channel", "pillar"
    )
    return sum(bring_up_to_date(one, now)[0] for one in cadences)


def move(slot: Slot, day: date, clock: time | None, seen: int | None, by: Person) -> bool:
    """Put a slot on another day, and at another time of its own zone if one is given.

    Returns whether anything changed. Raises saving.Conflict where somebody else was first.
    """
    at = moment(day, clock or slot.local.time(), slot.zone)
    if at == slot.at:
        return False
    slot.at = at
    if slot.state == Slot.State.PLANNED:
        slot.state = Slot.State.MOVED
    return saving.store(slot, by, seen=seen or slot.version) is not None


def next_slots(activity: Activity, most: int = 8) -> list[Slot]:
    """The next slots of an activity."""
    rows = activity.slots.filter(removed_at__isnull=True, at__gte=timezone.now())
    return list(rows.select_related("workspace", "channel").order_by("at")[:most])
