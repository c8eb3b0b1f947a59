"""The page that says whether this installation and this workspace's work go on as they should."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virta.pages import status as read
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@never_cache
@needs(Action.LEAD)
def status(request: Request) -> HttpResponse:
    """Workers, database, queue, sign-ins and sources, each with its state in words."""
    now, workspace = timezone.now(), request.workspace
    parts: dict[str, list[read.Line]] = {
        "installation": read.installation(now),
        "queue": read.queue(workspace, now),
        "sign_ins": read.sign_ins(workspace),
        "sources": read.sources(workspace, now),
    }
    wrong = sum(line.state in (read.HEED, read.ALARM) for part in parts.values() for line in part)
    return render(request, "pages/status.html", {"at": now, "wrong": wrong, **parts})
