"""Days that matter, and the secret addresses of the plan as a calendar file."""

from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.activities.words import span
from virta.people.models import Person, WorkspaceRow
from virta.records.models import Record, Titled


class Day(Titled):
    """A day, or several, that the plan should know of: a holiday, a fair, an election."""

    title = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("day"))
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Where it lasts several days.")
    )
    clock = models.TimeField(_("time of day"), null=True, blank=True)
    """Wall-clock time, in the workspace's zone."""
    note = models.TextField(_("note"), blank=True)
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
    )
    source = models.CharField(max_length=255, blank=True, editable=False)
    """The calendar file that it came from."""
    uid = models.CharField(max_length=255, blank=True, editable=False)
    """Its name in that file, by which it is known again."""

    class Meta(Record.Meta):
        verbose_name = _("day that matters")
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="day_ends_after_it_begins",
                violation_error_message=_("The last day is before the first. Look at both."),
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["workspace", "starts_on"])]

    @property
    def span(self) -> str:
        return span(self.starts_on, self.ends_on or self.starts_on)


class PlanFeed(WorkspaceRow):
    """A secret address from which a calendar program reads the plan. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    only_mine = models.BooleanField(_("only what is mine"), default=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"
