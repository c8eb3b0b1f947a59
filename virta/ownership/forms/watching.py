"""Forms of rotations and watches."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.forms.fields import QuickSelect, checked_zone, offer
from virta.ownership.models import Rotation, Watch
from virta.records.forms import RecordForm, members

TURNS = 8


class RotationForm(RecordForm):
    """People in the order of their turns, and how long a turn is."""

    asks_reason = False

    class Meta:
        model = Rotation
        fields: ClassVar[list[str]] = [
            "title",
            "every",
            "unit",
            "starts_on",
            "until_on",
            "at",
            "zone",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = list(self.people)
        known = {one.email: one.pk for one in people}
        now = [email for email in self.instance.order if email in known]
        self.turns = [f"turn_{place}" for place in range(1, max(TURNS, len(now) + 2) + 1)]
        for place, name in enumerate(self.turns):
            self.fields[name] = forms.ModelChoiceField(
                self.people,
                label=_("Turn %(place)s") % {"place": place + 1},
                required=place == 0,
                widget=QuickSelect,
            )
            offer(self.fields[name], [(one.pk, str(one)) for one in people])
            self.initial[name] = known[now[place]] if place < len(now) else None
        self.initial.setdefault("zone", self.workspace.time_zone)
        if not self.instance.pk:
            self.initial["zone"] = self.initial["zone"] or self.workspace.time_zone

    @property
    def people(self) -> Any:
        return members(self.workspace)

    def clean_zone(self) -> str:
        return checked_zone(self.cleaned_data["zone"])

    def clean_every(self) -> int:
        every = int(self.cleaned_data["every"])
        if not 1 <= every <= 52:
            raise ValidationError(_("A turn is from 1 to 52 days or weeks long."))
        return every

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("until_on")
        if first and last and last < first:
            raise ValidationError({"until_on": _("This is before the first turn. Change one.")})
        self.instance.order = [one.email for name in self.turns if (one := data.get(name))]
        return data


class WallClockField(forms.DateTimeField):
    """A moment as the clock on the wall shows it; the form's zone makes it an instant."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.replace(tzinfo=None) if found else None

    def prepare_value(self, value: Any) -> Any:
        return value.replace(tzinfo=None) if isinstance(value, datetime) else value


class WatchForm(RecordForm):
    """One watch, made or changed by hand."""

    asks_reason = False
    starts_at = WallClockField(label=gettext_lazy("Begins"))
    ends_at = WallClockField(label=gettext_lazy("Ends"))

    class Meta:
        model = Watch
        fields: ClassVar[list[str]] = ["person", "starts_at", "ends_at", "zone", "handover"]
        widgets: ClassVar[dict[str, Any]] = {"handover": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar[dict[str, Any]] = {
            "handover": gettext_lazy(
                "What is open, what to look out for, who has been promised what."
            )
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.pk:
            zone = ZoneInfo(self.instance.zone)
            for name in ("starts_at", "ends_at"):
                self.initial[name] = localtime(getattr(self.instance, name), zone)
        elif not self.initial.get("zone"):
            self.initial["zone"] = self.workspace.time_zone

    def clean_zone(self) -> str:
        return checked_zone(self.cleaned_data["zone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("zone"):
            return data
        for name in ("starts_at", "ends_at"):
            if data.get(name):
                data[name] = data[name].replace(tzinfo=ZoneInfo(data["zone"])).astimezone(UTC)
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            raise ValidationError({"ends_at": _("It ends before it begins. Change one of them.")})
        return data
