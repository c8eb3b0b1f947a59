"""How much of the plan each content pillar has, beside the share that it should have."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import sqrt
from typing import Any

from django.db.models import Count
from django.utils import timezone

from virta.activities.models import Pillar, Slot
from virta.people.models import Workspace

AROUND = timedelta(weeks=8)
"""How far back and ahead the plan is looked at."""
FEWEST = 10
"""Slots below which a share says nothing."""
FAR = 0.05
"""A difference smaller than this share is nobody's business, however sure it is."""
SURE = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One pillar: `count` of `total` slots are of it; `low` and `high` are the 95 % Wilson interval
    of its share. All shares 0–1; None where there is nothing to go by."""

    pillar: Pillar
    count: int
    total: int
    target: float | None
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_far(self) -> bool | None:
        """Whether it is surely and clearly beside its target; None where that cannot be said."""
        if self.target is None or self.share is None or self.total < FEWEST:
            return None
        outside = not (self.low or 0.0) <= self.target <= (self.high or 0.0)
        return outside and abs(self.share - self.target) >= FAR

    @property
    def is_above(self) -> bool:
        return self.share is not None and self.target is not None and self.share > self.target


@dataclass(frozen=True, slots=True)
class Shares:
    """All pillars over a span of days; `without` slots have no pillar and are not counted."""

    start: date
    end: date
    pillars: list[Standing]
    without: int

    @property
    def far(self) -> list[Standing]:
        return [one for one in self.pillars if one.is_far]


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` in `total` > 0.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), 209–212. The slots around today are taken for a
    sample of how the team plans: with few of them a share far from the target may be chance.
    """
    share, square = count / total, SURE**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = (
        SURE / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    )
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def standing(workspace: Workspace, today: date) -> Shares:
    """Every pillar's share of the slots from eight weeks back to eight weeks ahead.

    Skipped slots are not content and do not count.
    """
    start, end = today - AROUND, today + AROUND
    counts = counted(workspace, start, end)
    pillars = Pillar.objects.of(workspace).select_related("workspace").order_by("title", "pk")
    total = sum(count for pillar, count in counts.items() if pillar is not None)
    found = [of(pillar, counts.get(pillar.pk, 0), total) for pillar in pillars]
    return Shares(start, end, found, counts.get(None, 0))


def of(pillar: Pillar, count: int, total: int) -> Standing:
    target = None if pillar.target_share is None else float(pillar.target_share) / 100
    if not total:
        return Standing(pillar, 0, 0, target, None, None, None)
    return Standing(pillar, count, total, target, count / total, *wilson(count, total))


def counted(workspace: Workspace, start: date, end: date) -> dict[Any, int]:
    """Slots by pillar; None has those without one."""
    rows = Slot.objects.of(workspace).filter(
        at__gte=midnight(start), at__lt=midnight(end + timedelta(days=1))
    )
    living = rows.exclude(state=Slot.State.SKIPPED).exclude(activity__removed_at__isnull=False)
    living = living.exclude(pillar__removed_at__isnull=False)
    grouped = living.order_by().values_list("pillar").annotate(count=Count("pk"))
    return dict(grouped)


def midnight(day: date) -> datetime:
    """The beginning of a day in the reader's zone."""
    return timezone.make_aware(datetime.combine(day, time()))
