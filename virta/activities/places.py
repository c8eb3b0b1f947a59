"""Where the work of this factor is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace

Place = tuple[str, str, str]


def places(workspace: Workspace) -> list[Place]:
    """Label, address and icon of each place."""
    slug = [workspace.slug]
    return [
        (_("Plan"), reverse("activities:plan", args=slug), "chart-gantt"),
        (_("Calendar"), reverse("activities:calendar", args=slug), "calendar-days"),
        (_("Activities"), reverse("records:activity_list", args=slug), "megaphone"),
        (_("Content pillars"), reverse("records:pillar_list", args=slug), "columns-3"),
        (_("Days that matter"), reverse("records:day_list", args=slug), "star"),
        (_("What needs a look"), reverse("activities:warnings", args=slug), "triangle-alert"),
    ]
