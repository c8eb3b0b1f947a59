"""What a team does: campaigns, continuous activities, and what they talk about."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.activities.words import span
from virta.people.models import Person
from virta.records.models import Record, Titled


class Pillar(Titled):
    """A content pillar: one of the few things that an organisation talks about again and again."""

    title = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what belongs to it"), blank=True)
    target_share = models.DecimalField(
        _("target share"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("How much of all content it should be, in per cent."),
    )

    class Meta(Record.Meta):
        verbose_name = _("content pillar")


class Activity(Titled):
    """A campaign or a continuous activity: whom it serves, where, when, by how much work."""

    class Type(models.TextChoices):
        """Whether it ends."""

        CAMPAIGN = "campaign", _("campaign")
        CONTINUOUS = "continuous", _("continuous activity")

    class State(models.TextChoices):
        """How far it is."""

        IDEA = "idea", _("idea")
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    class Per(models.TextChoices):
        """What the budgeted hours are for."""

        WHOLE = "whole", _("in all")
        WEEK = "week", _("a week")

    title = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=12, choices=Type, default=Type.CAMPAIGN)
    brief = models.TextField(
        _("brief"),
        blank=True,
        help_text=_("What is said, to whom, why and how. Markdown may be used."),
    )
    objectives: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "objectives.Objective", verbose_name=_("objectives"), related_name="activities", blank=True
    )
    audiences: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "audiences.Audience",
        verbose_name=_("target groups"),
        related_name="activities",
        blank=True,
    )
    channels: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "audiences.Channel", verbose_name=_("channels"), related_name="activities", blank=True
    )
    pillars: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Pillar, verbose_name=_("content pillars"), related_name="activities", blank=True
    )
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    budgeted_hours = models.DecimalField(
        _("budgeted hours"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    hours_per = models.CharField(_("hours are"), max_length=8, choices=Per, default=Per.WHOLE)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IDEA)
    is_template = models.BooleanField(
        _("template"),
        default=False,
        help_text=_("A template is copied into new activities; it is not in the plan itself."),
    )

    class Meta(Record.Meta):
        verbose_name = _("activity")
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="activity_ends_after_it_begins",
                violation_error_message=_(
                    "The activity would end before it begins. Look at both days."
                ),
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["workspace", "starts_on"])]

    @property
    def span(self) -> str:
        """From when until when, as people write it; nothing where neither is known."""
        return span(self.starts_on, self.ends_on)
