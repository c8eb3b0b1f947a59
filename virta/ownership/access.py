"""What is wrong in the register of who can reach which account."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from virta.ownership.models import AccessEntry
from virta.people.models import Workspace
from virta.records.forms import members

UNCHECKED = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Warning:
    """One entry, and in words what is wrong with it."""

    entry: AccessEntry
    says: list[str]


def entries(workspace: Workspace) -> list[AccessEntry]:
    rows = AccessEntry.objects.of(workspace).select_related("holder", "channel", "workspace")
    return list(rows.order_by("pk"))


def warnings(workspace: Workspace, today: date) -> list[Warning]:
    """Every entry with something wrong: who has left first, then by how much is wrong."""
    here = set(members(workspace).values_list("pk", flat=True))
    found = [Warning(one, troubles(one, here, today)) for one in entries(workspace)]
    left = {one.entry.pk for one in found if has_left(one.entry, here)}
    return sorted(
        (one for one in found if one.says),
        key=lambda one: (one.entry.pk not in left, -len(one.says), one.entry.pk),
    )


def has_left(entry: AccessEntry, here: set[int]) -> bool:
    return entry.holder_id is not None and entry.holder_id not in here


def troubles(entry: AccessEntry, here: set[int], today: date) -> list[str]:
    """What is wrong with one entry, in sentences."""
    found = []
    if has_left(entry, here):
        found.append(_("%(who)s has left. Take the access away.") % {"who": entry.holder})
    if entry.second_factor == AccessEntry.SecondFactor.OFF:
        found.append(_("There is no second factor."))
    elif entry.second_factor == AccessEntry.SecondFactor.UNKNOWN:
        found.append(_("Nobody knows whether there is a second factor."))
    if entry.checked_on is None:
        found.append(_("It has never been checked."))
    elif entry.checked_on < today - UNCHECKED:
        days = (today - entry.checked_on).days
        found.append(_("It was last checked %(days)s days ago.") % {"days": days})
    return found
