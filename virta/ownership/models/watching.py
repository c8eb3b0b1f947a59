"""The watch rota: who looks after the channels, and when."""

from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, WorkspaceRow
from virta.records.models import Record, Titled


class Rotation(Titled):
    """People who take the watch in turn; every turn begins at the same wall-clock time."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")

    title = models.CharField(_("name"), max_length=120)
    order = models.JSONField(_("order of turns"), default=list)
    """E-mail addresses of the people, in the order of their turns."""
    every = models.PositiveSmallIntegerField(_("length of a turn"), default=1)
    unit = models.CharField(_("unit"), max_length=5, choices=Unit, default=Unit.WEEKS)
    starts_on = models.DateField(_("first turn begins on"))
    until_on = models.DateField(_("no turns after"), null=True, blank=True)
    at = models.TimeField(_("turns change at"))
    zone = models.CharField(_("time zone"), max_length=64)

    class Meta(Record.Meta):
        verbose_name = _("rotation")

    @property
    def days(self) -> int:
        """The length of a turn in days."""
        return self.every * (7 if self.unit == self.Unit.WEEKS else 1)


class Watch(Record):
    """One turn on watch, and what the next one should know."""

    rotation = models.ForeignKey(
        Rotation,
        verbose_name=_("rotation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="watches",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("who is on watch"), on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=64)
    handover = models.TextField(_("handover note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("watch")
        indexes = [models.Index(fields=["workspace", "starts_at", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.span}"

    @property
    def span(self) -> str:
        """From when until when, in the watch's own zone: the time it was agreed in."""
        zone = ZoneInfo(self.zone)
        moments = [timezone.localtime(one, zone) for one in (self.starts_at, self.ends_at)]
        return "–".join(date_format(one, "SHORT_DATETIME_FORMAT") for one in moments)


class WatchFeed(WorkspaceRow):
    """A secret address from which a calendar reads the rota. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    only_mine = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"
