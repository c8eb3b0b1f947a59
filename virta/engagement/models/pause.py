"""One click that stops everything."""

from typing import Any, ClassVar

from django.db import models

from virta.people.models import Person, Workspace, WorkspaceRow


class Pause(WorkspaceRow):
    """That nothing goes out of a workspace: a crisis, a death, a war. Gone when it ends."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="pauses")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["workspace"], name="one_pause_a_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.at:%Y-%m-%d %H:%M}"
