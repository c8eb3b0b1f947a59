"""Posts in the evidence: what has gone out is an item of engagement, a draft is none."""

from typing import Any

from django.db.models import Count, Max, Min, Q

from virta.engagement.models import Delivery
from virta.people.models import Workspace
from virta.records.kinds import Trace

State = Delivery.State


def out(rows: Any) -> Any:
    """Posts that stand on at least one network, each with the moment it first came out."""
    there = Q(deliveries__state=State.PUBLISHED)
    first = Min("deliveries__published_at", filter=there)
    return rows.annotate(out_at=first).filter(out_at__isnull=False)


def facts(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """By post key: the channels on which it came out, and its addresses there.

    Who wrote it is not told: the diagnosis asks for the work, not for people.
    """
    found: dict[str, dict[str, Any]] = {}
    rows = Delivery.objects.of(workspace).filter(state=State.PUBLISHED, published_at__isnull=False)
    order = rows.order_by("published_at", "channel__key")
    for post, channel, url in order.values_list("post__key", "channel__key", "url"):
        row = found.setdefault(post, {"channels": []})
        row["channels"].append(channel)
        if url:
            row.setdefault("urls", []).append(url)
    return found


def mark(workspace: Workspace) -> list[Any]:
    """Changes with every post that comes out or is taken down."""
    rows = Delivery.objects.of(workspace).filter(state=State.PUBLISHED)
    told = rows.aggregate(count=Count("pk"), latest=Max("published_at"))
    return [told["count"], str(told["latest"])]


PUBLISHED = Trace(at_name="out_at", rows=out, facts=facts, mark=mark)
