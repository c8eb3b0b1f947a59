"""Who has said yes to what."""

from typing import Any, ClassVar

from django.db import models

from virta.engagement.models.post import Post
from virta.people.models import WorkspaceRow


class Approval(WorkspaceRow):
    """That somebody has approved a post as it stood: an edit changes the digest and voids it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="approvals")
    step = models.PositiveSmallIntegerField()
    """The number of the rule's step, counted from 0."""
    by = models.EmailField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    is_yes = models.BooleanField(default=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["post", "step", "by", "digest"], name="one_approval_a_step_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.step} {self.by}"
