"""How long what others wrote is kept."""

from datetime import datetime, timedelta

from virta.listening.models import Retention
from virta.people.models import Workspace

DAYS = 30.4375
"""Of a month, on average."""


def retention_of(workspace: Workspace) -> Retention:
    """How long this workspace keeps what; as it comes where nobody has set anything."""
    found: Retention | None = Retention.objects.of(workspace).first()
    return found or Retention(workspace=workspace)


def kept_since(workspace: Workspace, now: datetime) -> datetime:
    """Mentions published before this are not stored, and go when they have become so old."""
    return now - timedelta(days=DAYS * retention_of(workspace).months)
