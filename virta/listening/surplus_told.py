"""What is said of searches that find more than they may keep, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.activities.shares import midnight
from virta.listening import surplus
from virta.listening.models import Hourly, Search
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

DAYS = 30
"""How far back it is told where no period is asked for."""
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """So many mentions of a search were counted and not kept, from that hour on."""

    search: Search
    count: int
    since: datetime
    cap: int

    @property
    def edit_url(self) -> str:
        """Where its query is narrowed."""
        return f"{kind_of(self.search).url(self.search)}edit/"


def told(
    workspace: Workspace, searches: Iterable[Search], since: datetime, until: datetime
) -> list[Told]:
    """Which of the searches found more than they may keep in a period, the most first."""
    by_id = {one.pk: one for one in searches}
    rows = surplus.between(workspace, by_id, since, until).values_list("search_id")
    found = rows.annotate(total=Sum("count"), first=Min("hour")).filter(total__gt=0)
    cap = settings.KEPT_AN_HOUR
    return [
        Told(by_id[search_id], int(total), first, cap)
        for search_id, total, first in found.order_by("-total")
    ]


def within(
    workspace: Workspace, searches: Iterable[Search], first: date | None, last: date | None
) -> list[Told]:
    """The same by the reader's days; of the last thirty where no period is asked for."""
    today = timezone.localdate()
    since = midnight(first or (last or today) - timedelta(days=DAYS - 1))
    return told(workspace, searches, since, midnight((last or today) + timedelta(days=1)))


def needs_narrowing(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Searches of one's own that find too much as they stand now."""
    over = Hourly.objects.of(workspace).filter(
        Q(version=0) | Q(version=F("search__version")),
        hour__gte=now - LATELY,
        count__gt=F("base") + settings.KEPT_AN_HOUR,
    )
    mine = Search.objects.of(workspace).filter(
        owner=person, is_on=True, pk__in=over.values("search_id")
    )
    note = _(
        "It finds so much that not everything is kept, only counted. Narrow its query so that "
        "what matters is kept."
    )
    until = now + timedelta(hours=1)
    return [
        Need(str(one.search), note, one.edit_url, 1, one.search)
        for one in told(workspace, mine.select_related("workspace"), now - LATELY, until)
    ]
