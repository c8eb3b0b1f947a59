"""Where the work of this factor is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace

Place = tuple[str, str, str]


def places(workspace: Workspace) -> list[Place]:
    """Label, address and icon of each place."""
    slug = [workspace.slug]
    return [
        (_("Tree"), reverse("objectives:tree", args=slug), "network"),
        (_("Weekly check-in"), reverse("objectives:check_ins", args=slug), "calendar-check"),
        (_("Objectives"), reverse("records:objective_list", args=slug), "target"),
        (_("Key results"), reverse("records:key_result_list", args=slug), "chart-line"),
        (_("Check-ins"), reverse("records:check_in_list", args=slug), "list-checks"),
    ]
