"""One click that stops everything."""

from django.db import models

from virta.people.models import Person, Workspace


class Pause(models.Model):
    """That nothing goes out of a workspace: a crisis, a death, a war. Gone when it ends."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="pause")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.at:%Y-%m-%d %H:%M}"
