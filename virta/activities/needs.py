"""What waits for somebody in the plan."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from virta.activities.models import Activity, Slot
from virta.activities.shares import midnight
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

SOON = timedelta(days=7)
MOST = 3
OPEN = (Slot.State.PLANNED, Slot.State.MOVED)


def needs_you(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """One's own slots of today and those left open, and one's own activities that want a decision."""
    return [
        *todays_slots(workspace, person, now),
        *left_open(workspace, person, now),
        *over(workspace, person, now),
        *beginning(workspace, person, now),
    ]


def need(record: Any, note: str, urgency: int) -> Need:
    return Need(str(record), note, kind_of(record).url(record), urgency, record)


def slots_of(workspace: Workspace, person: Any) -> Any:
    rows = Slot.objects.of(workspace).filter(owner=person, state__in=OPEN)
    rows = rows.exclude(activity__removed_at__isnull=False).exclude(activity__is_template=True)
    return rows.select_related("workspace", "channel", "activity").order_by("at")


def todays_slots(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """What comes out before the day ends."""
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    rows = slots_of(workspace, person).filter(at__gte=now, at__lt=tomorrow)
    return [
        need(one, _("Comes out today: %(when)s") % {"when": one.when}, 2) for one in rows[:MOST]
    ]


def left_open(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """What should have come out in the last week, and nobody has said whether it did."""
    rows = slots_of(workspace, person).filter(at__lt=now, at__gte=now - SOON)
    return [need(one, _("Did it come out? Say so on its page."), 1) for one in rows[:MOST]]


def mine(workspace: Workspace, person: Any) -> Any:
    rows = Activity.objects.of(workspace).filter(owner=person, is_template=False)
    return rows.select_related("workspace").defer("brief").order_by("starts_on", "pk")


def over(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Activities whose last day has passed and that are not done."""
    rows = mine(workspace, person).filter(ends_on__lt=timezone.localdate(now))
    rows = rows.filter(state__in=[Activity.State.PLANNED, Activity.State.RUNNING])
    note = _("Its last day has passed. Close it or give it more time.")
    return [need(one, note, 1) for one in rows[:MOST]]


def beginning(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Campaigns that begin within a week and have nothing planned."""
    today = timezone.localdate(now)
    rows = mine(workspace, person).filter(
        starts_on__gte=today, starts_on__lte=today + SOON, state=Activity.State.PLANNED
    )
    filled = Slot.objects.of(workspace).filter(activity__isnull=False).values("activity")
    note = _("Begins within a week, and nothing is planned for it yet.")
    return [need(one, note, 1) for one in rows.exclude(pk__in=filled)[:MOST]]
