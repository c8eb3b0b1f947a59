"""A tree of goals and objectives, what shows that they are reached, and the weekly look at it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person
from virta.records.models import Record, Titled


class Objective(Titled):
    """What we want: a goal of the whole organisation, or an objective of the social media work."""

    class Level(models.TextChoices):
        """Whose goal it is."""

        GOAL = "goal", _("goal of the whole organisation")
        OBJECTIVE = "objective", _("social media objective")

    class State(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")

    title = models.CharField(
        _("what we want"),
        max_length=300,
        help_text=_(
            "An outcome for people, not something that we do: “Local families choose us first”."
        ),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.OBJECTIVE)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("goal above it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    why = models.TextField(_("why it matters"), blank=True)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.ACTIVE)
    score = models.DecimalField(
        _("score"),
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        editable=False,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    """0.0–1.0, given when it is closed (OKR scoring; Doerr, Measure What Matters, 2018)."""
    lesson = models.TextField(_("what we learned"), blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    carried_from = models.ForeignKey(
        "self",
        verbose_name=_("carried over from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
    )

    class Meta(Record.Meta):
        verbose_name = _("objective")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["workspace", "state", "due_on"])]

    def clean(self) -> None:
        """What stands above it may not stand below it as well."""
        above, seen = self.parent, set[int]()
        while above is not None and above.pk not in seen:
            if self.pk is not None and above.pk == self.pk:
                raise ValidationError(
                    {
                        "parent": _(
                            "It would stand below itself; the objectives would go round in a circle."
                        )
                    }
                )
            seen.add(above.pk)
            above = above.parent


class KeyResult(Titled):
    """What shows that an objective is reached: a measure that goes from a baseline to a target."""

    class Source(models.TextChoices):
        """Where its values come from."""

        HAND = "hand", _("by hand")
        FILE = "file", _("from a file")
        MEASURED = "measured", _("from measurement")

    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="key_results"
    )
    title = models.CharField(
        _("what is measured"),
        max_length=300,
        help_text=_("A result outside of our own work: visits that lead to a purchase, not posts."),
    )
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("%, people, euros, days …")
    )
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("due"))
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    source = models.CharField(_("values come"), max_length=8, choices=Source, default=Source.HAND)

    class Meta(Record.Meta):
        verbose_name = _("key result")

    @property
    def is_better_up(self) -> bool:
        """Whether more is better: the target lies above the baseline."""
        return self.target > self.baseline


class CheckIn(Record):
    """One look at a key result: its value then, how sure we are to reach it, and a sentence."""

    key_result = models.ForeignKey(
        KeyResult, verbose_name=_("key result"), on_delete=models.PROTECT, related_name="check_ins"
    )
    day = models.DateField(_("day"))
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Leave it empty where it is not known; a gap is not a zero."),
    )
    confidence = models.PositiveSmallIntegerField(
        _("confidence, 0–10"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10)],
        help_text=_("How sure you are to reach the target: 0 not at all, 10 quite."),
    )
    note = models.CharField(_("in a sentence"), max_length=500, blank=True)
    by = models.ForeignKey(
        Person,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("check-in")
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["key_result", "day"],
                condition=models.Q(removed_at__isnull=True),
                name="one_check_in_a_day",
                violation_error_message=_(
                    "There is a check-in of this key result on that day. Change that one instead."
                ),
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["key_result", "day"])]

    def __str__(self) -> str:
        return f"{self.key_result}: {self.day:%Y-%m-%d}"
