"""What the pages of target groups, channels and peers show beside their facts."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from virta.audiences.gaps import gaps_of
from virta.people.access import Action
from virta.people.http import Request
from virta.records.models import Record


def audience_page(request: Request, record: Record) -> dict[str, Any]:
    """The channels that reach a target group, the best first, and its gaps."""
    audience: Any = record
    meetings = audience.fits.filter(channel__removed_at__isnull=True, fit__gt=0)
    return {
        "meetings": meetings.select_related("channel__workspace").order_by("-fit"),
        "gaps": gaps_of(record, timezone.localdate()),
        "matrix_url": reverse("audiences:fits", args=[request.workspace.slug]),
    }


def channel_page(request: Request, record: Record) -> dict[str, Any]:
    """Whom a channel reaches, which objectives it serves, and its gaps."""
    channel: Any = record
    slug = request.workspace.slug
    meetings = channel.fits.filter(audience__removed_at__isnull=True, fit__gt=0)
    roles = channel.roles.filter(objective__removed_at__isnull=True)
    return {
        "meetings": meetings.select_related("audience__workspace").order_by("-fit"),
        "roles": roles.select_related("objective__workspace"),
        "gaps": gaps_of(record, timezone.localdate()),
        "matrix_url": reverse("audiences:fits", args=[slug]),
        "roles_url": reverse("audiences:roles", args=[slug]),
    }


def sign_in_of(channel: Any) -> str | None:
    """Whether the channel's network lets Virta in; None where it was never signed in."""
    connection = getattr(channel, "connection", None)
    return str(connection.get_state_display()) if connection else None


def peer_page(request: Request, record: Record) -> dict[str, Any]:
    """The accounts of a peer."""
    peer: Any = record
    new_url = reverse("records:peer_account_new", args=[request.workspace.slug])
    return {
        "accounts": peer.accounts.select_related("workspace", "peer").order_by("network"),
        "may_lead": request.may[Action.LEAD],
        "new_account_url": f"{new_url}?peer={record.pk}&next=/w/{request.workspace.slug}/peers/{record.key}/",
    }
