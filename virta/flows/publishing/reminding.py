"""Drafts whose time comes near: whoever writes one is told once, a day before."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from virta.engagement import readying
from virta.engagement.models import Delivery, Post
from virta.flows.publishing.watchdog import Word, tell
from virta.flows.whom import Crew
from virta.people.models import Workspace

BEFORE = timedelta(days=1)
AT_WORK = timedelta(hours=1)
"""Whoever has changed a draft within this time has it before them."""


def remind(now: datetime) -> int:
    """Tell of every draft that comes out within a day, and of what could not be scheduled by
    itself. Returns how many notices."""
    crew, living = Crew(), Workspace.objects.filter(is_example=False).order_by("pk")
    return sum(tell(list(words(one, now, crew))) for one in living)


def words(workspace: Workspace, now: datetime, crew: Crew) -> Iterator[Word]:
    rows = readying.drafts(workspace, now).select_related("workspace", "owner")
    for one in rows.filter(at__lte=now + BEFORE, changed_at__lte=now - AT_WORK):
        yield from to_owner(one, "draft", crew)
    for one in by_itself(rows):
        yield from to_owner(one, "not_by_itself", crew)


def by_itself(rows: Any) -> Any:
    """Those that were to go into the queue by themselves and never did."""
    ever = Delivery.objects.filter(post=OuterRef("pk")).order_by()
    return rows.filter(schedules_itself=True, repeat_of__isnull=False).exclude(Exists(ever))


def to_owner(one: Post, cause: str, crew: Crew) -> Iterator[Word]:
    """Once for each time that it was given."""
    for person in crew.owners(one.workspace, one.owner):
        yield Word(one, person, f"{cause}:{one.key}:{one.at:%Y%m%d%H%M}", cause)
