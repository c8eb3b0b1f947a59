"""What the pages of objectives and key results show beside their facts."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from virta.objectives import chart, hints, services
from virta.objectives.models import Objective
from virta.people.http import Request
from virta.records.models import Record

FIELDS = ("title", "level", "due_on", "parent", "owner")


def objective_page(request: Request, record: Record) -> dict[str, Any]:
    """Key results with how they stand, what stands above and below, and what is lacking."""
    objective: Any = record
    results = list(objective.key_results.select_related("workspace", "owner").order_by("pk"))
    base = reverse("records:key_result_new", args=[request.workspace.slug])
    lacking = hints.of_objective({name: getattr(objective, name) for name in FIELDS}, len(results))
    return {
        "standings": services.standings(results),
        "lineage": lineage(objective),
        "hints": lacking if objective.state != Objective.State.CLOSED else [],
        "new_result_url": f"{base}?objective={record.pk}&next={request.path}",
    }


def lineage(objective: Objective) -> list[Objective]:
    """The goals above an objective, the topmost first."""
    found: list[Objective] = []
    above = objective.parent
    while above is not None and above not in found:
        found.insert(0, above)
        above = above.parent
    return [one for one in found if one.removed_at is None]


def key_result_page(request: Request, record: Record) -> dict[str, Any]:
    """The line against the straight one, the forecast, and the check-ins."""
    result: Any = record
    points, aim = services.points_of(result), services.aim_of(result)
    ahead = services.forecast_of(result)
    [standing] = services.standings([result])
    return {
        "standing": standing,
        "chart": chart.draw(aim, points, ahead, timezone.localdate()),
        "ahead": ahead,
        "check_ins": result.check_ins.select_related("workspace", "by", "key_result").order_by(
            "-day"
        )[:60],
        "known": sum(value is not None for _day, value in points),
        "check_in_url": reverse("objectives:check_in", args=[request.workspace.slug, record.key]),
        "import_url": reverse("records:check_in_import", args=[request.workspace.slug]),
    }
