"""What waits for somebody in objectives."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

WEEK = timedelta(days=7)


def needs_you(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """One's key results without a look this week, and objectives of one's own that are over."""
    today = timezone.localdate(now)
    mine = KeyResult.objects.of(workspace).filter(
        owner=person, objective__state=Objective.State.ACTIVE, starts_on__lte=today
    )
    fresh = CheckIn.objects.of(workspace).filter(day__gt=today - WEEK).values("key_result")
    waiting = mine.exclude(pk__in=fresh).count()
    found = []
    if waiting:
        note = ngettext(
            "%(count)s of your key results waits for this week's value.",
            "%(count)s of your key results wait for this week's value.",
            waiting,
        ) % {"count": waiting}
        url = reverse("objectives:check_ins", args=[workspace.slug])
        found.append(Need(_("Weekly check-in"), note, url, 1))
    over = Objective.objects.of(workspace).filter(
        owner=person, state=Objective.State.ACTIVE, due_on__lt=today
    )
    for one in over.select_related("workspace").order_by("due_on")[:3]:
        note = _("Its time is over. Score it, or carry it on.")
        found.append(Need(str(one), note, kind_of(one).url(one), 3, one))
    return found
