"""Where a workspace listens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.kit.sealing import seal, unseal
from virta.people.models import Person, WorkspaceRow, WorkspaceRowQuerySet
from virta.sources.protocol import Source as Described

PURPOSE = "sources"
LEASE = timedelta(minutes=2)
DAYS_KEPT, DAYS_LEARNT = 28, 5
"""Days whose pauses are remembered, and from how many on they count."""


def sealed(typed: Mapping[str, str]) -> str:
    """What was typed for a source, tokens too, as it is kept: encrypted."""
    return seal(typed, PURPOSE)


class SourceQuerySet(WorkspaceRowQuerySet):
    """Sources, by what is to be done about them."""

    def due(self, now: datetime) -> Self:
        """Those that are to be asked now and that no living worker holds, longest waiting first."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.filter(free, is_on=True, due_at__lte=now).order_by("due_at")


class Source(WorkspaceRow):
    """A stream, a feed or an account to listen to: a row that workers claim with a lease.

    The cursor changes only in the transaction that stores what was heard before it, and only for
    the worker whose fence it is, so that a break loses nothing and tells nothing twice.
    """

    FILE = "file"
    """The kind of a file that somebody brought, which is no module of `virta.sources`."""

    kind = models.CharField(max_length=40)
    """The key of the module in `virta.sources`."""
    title = models.CharField(_("name"), max_length=200)
    sealed = models.TextField(editable=False)
    SEALED_FOR: ClassVar[str] = PURPOSE
    cursor = models.TextField(blank=True, editable=False)
    is_on = models.BooleanField(default=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    claimed_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)

    looked_at = models.DateTimeField(null=True)
    """When it last answered, were it to say that there is nothing new."""
    last_item_at = models.DateTimeField(null=True)
    """When it last gave something."""
    seen_until = models.DateTimeField(null=True)
    """How far it is read in its own time."""
    heard = models.PositiveBigIntegerField(default=0)
    kept = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveBigIntegerField(default=0)
    troubles = models.PositiveIntegerField(default=0)
    """How many times in a row it did not answer."""
    trouble_since = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict, blank=True)
    """What went wrong last, as `{"en": …, "fi": …}`; empty while all is well."""
    missed_at = models.DateTimeField(null=True, editable=False)
    """When the source said that something that came before cannot be had any more."""
    pauses = models.JSONField(default=list, editable=False)
    """The longest time without anything new that ended on each of its last days on which something
    came: `[["2026-03-02", seconds], …]`, oldest first."""
    on_since = models.DateTimeField(default=timezone.now, editable=False)
    account = models.ForeignKey(
        "audiences.PeerAccount", on_delete=models.SET_NULL, null=True, related_name="sources"
    )
    """The competitor's or peer's account that this is: what comes are their own words."""
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def settings(self) -> dict[str, str]:
        """What was typed. Raises InvalidToken under a foreign key."""
        return unseal(self.sealed, PURPOSE)

    def noticed(self, now: datetime) -> dict[str, Any]:
        """What to write down now that it has given something; the pause before it is remembered."""
        day, pauses = now.date().isoformat(), list(self.pauses)
        pause = (now - self.last_item_at).total_seconds() if self.last_item_at else 0.0
        if pauses and pauses[-1][0] == day:
            pauses[-1] = [day, max(pause, pauses[-1][1])]
        else:
            pauses = [*pauses, [day, pause]][-DAYS_KEPT:]
        # This copy is gone on with by a stream, which does not ask for the row again.
        self.last_item_at, self.pauses = now, pauses
        return {"last_item_at": now, "pauses": pauses}

    def patience(self, described: Described) -> timedelta:
        """How long it may give nothing before it is silent: what its kind allows, or half as long
        again as the second longest of its own pauses, once there are a few. One bad day teaches
        nothing."""
        least = timedelta(seconds=described.silent_after)
        lengths = sorted(length for _day, length in self.pauses)
        if len(lengths) < DAYS_LEARNT:
            return least
        return max(least, timedelta(seconds=1.5 * lengths[-2]))

    def silent_since(self, now: datetime, described: Described) -> datetime | None:
        """From when on it has given nothing for longer than it usually does; None if it has."""
        last = max(self.last_item_at or self.made_at, self.on_since)
        end = last + self.patience(described)
        return end if now > end else None

    def is_silent(self, now: datetime, described: Described) -> bool:
        """Whether it has given nothing for longer than it usually does."""
        return self.silent_since(now, described) is not None

    def claim(self, now: datetime) -> bool:
        """Take it for work. Only one of two workers gets True."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        rows = Source.objects.filter(free, pk=self.pk, fence=self.fence, is_on=True)
        if rows.update(claimed_until=now + LEASE, fence=F("fence") + 1) != 1:
            return False
        self.refresh_from_db()
        return True

    def settle(self, **values: Any) -> bool:
        """Write something down, unless another worker has taken the row since."""
        return bool(Source.objects.filter(pk=self.pk, fence=self.fence).update(**values) == 1)
