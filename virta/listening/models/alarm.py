"""What was out of the usual, and what a search's usual is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.listening.models.search import Search
from virta.people.models import Person, WorkspaceRow


class Gauge(WorkspaceRow):
    """What has been learnt of a search's volume by the hour."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="gauges")
    fed_until = models.DateTimeField()
    """The end of the last hour that was taken in; a worker that finds another was overtaken."""
    state = models.JSONField(default=dict)
    """A `virta.spikes` detector as JSON; empty before the first hour."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search"], name="listening_one_gauge_a_search")
        ]


class Alarm(WorkspaceRow):
    """That a search is heard much more, or much less, than its hour and weekday let expect."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="alarms")
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
            models.UniqueConstraint(fields=["search", "at"], name="listening_one_alarm_an_hour")
        ]
        indexes = [models.Index(fields=["workspace", "-at"])]

    def __str__(self) -> str:
        return f"{self.search} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_rise(self) -> bool:
        return self.seen > self.expected
