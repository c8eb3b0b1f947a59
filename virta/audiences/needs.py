"""What waits for somebody in target groups and channels."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from virta.audiences.gaps import open_doors, silent
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

MOST = 3


def needs_you(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """One's own channels that are silent or open to anybody who knows a password."""
    today = timezone.localdate(now)
    found = [
        Need(
            str(one),
            _("Nothing was posted for 60 days. Let it rest, or plan for it."),
            url(one),
            0,
            one,
        )
        for one in silent(workspace, today).filter(owner=person).select_related("workspace")[:MOST]
    ]
    found += [
        Need(str(one), _("Signing in takes no second step. Turn it on."), url(one), 1, one)
        for one in open_doors(workspace).filter(owner=person).select_related("workspace")[:MOST]
    ]
    return found


def url(record: Any) -> str:
    return kind_of(record).url(record)
