"""What searches found beyond what they may keep: counted, and not kept."""

from django.db import models

from virta.listening.models.search import Search
from virta.people.models import WorkspaceRow


class Surplus(WorkspaceRow):
    """How much of a tally (`Tally`, the same places) are posts that were counted and not kept.

    The search `ALL` has each of them once. Rows stay as tallies do.
    """

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        Search, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    hour = models.DateTimeField()
    network = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    sentiment = models.SmallIntegerField(default=9)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "search", "hour", "network", "language", "sentiment"],
                name="listening_one_surplus",
            )
        ]


class SurplusPost(WorkspaceRow):
    """A post that was counted and not kept, by its fingerprint, with where it was counted.

    It is known again for a day after it came last: so that it is not counted twice, and counted
    no more once it is taken back. Nothing it says and nobody's name stands here.
    """

    fingerprint = models.BigIntegerField(primary_key=True)
    heard_at = models.DateTimeField(db_index=True)
    at = models.DateTimeField()
    network = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    sentiment = models.SmallIntegerField(null=True)
    searches = models.JSONField(default=list)
