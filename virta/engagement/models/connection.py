"""That a channel is signed in to its network."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.kit.sealing import seal, unseal
from virta.people.models import Person, WorkspaceRow, WorkspaceRowQuerySet

SOON = timedelta(days=7)
CHECK_EVERY = timedelta(days=1)
PURPOSE = "connections"


def sealed(secrets: Mapping[str, str]) -> str:
    """Secrets as they are kept: encrypted under the installation's key."""
    return seal(secrets, PURPOSE)


class ConnectionQuerySet(WorkspaceRowQuerySet):
    """Connections, by what is to be done about them."""

    def renewable(self, now: datetime) -> Self:
        """Those whose sign-in has to be renewed now."""
        return self.filter(state=Connection.State.OPEN, renew_at__lte=now)

    def checkable(self, now: datetime) -> Self:
        """Those that nobody has looked at for a day, and whose network lets us ask."""
        due = Q(check_at__isnull=True) | Q(check_at__lte=now)
        return self._open_to(now).filter(due).order_by("check_at", "pk")

    def readable(self, now: datetime) -> Self:
        """Those whose own posts are to be read now, and whose network lets us ask."""
        due = Q(own_read_at__isnull=True) | Q(own_read_at__lte=now)
        return self._open_to(now).filter(due, reads_own=True).order_by("own_read_at", "pk")

    def of_account(self, one: "Connection") -> Self:
        """Those that lead to the same account as one of them, itself among them. An account's
        number may be its server's own; the handle tells the server."""
        same = Q(pk=one.pk)
        if one.remote_id:
            same |= Q(network=one.network, remote_id=one.remote_id, handle=one.handle)
        return self.filter(same)

    def _open_to(self, now: datetime) -> Self:
        """Those of living channels that are signed in, and whose network has not asked for peace."""
        rested = Q(not_before__isnull=True) | Q(not_before__lte=now)
        living = self.filter(workspace__is_example=False, channel__removed_at__isnull=True)
        return living.filter(rested, state=Connection.State.OPEN)


class Connection(WorkspaceRow):
    """What a channel's network knows us by. Reconnecting keeps the row, and so the history."""

    class State(models.TextChoices):
        """Whether the network lets us in."""

        OPEN = "open", _("connected")
        CLOSED = "closed", _("sign in again")

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="connection")
    network = models.CharField(max_length=40)
    """The key of the network's module."""
    way = models.CharField(max_length=40, blank=True)
    """By which of the network's ways of signing in."""
    sealed = models.TextField(editable=False)
    SEALED_FOR: ClassVar[str] = PURPOSE
    """The credentials, encrypted; never in files, history or logs."""
    remote_id = models.CharField(max_length=300, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    """What the server said of itself: limits, software."""
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    trouble = models.JSONField(default=dict, blank=True)
    """What went wrong last, as `{"en": …, "fi": …, "reason": …}`; empty where nothing did."""
    trouble_since = models.DateTimeField(null=True)
    """Since when it has gone wrong without a break."""
    ends_at = models.DateTimeField(null=True, db_index=True)
    """When the sign-in ends for good, as far as that is known: then a person has to sign in again."""
    check_at = models.DateTimeField(null=True, db_index=True)
    """When to try next whether the sign-in still holds; nothing where that was never done."""
    checked_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True, db_index=True)
    not_before = models.DateTimeField(null=True)
    """The network asked to be left alone until then; every worker minds it."""
    reads_own = models.BooleanField(default=True)
    """Whether what is published there without Virta is to be found."""
    own_since = models.DateTimeField(null=True)
    """Only what was published there from then on is taken; nothing until it is first read."""
    own_read_at = models.DateTimeField(null=True, db_index=True)
    """When to read the account's own posts next; nothing where that was never done."""
    own_done_at = models.DateTimeField(null=True)
    """When they were last read to the end."""
    own_trouble = models.JSONField(default=dict, blank=True)
    """What went wrong in reading them last, as `trouble` has it."""
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ConnectionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.network} {self.handle}"

    @property
    def credentials(self) -> dict[str, str]:
        """What the network's module signs in with. Raises InvalidToken under a foreign key."""
        return unseal(self.sealed, PURPOSE)

    @property
    def is_ending(self) -> bool:
        """Whether a person should sign in again before it ends for good."""
        is_near = self.ends_at is not None and self.ends_at <= timezone.now() + SOON
        return is_near and self.state == self.State.OPEN

    def keep(self, credentials: Mapping[str, str]) -> bool:
        """Renew the credentials, unless somebody else has since.

        Nothing never replaces anything: a part that is empty or missing stays as it was.
        """
        given = {key: value for key, value in credentials.items() if value}
        if not given:
            return False
        fresh = sealed({**self.credentials, **given})
        mine = type(self).objects.filter(pk=self.pk, sealed=self.sealed)
        if mine.update(sealed=fresh) != 1:
            return False
        self.sealed = fresh
        return True

    def claim_check(self, now: datetime) -> bool:
        """Take it to be looked at. Only one of two workers gets it; the next look is a day later,
        at a time of its own, so that not all channels are asked at once."""
        apart = timedelta(minutes=(self.pk * 97) % 120 - 60)
        rows = type(self).objects.filter(pk=self.pk, check_at=self.check_at)
        return bool(rows.update(check_at=now + CHECK_EVERY + apart))

    def claim_reading(self, now: datetime, until: datetime) -> bool:
        """Take it to be read. Only one of two workers gets it; should that one die, another does
        at `until`."""
        rows = type(self).objects.filter(pk=self.pk, own_read_at=self.own_read_at)
        fresh = {"own_read_at": until, "own_since": self.own_since or now}
        return bool(rows.update(**fresh))

    def forget(self, trouble: Mapping[str, str]) -> bool:
        """Erase the credentials, unless somebody has signed in anew; the rest of the row stays."""
        rows = type(self).objects.filter(pk=self.pk, sealed=self.sealed)
        gone = {"sealed": "", "renew_at": None, "check_at": None, "ends_at": None}
        return bool(rows.update(state=self.State.CLOSED, trouble=dict(trouble), **gone))
