"""How listening goes out: to which hosts, and by which name."""

from django.conf import settings

from virta.sources.door import Before, Door


def user_agent() -> str:
    """Who we are, and where whoever minds can reach us."""
    return f"Virta (+{settings.BASE_URL})"


def door(before: Before | None = None) -> Door:
    """The way out for sources; `before` comes before each request."""
    return Door(settings.REACHABLE_HOSTS, user_agent(), before)
