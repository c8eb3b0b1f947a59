"""The base of every object of the factors, and what is kept about them all."""

import secrets
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, Workspace, WorkspaceRow, WorkspaceRowQuerySet
from virta.records.models_ways import HookMessage, QuietHours, Webhook

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_key() -> str:
    """A name for an object that survives export and import: 12 letters, 59 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _place in range(12))


class RecordQuerySet(WorkspaceRowQuerySet):
    """Objects of a workspace."""

    def living(self) -> Self:
        """Those that nobody has removed."""
        return self.filter(removed_at__isnull=True)


class LivingManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Leaves out what has been removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(removed_at__isnull=True)


class Record(WorkspaceRow):
    """An object that people make and change together.

    It is changed only through `virta.records.saving`, which keeps its history. `objects` are the
    living ones, `everything` has the removed ones too.
    """

    key = models.CharField(max_length=16, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    """Grows with every change; a form that saw an older one is told so."""
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = LivingManager()
    everything: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], name="%(app_label)s_%(class)s_one_key_a_workspace"
            )
        ]


class Titled(Record):
    """An object that is called by its title alone: a list of choices is read without making a
    thousand objects of it (`virta.records.forms`)."""

    title: Any
    """The field itself is each kind's own."""

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.title)


class Action(models.TextChoices):
    """What happened to an object."""

    MADE = "made", _("made")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")
    BROUGHT_BACK = "brought_back", _("brought back")
    RESTORED = "restored", _("restored an earlier version")


class Batch(WorkspaceRow):
    """An import of many objects at once, which can be undone as a whole."""

    key = models.CharField(max_length=16, default=new_key, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    """The file's name, or what else brought the objects."""
    content = models.BinaryField(default=bytes)
    mapping = models.JSONField(null=True)
    rows = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Revision(WorkspaceRow):
    """How an object was after one change, by whom, when and why. Written once, never changed."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=Action)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    """Why; a change of the strategy with a reason is a `change` in the evidence."""
    decision = models.CharField(max_length=16, blank=True)
    """The key of the decision that it came from, if one is named."""
    fields = models.JSONField()
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="revisions")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "number"], name="one_revision_a_number"
            )
        ]
        indexes = [models.Index(fields=["workspace", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} #{self.number} {self.action}"


class Comment(WorkspaceRow):
    """Something said about an object."""

    key = models.CharField(max_length=16, default=new_key, editable=False)
    about_kind = models.CharField(max_length=40)
    about_key = models.CharField(max_length=16)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=5000)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    mentioned: "models.ManyToManyField[Person, Any]" = models.ManyToManyField(
        Person, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["workspace", "about_kind", "about_key"])]

    def __str__(self) -> str:
        return self.text[:60]


class Happening(models.TextChoices):
    """What somebody may want to be told of."""

    MENTION = "mention", _("Somebody mentions you")
    COMMENT = "comment", _("A comment on what is yours or what you have commented on")
    ASSIGNED = "assigned", _("Something becomes yours")
    DUE = "due", _("Something of yours is due")
    WATCH = "watch", _("A watch of yours begins, or something is escalated to you")
    STUCK = "stuck", _("A post waits for you, or stands still")
    ANSWERED = "answered", _("A post of yours is approved or sent back")
    HEARD = "heard", _("Much more or much less is heard than usual")
    HOOK = "hook", _("A webhook does not answer")
    SILENT = "silent", _("A place where we listen has gone silent or does not answer")


class Notice(WorkspaceRow):
    """That something happened which concerns a person; read in Virta, perhaps sent by e-mail."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    happening = models.CharField(max_length=10, choices=Happening)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=16)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True)
    """What makes it one and the same, so that it is not told twice, e.g. `due:task:abc:2026-03-02`."""
    at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    """Whether it goes out in quiet hours, too."""
    by_mail = models.BooleanField(default=False)
    """Whether it goes by e-mail at once, whatever its reader has chosen."""
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "workspace", "seen_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "about"],
                name="one_notice_about_a_thing",
                condition=~models.Q(about=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.happening} → {self.person}"


class Means(models.TextChoices):
    """By which way a notice comes, beside standing in Virta."""

    NONE = "none", _("in Virta only")
    AT_ONCE = "at_once", _("by e-mail at once")
    DAILY = "daily", _("in a daily e-mail")


class NoticeSetting(WorkspaceRow):
    """How one person wants to be told of one sort of happening in one workspace."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    happening = models.CharField(max_length=10, choices=Happening)
    means = models.CharField(max_length=8, choices=Means)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "happening"], name="one_setting_a_happening"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.happening} {self.means}"


__all__ = [
    "Action",
    "Batch",
    "Comment",
    "Happening",
    "HookMessage",
    "Means",
    "Notice",
    "NoticeSetting",
    "QuietHours",
    "Record",
    "RecordQuerySet",
    "Revision",
    "Titled",
    "Webhook",
    "Workspace",
    "new_key",
]


class Unsaved(WorkspaceRow):
    """What somebody has written into a form and not saved yet: nothing typed is lost."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=16, blank=True)
    """Of the object that is being changed; empty for a new one."""
    fields = models.JSONField()
    """Every field's values as the form sent them, `{name: [value, …]}`."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "kind", "key"], name="one_unsaved_a_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
