"""The form that adds times to a channel's queue."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from virta.activities.forms.fields import HELP_TIMES, ClocksField, WeekdaysField
from virta.activities.forms.slots import zone_field
from virta.audiences.models import Channel
from virta.engagement.models import QueueTime
from virta.people.models import Workspace


class QueueForm(forms.Form):
    """Usual times of one channel: each of the weekdays at each of the times."""

    channel = forms.ModelChoiceField(
        queryset=Channel.objects.none(), label=_("Channel"), empty_label="–"
    )
    weekdays = WeekdaysField(label=_("Weekdays"))
    times = ClocksField(label=_("Times of day"), max_length=200, help_text=HELP_TIMES)
    zone = zone_field()

    def __init__(self, *args: Any, workspace: Workspace, **more: Any) -> None:
        super().__init__(*args, **more)
        self.workspace = workspace
        self.fields["channel"].queryset = Channel.objects.of(workspace).order_by("title", "pk")  # type: ignore[attr-defined]
        self.fields["zone"].initial = workspace.time_zone

    def store(self) -> int:
        """Add the times that are not there yet; how many."""
        data = self.cleaned_data
        zone = data["zone"] or self.workspace.time_zone
        new = 0
        for weekday in data["weekdays"].split(","):
            for clock in data["times"].split(","):
                _row, is_new = QueueTime.objects.get_or_create(
                    workspace=self.workspace,
                    channel=data["channel"],
                    weekday=int(weekday),
                    clock=time.fromisoformat(clock),
                    zone=zone,
                )
                new += is_new
        return new
