"""`/healthz`: whether this installation can work."""

from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virta import __version__
from virta.engagement.models import Connection, Delivery
from virta.flows.models import Pulse

OVERDUE = timedelta(minutes=5)


def queue(now: datetime) -> dict[str, float | None]:
    """How the queue does, read from the rows, so that it tells also when every worker hangs.

    `swept_seconds` is the age of the last whole sweep of the worker whose sweep is the oldest, so
    that none hides behind another; None where no worker noted one.
    """
    swept = Pulse.oldest_sweep(now)
    return {
        "swept_seconds": round((now - swept).total_seconds(), 1) if swept else None,
        "overdue": Delivery.objects.overdue(now, OVERDUE).count(),
        "unsettled": Delivery.objects.filter(state=Delivery.State.UNSURE).count(),
        "sign_in": Connection.objects.filter(state=Connection.State.CLOSED).count(),
    }


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, with whether a worker lives; 503 without the database.

    A dead or hanging worker is no reason to take the pages away, so it is told and not made a
    failure; what must page somebody looks at `worker`.
    """
    try:
        now = datetime.now(UTC)
        alive, hanging, figures = Pulse.is_alive(now), len(Pulse.hanging(now)), queue(now)
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    return JsonResponse(
        {
            "status": "ok" if alive and not hanging else "degraded",
            "database": "ok",
            "worker": ("hanging" if hanging else "alive") if alive else "silent",
            "hanging": hanging,
            "version": __version__,
            "queue": figures,
        }
    )
