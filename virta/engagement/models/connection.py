"""That a channel is signed in to its network."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.kit.sealing import seal, unseal
from virta.people.models import Person, WorkspaceRow, WorkspaceRowQuerySet

PURPOSE = "connections"


def sealed(secrets: Mapping[str, str]) -> str:
    """Secrets as they are kept: encrypted under the installation's key."""
    return seal(secrets, PURPOSE)


class ConnectionQuerySet(WorkspaceRowQuerySet):
    """Connections, by what is to be done about them."""

    def renewable(self, now: datetime) -> Self:
        """Those whose sign-in has to be renewed now."""
        return self.filter(state=Connection.State.OPEN, renew_at__lte=now)


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
    checked_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True, db_index=True)
    not_before = models.DateTimeField(null=True)
    """The network asked to be left alone until then; every worker minds it."""
    window_at = models.DateTimeField(null=True)
    window_used = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ConnectionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.network} {self.handle}"

    @property
    def credentials(self) -> dict[str, str]:
        """What the network's module signs in with. Raises InvalidToken under a foreign key."""
        return unseal(self.sealed, PURPOSE)

    def keep(self, credentials: Mapping[str, str]) -> bool:
        """Replace the credentials, unless somebody else has since. Nothing never replaces them."""
        if not credentials:
            return False
        fresh = sealed(credentials)
        mine = type(self).objects.filter(pk=self.pk, sealed=self.sealed)
        if mine.update(sealed=fresh) != 1:
            return False
        self.sealed = fresh
        return True

    def take_turn(self, now: datetime, most: int, seconds: int) -> bool:
        """One request of those that the network allows in a stretch of time, over all workers."""
        rows = type(self).objects.filter(pk=self.pk)
        begun = now - timedelta(seconds=seconds)
        fresh = Q(window_at__isnull=True) | Q(window_at__lte=begun)
        if rows.filter(fresh).update(window_at=now, window_used=1):
            return True
        return bool(rows.filter(window_used__lt=most).update(window_used=F("window_used") + 1))
