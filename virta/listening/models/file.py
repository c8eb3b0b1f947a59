"""Files of posts that people bring."""

from django.db import models
from django.utils import timezone

from virta.listening.models.source import Source
from virta.people.models import Person, WorkspaceRow


class SourceFile(WorkspaceRow):
    """A table of posts: brought, matched to what Virta knows of a post, then read by a worker.

    It has a source from when on somebody said yes; the source's cursor is the number of rows read.
    """

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, null=True, related_name="file", editable=False
    )
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, so that the same file is known again."""
    mapping = models.JSONField(default=dict)
    """The number of a column as text → what it holds."""
    network = models.CharField(max_length=20, default="web")
    """Of those rows that name none."""
    rows = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    too_old = models.PositiveIntegerField(default=0)
    """Rows older than what the workspace kept when somebody said yes: they are not stored."""
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
