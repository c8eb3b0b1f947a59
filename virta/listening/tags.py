"""How much each tag is used."""

from dataclasses import dataclass

from django.db.models import Count

from virta.listening.models import MentionTag, Tag
from virta.people.models import Workspace


@dataclass(frozen=True, slots=True)
class Used:
    """A tag and on how many mentions it is."""

    tag: Tag
    count: int


def used(workspace: Workspace) -> list[Used]:
    """Every tag, by name."""
    tags = list(Tag.objects.of(workspace).order_by("title"))
    rows = MentionTag.objects.filter(tag__in=[one.pk for one in tags]).order_by()
    counts = dict(rows.values_list("tag").annotate(Count("pk")))
    return [Used(one, counts.get(one.pk, 0)) for one in tags]
