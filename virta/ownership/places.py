"""Where the work of ownership is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace
from virta.records.kinds import named


def places(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Label, address and icon of each place."""
    own = [
        (_("Who does what"), "matrix", "table-2"),
        (_("Hours and absences"), "hours", "hourglass"),
        (_("Watch"), "rota", "eye"),
        (_("Tasks"), "tasks", "list-checks"),
    ]
    lists = [
        (_("Policies"), "policy", "scroll-text"),
        (_("Approval"), "approval_rule", "stamp"),
        (_("Escalation"), "escalation", "siren"),
        (_("Access"), "access_entry", "key-round"),
    ]
    return [
        *(
            (label, reverse(f"ownership:{name}", args=[workspace.slug]), icon)
            for label, name, icon in own
        ),
        *((label, named(kind).list_url(workspace), icon) for label, kind, icon in lists),
    ]
