"""`/healthz`: whether this installation can work."""

from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virta import __version__
from virta.flows.models import Pulse


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, with whether a worker lives; 503 without the database.

    A dead worker is no reason to take the pages away, so it is told and not made a failure;
    what must page somebody looks at `worker`.
    """
    try:
        alive = Pulse.is_alive(datetime.now(UTC))
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    return JsonResponse(
        {
            "status": "ok" if alive else "degraded",
            "database": "ok",
            "worker": "alive" if alive else "silent",
            "version": __version__,
        }
    )
