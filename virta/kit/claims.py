"""Rows as the queue: due work is claimed by one conditional update, with a lease and a fence.

A worker may stop at any point. Its claim then runs out, another worker takes the row, and the
fence (a number that grows with each claim) keeps the first from writing its stale outcome.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

LEASE = timedelta(minutes=5)


class ClaimableQuerySet(models.QuerySet[Any]):
    """Rows that workers take one at a time."""

    def due(self, now: datetime) -> Self:
        """Rows whose time has come and that no living worker holds, oldest first."""
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            done_at__isnull=True,
            due_at__lte=now,
        ).order_by("due_at")


class Claimable(models.Model):
    """A row with work to do at a time. `done_at` ends it; `trouble` says how the last try went."""

    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    tries = models.PositiveIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    trouble = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def claim(self, now: datetime, lease: timedelta = LEASE) -> bool:
        """Take this row for work. Only one of two workers gets True."""
        rows = type(self)._default_manager.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            pk=self.pk,
            fence=self.fence,
            done_at__isnull=True,
        )
        mine = rows.update(claimed_until=now + lease, fence=F("fence") + 1, tries=F("tries") + 1)
        if mine:
            self.refresh_from_db()
        return mine == 1

    def finish(self, now: datetime, **outcome: Any) -> bool:
        """Write down that the work is done, unless another worker has taken the row since."""
        return self._settle(done_at=now, claimed_until=None, trouble="", **outcome)

    def retry(self, at: datetime, trouble: str, **outcome: Any) -> bool:
        """Write down why it did not work and when to try again, unless the row was taken since."""
        return self._settle(due_at=at, claimed_until=None, trouble=trouble, **outcome)

    def give_up(self, now: datetime, trouble: str, **outcome: Any) -> bool:
        """End the work without success; a person reads `trouble`."""
        return self._settle(done_at=now, claimed_until=None, trouble=trouble, **outcome)

    def _settle(self, **values: Any) -> bool:
        rows = type(self)._default_manager.filter(pk=self.pk, fence=self.fence)
        return rows.update(**values) == 1
