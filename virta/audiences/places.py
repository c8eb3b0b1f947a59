"""Where the work of this factor is done."""

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.people.models import Workspace

Place = tuple[str, str, str]


def places(workspace: Workspace) -> list[Place]:
    """Label, address and icon of each place."""
    slug = [workspace.slug]
    return [
        (_("Target groups"), reverse("records:audience_list", args=slug), "users-round"),
        (_("Channels"), reverse("records:channel_list", args=slug), "radio"),
        (_("Who meets where"), reverse("audiences:fits", args=slug), "grid-3x3"),
        (_("What channels are for"), reverse("audiences:roles", args=slug), "target"),
        (_("Gaps"), reverse("audiences:gaps", args=slug), "circle-dashed"),
        (_("Competitors and peers"), reverse("records:peer_list", args=slug), "binoculars"),
    ]
