"""What every page's frame shows: the navigation, the workspaces, whether the worker lives."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html."""
    return {"nav": [], "workspaces": [], "worker_alive": None}
