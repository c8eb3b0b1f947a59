"""Whether, and from when on, what is published on a channel without Virta is found."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.engagement.models import Connection
from virta.kit.problems import Problem

OFF = "off"
CHOICES = (
    ("0", gettext_lazy("from now on")),
    ("7", gettext_lazy("also of the last 7 days")),
    ("30", gettext_lazy("also of the last 30 days")),
    ("90", gettext_lazy("also of the last 90 days")),
    (OFF, gettext_lazy("not at all")),
)
"""Days back, and not to look."""


def choose(connection: Connection, chosen: str, now: datetime) -> str:
    """Look, or do not; what was found before stays. Returns what to say of it. Raises Problem."""
    if chosen not in dict(CHOICES):
        raise Problem(_("Choose from when on to look."))
    is_on = chosen != OFF
    values: dict[str, Any] = {"reads_own": is_on, "own_trouble": {}}
    if is_on:
        since = now - timedelta(days=int(chosen))
        values |= {"own_since": since, "own_read_at": None, "own_done_at": None}
    Connection.objects.filter(pk=connection.pk).update(**values)
    if is_on:
        return _("Noted. Virta looks within minutes, and then every half an hour.")
    return _("Noted. Virta no longer looks; what it has found stays.")
