"""Rounds of the assessment, who was asked, what was answered, and what an assessor brought."""

import secrets
from datetime import datetime
from typing import Any, ClassVar, Self

from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Language, Person, WorkspaceRow
from virta.records.models import new_key as export_key

FACTOR_SLUG = 12
SMALLEST_GROUP = 3
"""A group's results are shown from this many respondents on."""


def new_key() -> str:
    """A secret that cannot be guessed (256 bits)."""
    return secrets.token_urlsafe(32)


class Round(WorkspaceRow):
    """One time that the organisation assesses itself.

    draft → open → closed. A closed round keeps the bank's version that it was answered with, and
    nothing in it leads from an answer to a person any more.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Form(models.TextChoices):
        FULL = "full", _("full: about seven minutes")
        SHORT = "short", _("short: about three minutes")

    key = models.CharField(max_length=16, default=export_key, editable=False)
    """Survives export and import."""
    name = models.CharField(_("name"), max_length=120)
    bank_version = models.CharField(max_length=20)
    form = models.CharField(_("form"), max_length=5, choices=Form, default=Form.FULL)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FINNISH
    )
    starts_on = models.DateField(_("the period begins on"))
    ends_on = models.DateField(_("the period ends on"))
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, editable=False)
    closes_at = models.DateTimeField(_("answers are taken until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    tally = models.JSONField(null=True, editable=False)
    """What was counted at closing (`virta.assessment.tally`); results are made from it alone."""
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_period_ends_after_it_begins",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def takes_answers(self, now: datetime) -> bool:
        return self.state == self.State.OPEN and (self.closes_at is None or now < self.closes_at)


class Group(models.Model):
    """People of one standing who are asked in a round: leaders, the team, other staff, outside."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    key = models.SlugField(max_length=30)
    name = models.CharField(_("name"), max_length=80)
    link_key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    """The secret of the group's open link; it is shown again and again, so it is kept as it is."""
    link_open = models.BooleanField(_("the open link takes answers"), default=True)
    expected = models.PositiveIntegerField(_("how many are asked"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="one_group_of_a_key_in_a_round")
        ]

    def __str__(self) -> str:
        return self.name


class RespondentQuerySet(models.QuerySet["Respondent"]):
    """Respondents by how far they are."""

    def counted(self) -> Self:
        """Those who said something: their answers count, finished or not."""
        return self.filter(started_at__isnull=False)


class Respondent(models.Model):
    """One set of answers. Who gave it is known only to the personal link, and only until closing."""

    class Source(models.TextChoices):
        PERSONAL = "personal", _("personal link")
        OPEN = "open", _("open link")
        IMPORT = "import", _("import")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="respondents")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="respondents")
    key = models.CharField(max_length=120, unique=True, null=True, default=new_key, editable=False)
    """The secret with which the same device goes on answering; gone when the round closes."""
    source = models.CharField(max_length=8, choices=Source)
    language = models.CharField(max_length=2, choices=Language, default=Language.FINNISH)
    load = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    no_load = models.BooleanField(default=False)
    """That the question about load was answered with "I can't say"."""
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True, editable=False)
    # The import that brought it, so that a whole import can be undone.
    upload = models.ForeignKey(
        "Upload", on_delete=models.CASCADE, null=True, related_name="respondents"
    )

    objects: ClassVar[RespondentQuerySet] = RespondentQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.group} #{self.pk}"


