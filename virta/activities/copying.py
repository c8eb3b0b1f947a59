"""A copy of an activity, with its days, cadences and slots moved along."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from virta.activities.models import Activity, Cadence, Slot
from virta.kit.wallclock import moment
from virta.people.models import Person
from virta.records import saving

RELATIONS = ("objectives", "audiences", "channels", "pillars")
MOST_SLOTS = 1_000


def copy(
    activity: Activity,
    by: Person,
    *,
    title: str,
    starts_on: date | None,
    with_slots: bool = True,
    is_template: bool = False,
) -> Activity:
    """A new activity like another one, beginning on another day; all days move by as much.

    Slots keep their weekday's distance and their wall-clock time: a slot at 9:00 comes to stand at
    9:00 though summer time has begun in between. What was fulfilled, moved or skipped is planned
    again in the copy.
    """
    shift = (starts_on - activity.starts_on) if starts_on and activity.starts_on else timedelta(0)
    with transaction.atomic():
        made = fresh(activity, title, shift, is_template)
        made.starts_on = starts_on or made.starts_on
        many = {name: list(getattr(activity, name).all()) for name in RELATIONS}
        saving.store(made, by, many=many)
        if with_slots:
            copied = cadences(activity, made, shift, by)
            slots(activity, made, shift, copied, by)
    return made


def fresh(activity: Activity, title: str, shift: timedelta, is_template: bool) -> Activity:
    """The copy itself, not yet stored: its state begins anew."""
    return Activity(
        workspace=activity.workspace,
        title=title,
        type=activity.type,
        brief=activity.brief,
        starts_on=moved(activity.starts_on, shift),
        ends_on=moved(activity.ends_on, shift),
        budgeted_hours=activity.budgeted_hours,
        hours_per=activity.hours_per,
        owner=activity.owner,
        state=Activity.State.IDEA if is_template else Activity.State.PLANNED,
        is_template=is_template,
    )


def moved(day: date | None, shift: timedelta) -> date | None:
    return day + shift if day else None


def cadences(
    activity: Activity, made: Activity, shift: timedelta, by: Person
) -> dict[int, Cadence]:
    """Copies of the living cadences, by the row number of the original."""
    found = activity.cadences.filter(removed_at__isnull=True).select_related("channel", "pillar")
    pairs = {one.pk: cadence_like(one, made, shift) for one in found}
    saving.store_new(list(pairs.values()), by)
    return pairs


def cadence_like(cadence: Cadence, activity: Activity, shift: timedelta) -> Cadence:
    return Cadence(
        workspace=activity.workspace,
        activity=activity,
        channel=cadence.channel,
        pillar=cadence.pillar,
        rhythm=cadence.rhythm,
        every=cadence.every,
        weekdays=cadence.weekdays,
        nth=cadence.nth,
        month_day=cadence.month_day,
        times=cadence.times,
        zone=cadence.zone,
        starts_on=cadence.starts_on + shift,
        ends_on=moved(cadence.ends_on, shift),
    )


def slots(
    activity: Activity,
    made: Activity,
    shift: timedelta,
    copied: dict[int, Cadence],
    by: Person,
) -> None:
    """Copies of the slots that stand by themselves, and of those of cadences that somebody wrote on.

    The other slots of cadences come of the copied cadences.
    """
    untouched = Q(cadence__in=copied, version=1)
    own = activity.slots.filter(removed_at__isnull=True).exclude(untouched)
    rows = own.select_related("channel", "pillar", "owner").order_by("at")[:MOST_SLOTS]
    saving.store_new([slot_like(one, made, shift, copied) for one in rows], by)


def slot_like(slot: Slot, activity: Activity, shift: timedelta, copied: dict[int, Cadence]) -> Slot:
    """A copy; after whole weeks it stands for the same moment of the copied cadence."""
    cadence = copied.get(slot.cadence_id or 0) if shift.days % 7 == 0 else None
    return Slot(
        workspace=activity.workspace,
        activity=activity,
        channel=slot.channel,
        pillar=slot.pillar,
        owner=slot.owner,
        title=slot.title,
        note=slot.note,
        zone=slot.zone,
        at=shifted(slot.at, shift, slot.zone),
        cadence=cadence,
        cadence_at=shifted(slot.cadence_at, shift, cadence.zone)
        if cadence and slot.cadence_at
        else None,
    )


def shifted(at: datetime, shift: timedelta, zone: str) -> datetime:
    """A moment some days on, at the same wall-clock time."""
    local = at.astimezone(ZoneInfo(zone))
    return moment(local.date() + shift, local.time(), zone)


def suggested_start(activity: Activity, now: datetime | None = None) -> date | None:
    """The first day, from today on, of the same weekday as the original's beginning."""
    if activity.starts_on is None:
        return None
    today = timezone.localdate(now)
    return today + timedelta(days=(activity.starts_on.weekday() - today.weekday()) % 7)
