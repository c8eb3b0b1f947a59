"""What was out of the usual, and what a search's usual is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.listening.models.search import Search
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
    that much more of it is negative."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="alarms")
    what = models.CharField(max_length=8, choices=Gauged, default=Gauged.VOLUME)
    at = models.DateTimeField()
    """The beginning of the hour."""
    seen = models.PositiveBigIntegerField(_("mentions"))
    expected = models.FloatField(_("expected"))
    storm = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="others")
    """The alarm that this one came along with: people are told of that one only."""
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "what", "at"], name="listening_one_alarm_an_hour"
            )
        ]
        indexes = [models.Index(fields=["workspace", "-at"])]

    def __str__(self) -> str:
        return f"{self.search} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_negative(self) -> bool:
        """Whether it is about how people speak, and not about how many do."""
        return bool(self.what == Gauged.NEGATIVE)

    @property
    def is_rise(self) -> bool:
        return self.seen > self.expected
