"""Who has said yes or no to what."""

from typing import Any, ClassVar

from django.db import models

from virta.engagement.models.post import Post
from virta.people.models import WorkspaceRow


class Approval(WorkspaceRow):
    """One answer to a post as it stood: an edit changes the digest and voids it.

    Written once and never changed. Of several by one person to one step and wording the newest
    counts, so that whoever has said yes may still say no, and the other way round.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="approvals")
    step = models.PositiveSmallIntegerField()
    """The number of the rule's step, counted from 0."""
    by = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    """What they were called then; who is outside has no account to look it up in."""
    is_outside = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    """Of what was answered. Empty where it came with an archive: then it counts for nothing."""
    version = models.PositiveIntegerField(default=0)
    """Which version of the post it was; 0 where that is not known."""
    at = models.DateTimeField()
    is_yes = models.BooleanField(default=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["post", "digest"])]

    def __str__(self) -> str:
        return f"{self.post_id} {self.step} {self.by}"
