"""What became of a planned slot: its post is out on its day, on another day, or not at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.activities.models import Slot
from virta.activities.outcomes import Outcome, register
from virta.engagement.models import Delivery, Post
from virta.people.models import Workspace
from virta.records.kinds import kind_of


class Fate(models.TextChoices):
    """What became of a slot as its posts tell it."""

    OPEN = "open", _("not written yet")
    WRITTEN = "written", _("has its post")
    FULFILLED = "fulfilled", _("fulfilled")
    MOVED = "moved", _("published another day")
    MISSED = "missed", _("missed")


GRACE = timedelta(minutes=15)
"""A post that is being sent at this moment is not missed."""
ICONS = {
    Fate.OPEN: "circle-dashed",
    Fate.WRITTEN: "file-pen-line",
    Fate.FULFILLED: "circle-check",
    Fate.MOVED: "circle-arrow-right",
    Fate.MISSED: "circle-alert",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One post of a slot: its moment, if it has one, and when it came out, if it did."""

    url: str
    at: datetime | None
    published: tuple[datetime, ...] = ()


def fate(at: datetime, zone: str, posts: Iterable[Told], now: datetime) -> Fate:
    """What became of a slot at the instant `at`, agreed in `zone`.

    Published within the slot's own day, by the clock of its zone: FULFILLED; only on other days:
    MOVED. Nothing published: OPEN or, with a post, WRITTEN until the time of the slot and of its
    posts is gone by GRACE; then MISSED.
    """
    here, several = ZoneInfo(zone), list(posts)
    days = {when.astimezone(here).date() for one in several for when in one.published}
    if days:
        return Fate.FULFILLED if at.astimezone(here).date() in days else Fate.MOVED
    if max([at, *(one.at for one in several if one.at)]) < now - GRACE:
        return Fate.MISSED
    return Fate.WRITTEN if several else Fate.OPEN


def posts_of(workspace: Workspace, slots: Any) -> dict[int, list[Told]]:
    """The living posts of the slots (a query of slots, or their row numbers), by slot."""
    base = kind_of(Post).list_url(workspace)
    rows = Post.objects.of(workspace).filter(slot__in=slots).order_by("made_at", "pk")
    posts = list(rows.values_list("pk", "key", "slot", "at"))
    out: dict[int, list[datetime]] = defaultdict(list)
    published = Delivery.objects.filter(
        post__in=rows.order_by().values("pk"), published_at__isnull=False
    )
    for post, when in published.values_list("post", "published_at"):
        out[post].append(when)
    found: dict[int, list[Told]] = defaultdict(list)
    for pk, key, slot, at in posts:
        found[slot].append(Told(f"{base}{key}/", at, tuple(out[pk])))
    return found


SAID = {Slot.State.FULFILLED: "circle-check", Slot.State.SKIPPED: "circle-slash"}
"""What a person may have said of a slot; it stands until a post that is out says otherwise."""


def outcome(slot: Slot, posts: list[Told], now: datetime, base: str) -> Outcome:
    """The same in words; `base` is the address of the posts, where a new one is written."""
    url = posts[0].url if posts else ""
    write_url = "" if posts else f"{base}new/?slot={slot.key}"
    found = fate(slot.at, slot.zone, posts, now)
    said = SAID.get(Slot.State(slot.state))
    if said and found not in {Fate.FULFILLED, Fate.MOVED}:
        label = str(Slot.State(slot.state).label)
        return Outcome(slot.state, label, said, slot.state, url, write_url)
    return Outcome(found.value, str(found.label), ICONS[found], found.value, url, write_url)


@register
def outcomes(workspace: Workspace, start: datetime, end: datetime) -> dict[int, Outcome]:
    """What became of a workspace's slots from `start` to before `end`, by row number."""
    now, base = timezone.now(), kind_of(Post).list_url(workspace)
    slots = Slot.objects.of(workspace).filter(at__gte=start, at__lt=end)
    rows = list(slots.only("pk", "key", "at", "zone", "state").order_by())
    if not rows:
        return {}  # without a slot in sight no post need be looked for
    posts = posts_of(workspace, [one.pk for one in rows])
    return {one.pk: outcome(one, posts.get(one.pk, []), now, base) for one in rows}


def outcome_of(slot: Slot, now: datetime) -> Outcome:
    """What became of one slot."""
    posts = posts_of(slot.workspace, [slot.pk]).get(slot.pk, [])
    return outcome(slot, posts, now, kind_of(Post).list_url(slot.workspace))
