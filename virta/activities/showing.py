"""What the pages of activities, cadences, slots and pillars show beside their facts."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from virta.activities.forms.slots import MoveForm
from virta.activities.models import Activity, Cadence, Pillar, Slot
from virta.activities.outcomes import outcomes
from virta.activities.planning import difference, next_slots
from virta.activities.shares import standing
from virta.activities.warning import collisions
from virta.kit.prose import rendered

COLLISIONS_AHEAD = timedelta(days=90)


def activity_page(request: Any, activity: Activity) -> dict[str, Any]:
    """Its brief, cadences, next slots and what it collides with."""
    today = timezone.localdate()
    found = collisions(activity.workspace, today, today + COLLISIONS_AHEAD, of=activity)
    cadences = activity.cadences.filter(removed_at__isnull=True)
    return {
        "brief": rendered(activity.brief) if activity.brief else "",
        "cadences": list(cadences.select_related("workspace", "activity", "channel")),
        "next_slots": next_slots(activity),
        "collisions": found.first[:10],
    }


def cadence_page(request: Any, cadence: Cadence) -> dict[str, Any]:
    """Its next slots, and what would bring them up to date."""
    now = timezone.now()
    rows = cadence.slots.filter(removed_at__isnull=True, at__gte=now)
    return {
        "next_slots": list(rows.select_related("workspace", "channel").order_by("at")[:8]),
        "due": difference(cadence, now),
    }


def slot_page(request: Any, slot: Slot) -> dict[str, Any]:
    """The form that moves it, and what became of it."""
    local = slot.local
    initial = {"day": local.date(), "clock": local.time(), "seen": slot.version}
    told = outcomes(slot.workspace, slot.at, slot.at + timedelta(microseconds=1)).get(slot.pk)
    return {"move_form": MoveForm(initial=initial, auto_id="move-%s"), "outcome": told}


def pillar_page(request: Any, pillar: Pillar) -> dict[str, Any]:
    """Its share of the plan beside its target."""
    found = standing(pillar.workspace, timezone.localdate())
    return {"standing": next((one for one in found.pillars if one.pillar == pillar), None)}
