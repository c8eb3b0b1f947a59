"""Rows about the ways in which people are told."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, WorkspaceRow


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
