"""Rows about the ways in which people are told."""

import secrets
from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.kit.claims import Claimable, ClaimableQuerySet
from virta.kit.sealing import unseal
from virta.people.models import Person, Workspace, WorkspaceRow


class QuietHours(WorkspaceRow):
    """When somebody is not to be woken, in wall-clock time of their own zone.

    A row without a person is the workspace's own: it holds for everybody who has none. One that is
    off says that somebody has no quiet hours, whatever the workspace has.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    is_on = models.BooleanField(default=True)
    begins = models.TimeField(_("begin at"), default=time(22))
    ends = models.TimeField(_("end at"), default=time(7))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person"], name="one_persons_quiet_hours"),
            models.UniqueConstraint(
                fields=["workspace"],
                name="one_workspaces_quiet_hours",
                condition=Q(person__isnull=True),
            ),
            models.CheckConstraint(
                condition=~Q(begins=F("ends")), name="quiet_hours_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.workspace} {self.begins:%H:%M}–{self.ends:%H:%M}"


def new_hook_key() -> str:
    """By what an escalation path names a webhook."""
    return secrets.token_hex(6)


class Webhook(WorkspaceRow):
    """An address outside that is told of alarms, by signed requests (Standard Webhooks)."""

    SEALED_FOR: ClassVar[str] = "webhooks"

    key = models.CharField(max_length=16, default=new_hook_key, editable=False)
    title = models.CharField(_("name"), max_length=120)
    host = models.CharField(max_length=255)
    """Where it leads, as far as anybody is shown: the whole address may be a secret."""
    sealed = models.TextField(editable=False)
    """Address and signing secret, encrypted."""
    takes_all = models.BooleanField(_("is told of every alarm at once"), default=True)
    """Else only where a step of an escalation path names it."""
    is_on = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    """What it said last, or why it could not be asked."""
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_webhook_a_key")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kept(self) -> dict[str, str]:
        """`url` and `secret`. Raises InvalidToken where they were sealed under a foreign key."""
        return unseal(self.sealed, self.SEALED_FOR)


class HookMessage(Claimable):
    """One message to a webhook: a row of the queue, sent by the worker."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=40, unique=True)
    """Its `webhook-id`: the same at each try, so that the receiver knows it again."""
    body = models.TextField()

    objects: ClassVar[ClaimableQuerySet] = ClaimableQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.key} → {self.webhook}"
