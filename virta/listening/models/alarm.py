"""What was out of the usual, and what a search's usual is."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.listening.models.mention import Mention
from virta.listening.models.rule import MentionRule
from virta.listening.models.search import Search
from virta.listening.models.source import Source
from virta.ownership.models import Escalation
from virta.people.models import Person, WorkspaceRow


class Gauged(models.TextChoices):
    """What of a search is held against its usual."""

    VOLUME = "volume", _("mentions")
    NEGATIVE = "negative", _("negative mentions")


class Gauge(WorkspaceRow):
    """What has been learnt of a search by the hour."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="gauges")
    what = models.CharField(max_length=8, choices=Gauged, default=Gauged.VOLUME)
    fed_until = models.DateTimeField()
    """The end of the last hour that was taken in; a worker that finds another was overtaken."""
    state = models.JSONField(default=dict)
    """A `virta.spikes` detector as JSON; empty before the first hour."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "what"], name="listening_one_gauge")
        ]


class Alarm(WorkspaceRow):
    """That a search is heard much more, or much less, than its hour and weekday let expect, or
    that much more of it is negative; or that something came which a rule says is never missed; or
    that a source has gone silent."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, null=True, related_name="alarms")
    rule = models.ForeignKey(
        MentionRule, on_delete=models.CASCADE, null=True, related_name="opened"
    )
    """What it is about, where it is not a search; the mentions are its `caught`."""
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, related_name="alarms")
    """What it is about, where it is neither."""
    what = models.CharField(max_length=8, choices=Gauged, default=Gauged.VOLUME)
    at = models.DateTimeField()
    """The beginning of the hour; of a rule when the first mention came; of a source when it had
    been silent for longer than is usual."""
    seen = models.PositiveBigIntegerField(_("mentions"))
    """In the hour; of a rule as many as have come while it is open; 0 of a source."""
    expected = models.FloatField(_("expected"), null=True)
    """None of a rule and of a source."""
    storm = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="others")
    """The alarm that this one came along with: people are told of that one only."""
    noticed_at = models.DateTimeField(default=timezone.now)
    """From when the times of the escalation count."""
    is_urgent = models.BooleanField(default=False)
    """Whether it goes through quiet hours."""
    path = models.ForeignKey(Escalation, on_delete=models.SET_NULL, null=True, related_name="+")
    steps = models.JSONField(default=list)
    """The steps of the path as they were when it was noticed."""
    told = models.PositiveSmallIntegerField(default=0)
    """How many stages of its escalation are done; a worker that finds another was overtaken."""
    next_at = models.DateTimeField(null=True)
    """When the next stage is due; None when there is none, and for what came along."""
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_over = models.BooleanField(default=False)
    """Whether it was ended by nobody: its sources are heard again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "what", "at"], name="listening_one_alarm_an_hour"
            ),
            models.CheckConstraint(
                condition=models.Q(search__isnull=False, rule__isnull=True, source__isnull=True)
                | models.Q(search__isnull=True, rule__isnull=False, source__isnull=True)
                | models.Q(search__isnull=True, rule__isnull=True, source__isnull=False),
                name="listening_alarm_about_one",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-at"]),
            models.Index(fields=["next_at"], name="listening_alarm_due"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.at:%Y-%m-%d %H:%M}"

    @property
    def about(self) -> Any:
        """The search, the rule or the source."""
        return self.search or self.rule or self.source

    @property
    def title(self) -> str:
        """What it is about, by its name."""
        return str(self.about)

    @property
    def owner(self) -> Person | None:
        """Whose it is: of a rule, to whom it gives mentions; of a source, who added it."""
        name = "person" if self.rule else "made_by" if self.source else "owner"
        found: Person | None = getattr(self.about, name, None)
        return found

    @property
    def notices(self) -> str:
        """How the names of all notices about it begin."""
        return f"heard:{self.pk}:"

    @property
    def is_negative(self) -> bool:
        """Whether it is about how people speak, and not about how many do."""
        return bool(self.what == Gauged.NEGATIVE)

    @property
    def is_rise(self) -> bool:
        return self.expected is not None and self.seen > self.expected

    @property
    def sort(self) -> str:
        """Which of the sorts of alarms it is (`Sort`)."""
        if self.rule_id:
            return str(Sort.NEVER_MISS)
        if self.source_id:
            return str(Sort.SILENT)
        if self.is_negative:
            return str(Sort.NEGATIVE)
        return str(Sort.MORE if self.is_rise else Sort.LESS)


class Sort(models.TextChoices):
    """Sorts of alarms, each of which may be urgent or not."""

    MORE = "more", _("much more is heard than usual")
    LESS = "less", _("much less is heard than usual")
    NEGATIVE = "negative", _("more of it is negative than usual")
    NEVER_MISS = "never_miss", _("something came that must never be missed")
    SILENT = "silent", _("a source is silent or does not answer")


class RuleAlarm(WorkspaceRow):
    """A mention of which people are to be told because a rule says so."""

    rule = models.ForeignKey(MentionRule, on_delete=models.CASCADE, related_name="asked")
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, null=True, related_name="caught")
    """None of what was old when it came, and where people were told before rules opened alarms."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "mention"], name="listening_one_rule_alarm")
        ]
        indexes = [models.Index(fields=["rule", "at"], name="listening_caught_lately")]


class AlarmSettings(WorkspaceRow):
    """What a workspace's leads have chosen about its alarms."""

    urgent = models.JSONField(default=list)
    """The sorts of alarms (`Sort`) that go through quiet hours."""
    path = models.ForeignKey(Escalation, on_delete=models.SET_NULL, null=True, related_name="+")
    """The escalation path of what has none of its own."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="listening_one_alarm_settings")
        ]


class Call(WorkspaceRow):
    """That somebody was told of an alarm, or could not be: one line of its page."""

    class Outcome(models.TextChoices):
        TOLD = "told", _("told")
        WAITS = "waits", _("has quiet hours")
        LEFT = "left", _("has left")
        NOBODY = "nobody", _("nobody was there")

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="calls")
    stage = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    """Of somebody outside, or of whoever has left."""
    means = models.CharField(max_length=8, choices=Escalation.Means)
    reach = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.TOLD)
    at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)
    """When the e-mail goes out that waits for the end of quiet hours."""

    class Meta:
        ordering = ["stage", "pk"]

    def __str__(self) -> str:
        return f"{self.person or self.name} {self.outcome}"
