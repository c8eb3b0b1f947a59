"""Where the work of this factor is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace

Place = tuple[str, str, str]


def places(workspace: Workspace) -> list[Place]:
    """Label, address and icon of each place."""
    slug = [workspace.slug]
    return [
        (_("Posts"), reverse("records:post_list", args=slug), "send"),
        (_("Calendar"), reverse("engagement:calendar", args=slug), "calendar-days"),
        (_("Queues"), reverse("engagement:queue", args=slug), "list-ordered"),
        (_("By hand"), reverse("engagement:hand", args=slug), "hand"),
        (_("Snippets"), reverse("records:snippet_list", args=slug), "text-quote"),
        (_("Tags of links"), reverse("engagement:links", args=slug), "link"),
        (_("Connections"), reverse("connecting:channels", args=slug), "plug-zap"),
    ]
