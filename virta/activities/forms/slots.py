"""Forms of cadences and planned slots."""

from datetime import date, time, timedelta
from typing import Any, ClassVar, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.activities.forms.fields import (
    HELP_TIMES,
    ClockField,
    ClocksField,
    DayField,
    LongSelect,
    WeekdaysField,
)
from virta.activities.models import Cadence, Slot
from virta.kit.wallclock import moment
from virta.people.forms import ZoneSelect, zones
from virta.records.forms import RecordForm

YEARS = range(1990, 2100)
"""The years in which a plan is believed to be; another one is a slip of the pen."""


class ZonedForm(RecordForm):
    """A form with wall-clock times: it begins with the workspace's zone."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.pk is None:
            self.initial.setdefault("zone", self.workspace.time_zone)
            self.fields["zone"].initial = self.workspace.time_zone

    def clean_zone(self) -> str:
        """The workspace's zone where none is given, e.g. in a file."""
        return str(self.cleaned_data["zone"] or self.workspace.time_zone)


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=zones, widget=ZoneSelect, required=False)


class CadenceForm(ZonedForm):
    """How often an activity speaks on a channel."""

    asks_reason = False
    weekdays = WeekdaysField(label=_("Weekdays"), required=False)
    times = ClocksField(label=_("Times of day"), max_length=200, help_text=HELP_TIMES)
    zone = zone_field()

    class Meta:
        model = Cadence
        fields: ClassVar[list[str]] = [
            "activity",
            "channel",
            "pillar",
            "rhythm",
            "every",
            "weekdays",
            "nth",
            "month_day",
            "times",
            "zone",
            "starts_on",
            "ends_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {"activity": LongSelect, "channel": LongSelect}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        by_day = data.get("rhythm") == Cadence.Rhythm.MONTHLY and data.get("month_day")
        if not data.get("weekdays") and not by_day and "weekdays" not in self.errors:
            self.add_error("weekdays", _now("Choose at least one weekday."))
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _now("The cadence would end before it begins."))
        return data


class SlotForm(ZonedForm):
    """One place in the plan, at a wall-clock time in a zone."""

    asks_reason = False
    day = DayField(label=_("Day"))
    clock = ClockField(label=_("Time"), required=False)
    zone = zone_field()

    class Meta:
        model = Slot
        fields: ClassVar[list[str]] = [
            "title",
            "channel",
            "activity",
            "pillar",
            "owner",
            "state",
            "note",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "activity": LongSelect,
            "channel": LongSelect,
            "owner": LongSelect,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ("title", "day", "clock", "zone")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.pk is not None:
            local = self.instance.local
            now = {"day": local.date(), "clock": local.time(), "zone": self.instance.zone}
            self.initial.update(now)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "day" in data and "zone" in data:
            self.take_moment(data)
        if not any(data.get(name) for name in ("title", "channel", "activity")):
            raise ValidationError(_now("Give the slot a title, a channel or an activity."))
        return data

    def take_moment(self, data: dict[str, Any]) -> None:
        """Day, time and zone as an instant. A time of its own goes before one beside the day."""
        day, beside = data["day"]
        clock = data.get("clock") or beside
        if day.year not in YEARS:
            self.add_error("day", _now("The year cannot be right. Write it with four digits."))
        elif clock is None and "clock" not in self.errors:
            self.add_error("clock", _now("Say at what time of the day."))
        elif clock is not None:
            self.instance.zone = data["zone"]
            self.instance.at = moment(day, clock, data["zone"])


class Placed(Protocol):
    """What has a moment on the wall clock of its own zone: a slot, a post."""

    @property
    def local(self) -> Any: ...


class MoveForm(forms.Form):
    """Where a slot goes: `shift` days on, or to a day, and to a time if that changes too."""

    day = DayField(label=_("Day"), required=False)
    clock = ClockField(label=_("Time"), required=False)
    shift = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=-3_660, max_value=3_660
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        day = data.get("day")
        if day and day[0].year not in YEARS:
            self.add_error("day", _now("The year cannot be right. Write it with four digits."))
        elif not day and data.get("shift") is None and not self.errors:
            self.add_error("day", _now("Say on which day it is to be."))
        return data

    def place(self, slot: Placed) -> tuple[date, time | None]:
        """The day in the slot's own zone, and the time where one is given."""
        clock = self.cleaned_data["clock"]
        if self.cleaned_data["day"]:
            day, beside = self.cleaned_data["day"]
            return day, clock or beside
        return slot.local.date() + timedelta(days=self.cleaned_data["shift"]), clock
