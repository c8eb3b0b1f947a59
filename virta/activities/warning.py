"""Activities that get in each other's way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from django.utils import timezone

from virta.activities.models import Activity, Slot
from virta.activities.models.activity import span
from virta.activities.shares import midnight
from virta.people.models import Workspace

MOST = 1_000
"""Collisions that are found at most; a plan with more has another trouble than these."""
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

    def concerns(self, activity: Activity) -> bool:
        return activity.pk in (self.one.pk, self.other.pk)

    def beside(self, activity: Activity) -> Activity:
        """The one of the two that is not this."""
        return self.other if self.one.pk == activity.pk else self.one

    @property
    def span(self) -> str:
        return span(self.start, self.end)


def collisions(workspace: Workspace, start: date, end: date) -> list[Collision]:
    """What collides from the day `start` to the day `end`, the earliest first.

    Two activities that are planned or running share a channel and a target group. Where both have
    slots on such a channel, they collide on the days on which both speak there. Where one has no
    slots there yet, two campaigns collide on the days that they have in common; a campaign beside
    continuous work does not.
    """
    living = {one.pk: one for one in candidates(workspace, start, end)}
    channels = relation(living, Activity.channels.through, "channel")
    audiences = relation(living, Activity.audiences.through, "audience")
    spoken = slot_days(workspace, living, start, end)
    found = []
    for pair in sorted(sharing(channels) & sharing(audiences)):
        both = channels[pair[0]] & channels[pair[1]]
        if days := common_days(living, spoken, pair, both, start, end):
            found.append((days, pair, both, audiences[pair[0]] & audiences[pair[1]]))
            if len(found) >= MOST:
                break
    return named(living, spoken, found)


def candidates(workspace: Workspace, start: date, end: date) -> Iterable[Activity]:
    """Activities in the plan that touch the days."""
    states = [Activity.State.PLANNED, Activity.State.RUNNING]
    rows = Activity.objects.of(workspace).filter(state__in=states, is_template=False)
    rows = rows.exclude(starts_on__gt=end).exclude(ends_on__lt=start)
    found: Iterable[Activity] = rows.select_related("workspace").defer("brief")
    return found


def relation(living: dict[int, Activity], through: Any, name: str) -> dict[int, set[int]]:
    """Row numbers of what each activity is related to, without what has been removed."""
    rows = through.objects.filter(activity__in=living, **{f"{name}__removed_at__isnull": True})
    found: dict[int, set[int]] = defaultdict(set)
    for activity, other in rows.values_list("activity_id", f"{name}_id"):
        found[activity].add(other)
    return found


def sharing(related: dict[int, set[int]]) -> set[Pair]:
    """Pairs of activities that have something in common."""
    having: dict[int, list[int]] = defaultdict(list)
    for activity, others in related.items():
        for other in others:
            having[other].append(activity)
    return {pair for several in having.values() for pair in combinations(sorted(several), 2)}


Spoken = dict[tuple[int, int], set[date]]


def slot_days(workspace: Workspace, living: dict[int, Activity], start: date, end: date) -> Spoken:
    """The days on which an activity speaks on a channel: (activity, channel) → days."""
    rows = Slot.objects.of(workspace).filter(
        at__gte=midnight(start), at__lt=midnight(end + timedelta(days=1)), activity__in=living
    )
    rows = rows.exclude(state=Slot.State.SKIPPED).exclude(channel=None).order_by()
    zone = timezone.get_current_timezone()
    found: Spoken = defaultdict(set)
    for activity, channel, at in rows.values_list("activity_id", "channel_id", "at"):
        found[activity, channel].add(at.astimezone(zone).date())
    return found


def common_days(
    living: dict[int, Activity],
    spoken: Spoken,
    pair: Pair,
    channels: set[int],
    start: date,
    end: date,
) -> list[date]:
    """The days of a collision; where it is of two spans, their first and last common day."""
    one, other = pair
    both_speak = [each for each in channels if (one, each) in spoken and (other, each) in spoken]
    if both_speak:
        return sorted(
            set().union(*(spoken[one, each] & spoken[other, each] for each in both_speak))
        )
    if any(living[each].type != Activity.Type.CAMPAIGN for each in pair):
        return []
    return common_span(living[one], living[other], start, end)


def common_span(one: Activity, other: Activity, start: date, end: date) -> list[date]:
    """The first and the last day that two campaigns have in common; nothing where one has no days."""
    if not (one.starts_on and other.starts_on):
        return []
    first = max(one.starts_on, other.starts_on, start)
    last = min(one.ends_on or end, other.ends_on or end, end)
    return [first, last] if first <= last else []


def named(
    living: dict[int, Activity],
    spoken: Spoken,
    found: list[tuple[list[date], Pair, set[int], set[int]]],
) -> list[Collision]:
    """The collisions with their channels and target groups as objects."""
    channels = objects(Activity, "channels", {each for row in found for each in row[2]})
    audiences = objects(Activity, "audiences", {each for row in found for each in row[3]})
    return [
        Collision(
            living[one],
            living[other],
            [channels[each] for each in sorted(both)],
            [audiences[each] for each in sorted(groups)],
            days,
            any((one, each) in spoken and (other, each) in spoken for each in both),
        )
        for days, (one, other), both, groups in sorted(found, key=lambda row: (row[0][0], row[1]))
    ]


def objects(model: Any, name: str, numbers: set[int]) -> dict[int, Any]:
    related = model._meta.get_field(name).related_model
    found: dict[int, Any] = related.objects.select_related("workspace").in_bulk(numbers)
    return found
