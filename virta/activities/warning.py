"""Activities that get in each other's way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from django.utils import timezone

from virta.activities.models import Activity, Slot
from virta.activities.shares import midnight
from virta.activities.words import span
from virta.people.models import Workspace

MOST = 50
"""Collisions that are given whole; of the rest there is the number."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Collision:
    """Two activities that speak on the same channels to the same target groups on the same days."""

    one: Activity
    other: Activity
    channels: list[Any]
    audiences: list[Any]
    days: list[date]
    """The days on which both have slots there; where one of them has none planned yet, the first
    and the last day that the two campaigns have in common."""

    by_slots: bool
    """Whether `days` are those of slots."""

    @property
    def start(self) -> date:
        return self.days[0]

    @property
    def end(self) -> date:
        return self.days[-1]

    @property
    def span(self) -> str:
        return span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Collisions:
    """What collides: the first ones whole, and how many there are in all."""

    first: list[Collision]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.first)


@dataclass(frozen=True, slots=True)
class Span:
    """What of an activity decides whether it collides."""

    is_campaign: bool
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A collision by row numbers."""

    days: list[date]
    pair: Pair
    channels: set[int]
    audiences: set[int]
    by_slots: bool


Living = dict[int, Span]
Related = dict[int, set[int]]
Spoken = dict[tuple[int, int], set[date]]


def collisions(
    workspace: Workspace, start: date, end: date, of: Activity | None = None
) -> Collisions:
    """What collides from the day `start` to the day `end`, the earliest first; `of`: with this only.

    Two activities that are planned or running share a channel and a target group. Where both have
    slots on such a channel, they collide on the days on which both speak there. Where one has no
    slots there yet, two campaigns collide on the days that they have in common; a campaign beside
    continuous work does not.
    """
    living = candidates(workspace, start, end)
    channels = relation(living, Activity.channels.through, "channel")
    audiences = relation(living, Activity.audiences.through, "audience")
    pairs = sharing(channels) & sharing(audiences)
    if of is not None:
        pairs = {pair for pair in pairs if of.pk in pair}
    spoken = slot_days(workspace, {one for pair in pairs for one in pair}, start, end)
    found = []
    for pair in pairs:
        both = channels[pair[0]] & channels[pair[1]]
        days, by_slots = common_days(living, spoken, pair, both, start, end)
        if days:
            groups = audiences[pair[0]] & audiences[pair[1]]
            found.append(Found(days, pair, both, groups, by_slots))
    found.sort(key=lambda one: (one.days[0], one.pair))
    return Collisions(named(found[:MOST]), len(found))


def candidates(workspace: Workspace, start: date, end: date) -> Living:
    """Activities in the plan that touch the days, by row number."""
    states = [Activity.State.PLANNED, Activity.State.RUNNING]
    rows = Activity.objects.of(workspace).filter(state__in=states, is_template=False)
    rows = rows.exclude(starts_on__gt=end).exclude(ends_on__lt=start)
    return {
        number: Span(kind == Activity.Type.CAMPAIGN, starts, ends)
        for number, kind, starts, ends in rows.values_list("pk", "type", "starts_on", "ends_on")
    }


def relation(living: Living, through: Any, name: str) -> Related:
    """Row numbers of what each activity is related to, without what has been removed."""
    rows = through.objects.filter(activity__in=living, **{f"{name}__removed_at__isnull": True})
    found: Related = defaultdict(set)
    for activity, other in rows.values_list("activity_id", f"{name}_id"):
        found[activity].add(other)
    return found


def sharing(related: Related) -> set[Pair]:
    """Pairs of activities that have something in common."""
    having: dict[int, list[int]] = defaultdict(list)
    for activity, others in related.items():
        for other in others:
            having[other].append(activity)
    return {pair for several in having.values() for pair in combinations(sorted(several), 2)}


def slot_days(workspace: Workspace, activities: set[int], start: date, end: date) -> Spoken:
    """The days on which an activity speaks on a channel: (activity, channel) → days."""
    rows = Slot.objects.of(workspace).filter(
        at__gte=midnight(start), at__lt=midnight(end + timedelta(days=1))
    )
    rows = rows.exclude(state=Slot.State.SKIPPED).exclude(channel=None).order_by()
    zone = timezone.get_current_timezone()
    found: Spoken = defaultdict(set)
    for activity, channel, at in rows.filter(activity__in=activities).values_list(
        "activity_id", "channel_id", "at"
    ):
        found[activity, channel].add(at.astimezone(zone).date())
    return found


def common_days(
    living: Living, spoken: Spoken, pair: Pair, channels: set[int], start: date, end: date
) -> tuple[list[date], bool]:
    """The days of a collision, and whether they are those of slots; where it is of two spans, their
    first and last common day."""
    one, other = pair
    both_speak = [each for each in channels if (one, each) in spoken and (other, each) in spoken]
    if both_speak:
        shared = (spoken[one, each] & spoken[other, each] for each in both_speak)
        return sorted(set().union(*shared)), True
    if not (living[one].is_campaign and living[other].is_campaign):
        return [], False
    return common_span(living[one], living[other], start, end), False


def common_span(one: Span, other: Span, start: date, end: date) -> list[date]:
    """The first and the last day that two campaigns have in common; nothing where one has no days."""
    if not (one.starts_on and other.starts_on):
        return []
    first = max(one.starts_on, other.starts_on, start)
    last = min(one.ends_on or end, other.ends_on or end, end)
    return [first, last] if first <= last else []


def named(found: list[Found]) -> list[Collision]:
    """The collisions with their activities, channels and target groups as objects."""
    activities = Activity.objects.select_related("workspace").defer("brief")
    living = activities.in_bulk({number for one in found for number in one.pair})
    channels = objects("channels", {number for one in found for number in one.channels})
    audiences = objects("audiences", {number for one in found for number in one.audiences})
    return [
        Collision(
            living[one.pair[0]],
            living[one.pair[1]],
            [channels[number] for number in sorted(one.channels)],
            [audiences[number] for number in sorted(one.audiences)],
            one.days,
            one.by_slots,
        )
        for one in found
    ]


def objects(name: str, numbers: set[int]) -> dict[int, Any]:
    related: Any = Activity._meta.get_field(name).related_model
    found: dict[int, Any] = related.objects.select_related("workspace").in_bulk(numbers)
    return found
