"""Who answers for what, and what there is to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.ownership.about import AboutRecord
from virta.people.models import Person


class Part(models.TextChoices):
    """What somebody's part in a thing is (RACI)."""

    RESPONSIBLE = "R", _("responsible: does it")
    ACCOUNTABLE = "A", _("accountable: answers for it")
    CONSULTED = "C", _("consulted: is asked before")
    INFORMED = "I", _("informed: is told after")


class Assignment(AboutRecord):
    """That a person has a part in an object or a factor."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(_("part"), max_length=1, choices=Part)
    note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta(AboutRecord.Meta):
        abstract = False
        verbose_name = _("responsibility")

    def __str__(self) -> str:
        return f"{self.person}: {self.about_name or '–'} ({self.part})"


class Task(AboutRecord):
    """Something to do, by somebody, until a day."""

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    title = models.CharField(_("what to do"), max_length=200)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("who does it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    note = models.TextField(_("remark"), blank=True)

    class Meta(AboutRecord.Meta):
        abstract = False
        verbose_name = _("task")
        indexes = [
            *AboutRecord.Meta.indexes,
            models.Index(fields=["workspace", "state", "due_on"]),
        ]

    def __str__(self) -> str:
        return self.title


__all__ = ["Assignment", "Part", "Task"]