class Invitee(models.Model):
    """Someone asked by name. `respondent` is cut when the round closes."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitees")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitees")
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FINNISH)
    link_key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    respondent = models.OneToOneField(
        Respondent, on_delete=models.SET_NULL, null=True, editable=False, related_name="invitee"
    )
    finished = models.BooleanField(default=False, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["group", "name", "email", "pk"]

    def __str__(self) -> str:
        return self.name or self.email or f"#{self.pk}"


class Answer(models.Model):
    """A level for one statement; null is "I can't say"."""

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="answers")
    statement = models.CharField(max_length=40)  # an id of the round's bank
    factor = models.CharField(max_length=FACTOR_SLUG)
    level = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["respondent", "statement"], name="one_answer_a_statement"
            ),
            models.CheckConstraint(
                name="a_level_is_0_to_5",
                condition=models.Q(level__isnull=True) | models.Q(level__gte=0, level__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.level}"


class Allocation(models.Model):
    """How one respondent splits 100 hours, one row a factor."""

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="allocations")
    factor = models.CharField(max_length=FACTOR_SLUG)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["respondent", "factor"], name="one_allocation_a_respondent_and_factor"
            ),
            models.CheckConstraint(
                name="a_percent_is_0_to_100",
                condition=models.Q(percent__gte=0, percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.percent}"


class Comment(models.Model):
    """Free words about one factor. `respondent` is cut when the round closes."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="comments")
    respondent = models.ForeignKey(
        Respondent, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    factor = models.CharField(max_length=FACTOR_SLUG)
    text = models.TextField(max_length=4000)
    upload = models.ForeignKey("Upload", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["respondent", "factor"], name="one_comment_a_respondent_and_factor"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Upload(WorkspaceRow):
    """A file someone brought: answers, a time sheet or an evidence bundle. Can be undone whole."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("answers")
        TIME_SHEET = "time_sheet", _("time sheet")
        BUNDLE = "bundle", _("evidence bundle")

    kind = models.CharField(max_length=10, choices=Kind)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="uploads")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class EffortRow(WorkspaceRow):
    """Hours of one week on one factor. `hours` 0 says nothing was done; no row, not recorded."""

    week = models.DateField()  # its Monday
    factor = models.CharField(max_length=FACTOR_SLUG)
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who said so, where a person split their own week; such a week has a row a factor."""
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, null=True, related_name="effort")

    class Meta:
        indexes = [models.Index(fields=["workspace", "week"])]
        constraints = [
            models.CheckConstraint(name="hours_are_not_negative", condition=models.Q(hours__gte=0)),
            models.UniqueConstraint(
                fields=["workspace", "person", "week", "factor"],
                name="one_row_a_person_week_and_factor",
                condition=models.Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.factor}: {self.hours} h"


class Observation(WorkspaceRow):
    """What an assessor saw for one statement, where, and how they rate it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="observations")
    statement = models.CharField(max_length=40)
    factor = models.CharField(max_length=FACTOR_SLUG)
    level = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    source = models.URLField(_("where it can be seen"), max_length=1000, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "statement", "made_by"],
                name="one_observation_a_statement_and_assessor",
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.level}"


class SampleCount(WorkspaceRow):
    """An assessor's count on a sample: how many were looked at, how many reached."""

    class Flow(models.TextChoices):
        TO_EXECUTION = "to_execution", _("posts that trace to an activity")
        TO_STRATEGY = "to_strategy", _("insights and findings that reached a decision")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="samples")
    flow = models.CharField(max_length=12, choices=Flow)
    seen = models.PositiveIntegerField(_("how many were looked at"))
    reached = models.PositiveIntegerField(_("how many of them got there"))
    note = models.TextField(_("how the sample was drawn"), blank=True, max_length=4000)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_reached_than_were_seen",
                condition=models.Q(reached__lte=models.F("seen")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reached}/{self.seen}"


class Reading(WorkspaceRow):
    """A diagnosis as it was made, kept so that pages need not make it again.

    `fingerprint` tells which evidence and which version of the engine it was made from.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, null=True, related_name="reading")
    fingerprint = models.CharField(max_length=64)
    diagnosis = models.JSONField()
    said = models.JSONField(null=True)
    """The diagnosis from what people say alone: answers and splits of 100 hours."""
    shown = models.JSONField(null=True)
    """The diagnosis from what the work shows alone: hours, items and links."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.workspace} {self.made_at:%Y-%m-%d}"


def tracked(*models_: Any) -> None:
    """Write changes of these to the audit log. Answers are not: they are nobody's business."""
    for model in models_:
        auditlog.register(model, exclude_fields=["link_key", "content"])


tracked(Round, Group, Upload, SampleCount, Observation)
