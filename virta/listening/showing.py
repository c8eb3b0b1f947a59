"""What the pages of searches, insights, tags and rules show beside their facts."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from virta.listening import asking, panels, surplus_told, trying
from virta.listening.models import Mention, RuleAlarm, Search
from virta.listening.periods import Period
from virta.listening.searching import refusal_of
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
    refusal = refusal_of(search.query)
    return {
        "refused": refusal.message(get_language() or "en") if refusal else "",
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
    """The mentions that an insight rests on, and what is left of those that went for their age."""
    insight: Any = record
    rows = insight.rests_on.select_related("mention__workspace").order_by("-mention_id")
    found = list(rows)
    return {
        "rests_on": [one.mention for one in found if one.mention],
        "excerpts": [one for one in found if one.mention is None],
    }


def tag_page(request: Request, record: Record) -> dict[str, Any]:
    """How many mentions have a tag, and the latest of them."""
    tag: Any = record
    uses = tag.uses.order_by("-mention_id").select_related("mention__workspace")
    address = reverse("listening:mentions", args=[request.workspace.slug])
    return {
        "count": tag.uses.count(),
        "latest": [one.mention for one in uses[:LATEST]],
        "mentions_url": f"{address}?tag={tag.key}",
    }


def rule_page(request: Request, record: Record) -> dict[str, Any]:
    """What a rule would have held for, where that is asked, and what it asked people to look at."""
    rule: Any = record
    rows = RuleAlarm.objects.filter(rule=rule).select_related("mention__workspace")
    return {
        "tried": trying.of_rule(rule) if "tried" in request.GET else None,
        "asked": [one.mention for one in rows.order_by("-mention_id")[:LATEST]],
    }
