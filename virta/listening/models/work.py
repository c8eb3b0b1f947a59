"""What people do with mentions: who has one, what was done, and large actions under way."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.kit.claims import Claimable, ClaimableQuerySet
from virta.listening.models.mention import Mention
from virta.listening.models.rule import MentionRule
from virta.people.models import Person, Workspace, WorkspaceRow
from virta.records.models import new_key


class MentionAssignment(WorkspaceRow):
    """Whose a mention is. It waits in their week until it is handled."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    mention = models.OneToOneField(Mention, on_delete=models.CASCADE, related_name="given")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "person", "mention"])]


class JobQuerySet(ClaimableQuerySet):
    """Large actions, by workspace and by what is due."""

    def of(self, workspace: Workspace) -> Self:
        return self.filter(workspace=workspace)


class MentionJob(Claimable, WorkspaceRow):
    """One thing done with many mentions: at once where they are few, else by the worker."""

    class Kind(models.TextChoices):
        """What is done."""

        TAG = "tag", _("put a tag on")
        UNTAG = "untag", _("take a tag off")
        ASSIGN = "assign", _("give to somebody")
        STATE = "state", _("set the state")
        ERASE = "erase", _("erase")
        EXPORT = "export", _("write to a file")
        RULE = "rule", _("apply a rule")
        UNDO = "undo", _("undo")

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    options = models.JSONField(default=dict)
    """What exactly: `{"tag": key}`, `{"person": id}`, `{"state": …}`, `{"ending": "csv"}`, …"""
    query = models.TextField(blank=True)
    """The filters, as an address has them."""
    marked = models.JSONField(null=True)
    """The numbers of the mentions that were marked, where no filters say which."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    first = models.BigIntegerField()
    """The newest mention when it was asked for; what was published later is not meant."""
    upto = models.BigIntegerField(null=True)
    """How far back it has come; None before the first portion."""
    total = models.PositiveBigIntegerField(null=True)
    looked_at = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = JobQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"

    @property
    def can_be_undone(self) -> bool:
        lasting = {self.Kind.ERASE, self.Kind.EXPORT, self.Kind.UNDO}
        return self.kind not in lasting and self.done_at is not None and self.undone_at is None


class JobPart(WorkspaceRow):
    """A piece of a file made of mentions; every machine that serves pages can read it."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    job = models.ForeignKey(
        MentionJob, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="listening_one_part")]


class MentionEvent(WorkspaceRow):
    """One thing that was done with a mention: its history, and what an undo goes by."""

    class What(models.TextChoices):
        """What was changed."""

        STATE = "state", _("state")
        TAG = "tag", _("tag")
        PERSON = "person", _("person")

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    rule = models.ForeignKey(
        MentionRule, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    job = models.ForeignKey(MentionJob, on_delete=models.SET_NULL, null=True, related_name="events")
    what = models.CharField(max_length=8, choices=What)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    """A state, or the number of a tag or person; empty is none."""

    class Meta:
        ordering = ["at", "pk"]
