"""Where the work of this factor is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace

Place = tuple[str, str, str]


def places(workspace: Workspace) -> list[Place]:
    """Label, address and icon of each place."""
    slug = [workspace.slug]
    return [
        (_("What is heard"), reverse("listening:dashboard", args=slug), "chart-column"),
        (_("Mentions"), reverse("listening:mentions", args=slug), "messages-square"),
        (_("Alarms"), reverse("listening:alarms", args=slug), "bell-ring"),
        (_("Searches"), reverse("records:search_list", args=slug), "radar"),
        (_("Insights"), reverse("records:insight_list", args=slug), "lightbulb"),
        (_("Rules"), reverse("records:mention_rule_list", args=slug), "workflow"),
        (_("Tags"), reverse("records:tag_list", args=slug), "tag"),
        (_("Sources"), reverse("listening:sources", args=slug), "rss"),
        (_("Digest"), reverse("listening:digest", args=slug), "mail"),
    ]
