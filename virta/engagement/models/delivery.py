"""A post on its way to one channel: the row is the queue."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.engagement.models.connection import Connection
from virta.engagement.models.pause import Pause
from virta.engagement.models.post import Post
from virta.people.models import WorkspaceRow, WorkspaceRowQuerySet
from virta.records.models import new_key


def lease() -> timedelta:
    """How long a worker may hold what it has taken. Twice what an exchange with a network lasts."""
    return timedelta(seconds=settings.LEASE)


class DeliveryQuerySet(WorkspaceRowQuerySet):
    """Deliveries by what is to be done about them."""

    def due(self, now: datetime) -> Self:
        """Those whose time has come, of channels whose network lets us ask, oldest first."""
        rested = Q(channel__connection__not_before__isnull=True) | Q(
            channel__connection__not_before__lte=now
        )
        return self.filter(
            Q(retry_at__isnull=True) | Q(retry_at__lte=now),
            rested,
            state=Delivery.State.SCHEDULED,
            due_at__lte=now,
            post__removed_at__isnull=True,
            workspace__pauses__isnull=True,
        ).order_by("due_at", "pk")

    def still_due(self, now: datetime) -> Self:
        """The same for a row that was due when it was read: meanwhile somebody may have moved it,
        removed its post or stopped everything, or the network may have asked for peace. Without
        joins, so that an update by it looks at the row as it is at that moment."""
        resting = Connection.objects.filter(not_before__gt=now)
        removed = Post.everything.filter(pk=OuterRef("post"), removed_at__isnull=False)
        return self.filter(
            Q(retry_at__isnull=True) | Q(retry_at__lte=now),
            ~Exists(removed),
            ~Q(workspace__in=Pause.objects.values("workspace")),
            ~Q(channel__in=resting.values("channel")),
            due_at__lte=now,
        )

    def lost(self, now: datetime) -> Self:
        """Those that a worker took and never put down."""
        return self.filter(state=Delivery.State.SENDING, claimed_until__lte=now)

    def unsettled(self, now: datetime) -> Self:
        """Those that may be out: to be looked for on the network."""
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            state=Delivery.State.UNSURE,
            retry_at__lte=now,
        ).order_by("retry_at", "pk")

    def overdue(self, now: datetime, by: timedelta) -> Self:
        """Those that should long have gone out and wait for nobody."""
        return self.filter(
            state__in=[Delivery.State.SCHEDULED, Delivery.State.SENDING, Delivery.State.UNSURE],
            due_at__lte=now - by,
            post__removed_at__isnull=True,
            workspace__pauses__isnull=True,
        )


class Delivery(WorkspaceRow):
    """One post for one channel, with its own time, state, trouble and outcome.

    Only a conditional update takes it (`claim`), and only the fence of that claim writes how it
    went (`settle`), so that a worker that was thought dead changes nothing any more.
    """

    class State(models.TextChoices):
        """How far it is. One network's failure never marks another's."""

        WAITING = "waiting", _("waits for approval")
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        UNSURE = "unsure", _("not known whether it is out")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused by the network")
        SIGN_IN = "sign_in", _("waits for signing in")
        LATE = "late", _("too late: decide what becomes of it")
        EXPIRED = "expired", _("not approved in time")
        HELD = "held", _("held back: decide what becomes of it")
        BY_HAND = "by_hand", _("to be published by hand")
        CANCELLED = "cancelled", _("cancelled")
        GONE = "gone", _("removed on the network")

    key = models.CharField(max_length=16, default=new_key, editable=False, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    due_at = models.DateTimeField()
    late_at = models.DateTimeField()
    """From then on it is not sent but asked about; before its time where it was stopped."""
    content = models.JSONField(default=dict)
    """What goes out, as it was scheduled: `{"parts": […], "languages": […], "options": {…}}`."""
    digest = models.CharField(max_length=64, blank=True)
    """Of the content; approvals are bound to it."""
    asked_at = models.DateTimeField(null=True)
    """Since when it waits for approval; nothing where it does not."""
    references = models.JSONField(default=list)
    """The name of each part on the network, fixed before its first try."""
    made_at = models.DateTimeField(null=True)
    """The moment that the post itself bears, fixed with the references."""
    receipts = models.JSONField(default=list)
    """Of the parts that are out: `{"remote_id": …, "url": …, "revision": …}`."""
    begun_at = models.DateTimeField(null=True)
    """When the part at hand began to be sent; nothing while that has surely not happened."""
    tried_at = models.DateTimeField(null=True)
    """When it was first tried with an unclear end: the network cannot have had it before."""
    retry_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.JSONField(default=dict, blank=True)
    """What went wrong last, as `{"en": …, "fi": …, "reason": …}`."""
    url = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True, db_index=True)
    """When to see next whether it still stands on the network as it was published."""
    seen = models.JSONField(default=list)
    """The texts that stood there at the last look."""
    changed_at = models.DateTimeField(null=True)
    """When it was noticed that somebody had changed or removed it there."""

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["post", "channel"],
                condition=~Q(state="cancelled"),
                name="one_delivery_a_post_and_channel",
            )
        ]
        indexes: ClassVar[list[Any]] = [
            # The sweep asks by each of these; by the state alone a database reads a whole plan.
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["state", "claimed_until"]),
            models.Index(fields=["state", "retry_at"]),
            models.Index(fields=["workspace", "state", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.channel_id} {self.state}"

    @property
    def is_out(self) -> bool:
        """Whether it stands on the network."""
        return bool(self.state == self.State.PUBLISHED)

    @property
    def was_stopped(self) -> bool:
        """Whether a pause passed over it, or its post was removed, while nobody knew how far it
        was: then nothing more of it goes out by itself, not the rest of a thread either."""
        return bool(self.late_at < self.due_at)

    @property
    def asked_from(self) -> datetime:
        """Since when it is due: its time, or when a person decided that it goes out after all."""
        late = timedelta(minutes=self.post.too_late)
        return max(self.due_at, self.late_at - late)

    def claim(self, now: datetime, state: str) -> bool:
        """Take it for work from the state that it was seen in. Only one of two workers gets it."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        rows = type(self).objects.filter(free, pk=self.pk, fence=self.fence, state=state)
        if state == self.State.SCHEDULED:
            rows = rows.still_due(now)
        after = self.State.SENDING if state == self.State.SCHEDULED else state
        mine = rows.update(
            state=after, claimed_until=now + lease(), fence=F("fence") + 1, tries=F("tries") + 1
        )
        if mine:
            self.refresh_from_db()
        return bool(mine)

    def settle(self, **values: Any) -> bool:
        """Write down how it went, unless somebody else has taken it since. True: it is written."""
        rows = type(self).objects.filter(pk=self.pk, fence=self.fence)
        if not rows.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True
