"""The queue of a channel: the times at which it usually speaks."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.people.models import WorkspaceRow


class QueueTime(WorkspaceRow):
    """One place in a channel's week: a weekday (0 is Monday) and a wall-clock time in a zone."""

    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="queue_times"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    clock = models.TimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=64)

    class Meta:
        verbose_name = _("queue time")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["channel", "weekday", "clock", "zone"], name="one_queue_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.weekday} {self.clock:%H:%M} {self.zone}"
