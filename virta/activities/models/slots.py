"""Cadences, and the planned slots that come of them or stand alone."""

from datetime import time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from virta.activities import cadence as patterns
from virta.activities.models.activity import Activity, Pillar
from virta.activities.words import nth_words, weekday_short
from virta.people.models import Person
from virta.records.models import Record


class Cadence(Record):
    """How often an activity speaks on a channel: weekdays and wall-clock times in a zone."""

    class Rhythm(models.TextChoices):
        """What it counts by."""

        WEEKLY = patterns.Rhythm.WEEKLY.value, _("by weeks")
        MONTHLY = patterns.Rhythm.MONTHLY.value, _("by months")

    class Nth(models.IntegerChoices):
        """Which of a month's weekdays."""

        FIRST = 1, _("the first")
        SECOND = 2, _("the second")
        THIRD = 3, _("the third")
        FOURTH = 4, _("the fourth")
        LAST = patterns.LAST, _("the last")

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="cadences"
    )
    channel = models.ForeignKey(
        "audiences.Channel",
        verbose_name=_("channel"),
        on_delete=models.CASCADE,
        related_name="cadences",
    )
    pillar = models.ForeignKey(
        Pillar,
        verbose_name=_("content pillar"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cadences",
    )
    rhythm = models.CharField(_("comes again"), max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    every = models.PositiveSmallIntegerField(
        _("every how many"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_("1: every week or month, 2: every second one, and so on."),
    )
    weekdays = models.CharField(_("weekdays"), max_length=20, blank=True)
    """Numbers from 0 (Monday) to 6, with commas."""
    nth = models.SmallIntegerField(
        _("which of the month"), choices=Nth, default=Nth.FIRST, help_text=_("When by months.")
    )
    month_day = models.PositiveSmallIntegerField(
        _("or day of the month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("Instead of weekdays. 31 is the last day also of shorter months."),
    )
    times = models.CharField(_("times of day"), max_length=80)
    """As 09:00, with commas."""
    zone = models.CharField(_("time zone"), max_length=64)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("cadence")

    def __str__(self) -> str:
        return f"{self.in_words} · {self.channel}"

    @property
    def weekday_numbers(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.weekdays.split(",") if one)

    @property
    def clocks(self) -> tuple[time, ...]:
        return tuple(time.fromisoformat(one) for one in self.times.split(",") if one)

    @property
    def pattern(self) -> patterns.Pattern:
        """What it is as arithmetic; it ends at the latest when its activity does."""
        ends = [day for day in (self.ends_on, self.activity.ends_on) if day]
        return patterns.Pattern(
            rhythm=patterns.Rhythm(self.rhythm),
            weekdays=self.weekday_numbers,
            times=self.clocks,
            zone=self.zone,
            first=self.starts_on,
            last=min(ends) if ends else None,
            every=self.every,
            nth=self.nth,
            month_day=self.month_day,
        )

    @property
    def in_words(self) -> str:
        """E.g. "Tue, Thu 9.00" or "every 2nd week: Tue 9.00"."""
        clocks = ", ".join(time_format(one, "TIME_FORMAT") for one in self.clocks)
        if self.rhythm == self.Rhythm.MONTHLY and self.month_day:
            days = gettext("day %(day)s of the month") % {"day": self.month_day}
        else:
            days = ", ".join(weekday_short(one) for one in self.weekday_numbers)
            if self.rhythm == self.Rhythm.MONTHLY:
                days = nth_words(self.nth) % {"days": days}
        return f"{self.how_often}{days} {clocks}"

    @property
    def how_often(self) -> str:
        if self.every == 1:
            return ""
        if self.rhythm == self.Rhythm.WEEKLY:
            return gettext("every %(n)s weeks: ") % {"n": self.every}
        return gettext("every %(n)s months: ") % {"n": self.every}


class Slot(Record):
    """One place in the plan: at this moment, on this channel, something is to come out."""

    class State(models.TextChoices):
        """What has become of it."""

        PLANNED = "planned", _("planned")
        MOVED = "moved", _("moved")
        SKIPPED = "skipped", _("skipped")
        FULFILLED = "fulfilled", _("fulfilled")

    at = models.DateTimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=64)
    """In which it was agreed; it is shown in the reader's own."""
    title = models.CharField(_("title"), max_length=200, blank=True)
    channel = models.ForeignKey(
        "audiences.Channel",
        verbose_name=_("channel"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="slots",
    )
    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="slots",
    )
    pillar = models.ForeignKey(
        Pillar,
        verbose_name=_("content pillar"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="slots",
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("who does it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    cadence = models.ForeignKey(
        Cadence,
        verbose_name=_("cadence"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="slots",
    )
    cadence_at = models.DateTimeField(null=True, blank=True, editable=False)
    """The moment that the cadence gave; it stays when the slot is moved, so that none is made anew."""

    class Meta(Record.Meta):
        verbose_name = _("planned slot")
        indexes: ClassVar[list[Any]] = [
            # All that the timeline counts by, so that it need not look at the rows themselves.
            models.Index(fields=["workspace", "at", "activity", "state", "removed_at"]),
            models.Index(fields=["activity", "at"]),
            models.Index(fields=["channel", "at"]),
            models.Index(fields=["cadence", "cadence_at"]),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.channel or self.activity or gettext('slot')} {self.when}"

    @property
    def local(self) -> Any:
        """The wall-clock moment in the zone in which it was agreed."""
        return timezone.localtime(self.at, ZoneInfo(self.zone))

    @property
    def when(self) -> str:
        return date_format(self.local, "SHORT_DATETIME_FORMAT")
