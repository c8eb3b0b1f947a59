"""What the pages of searches and insights show beside their facts."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from virta.listening import asking, panels, surplus_told
from virta.listening.models import Mention, Search
from virta.listening.periods import Period
from virta.people.http import Request
from virta.records.models import Record

DAYS = 30
LATEST = 5


def search_page(request: Request, record: Record) -> dict[str, Any]:
    """Its volume of a month and its latest mentions."""
    search: Any = record
    today = timezone.localdate()
    period = Period(today - timedelta(days=DAYS - 1), today)
    scope = asking.Scope(request.workspace, (search,))
    look = panels.Look(scope, period, None, [], timezone.now())
    dashboard = reverse("listening:dashboard", args=[request.workspace.slug])
    address = reverse("listening:mentions", args=[request.workspace.slug])
    return {
        "panel": panels.volume(look),
        "surplus": surplus_told.within(request.workspace, [search], period.first, period.last),
        "dashboard_url": f"{dashboard}?search={search.key}",
        "latest": latest(search, LATEST),
        "mentions_url": f"{address}?search={search.key}",
    }


def latest(search: Search, most: int) -> list[Mention]:
    """The newest mentions of a search."""
    hits = search.hits.order_by("-mention_id").select_related("mention")[:most]
    return [hit.mention for hit in hits]


def insight_page(request: Request, record: Record) -> dict[str, Any]:
    """The mentions that an insight rests on."""
    insight: Any = record
    rows = insight.rests_on.select_related("mention").order_by("-mention_id")
    return {"rests_on": [one.mention for one in rows]}
