"""Forms of days that matter and of calendar files."""

from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.activities.days import MOST_BYTES
from virta.activities.forms.fields import ClockField
from virta.activities.models import Day
from virta.records.forms import RecordForm


class DayForm(RecordForm):
    """A day that matters."""

    asks_reason = False
    clock = ClockField(label=_("Time of day"), required=False)

    class Meta:
        model = Day
        fields: ClassVar[list[str]] = ["title", "starts_on", "ends_on", "clock", "note", "address"]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea(attrs={"rows": 3})}


class CalendarFileForm(forms.Form):
    """A calendar file to bring."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("A file that ends in .ics, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_now("The file is larger than 5 MB. Split it."))
        if PurePath(file.name).suffix.lower() not in {".ics", ".ical", ".ifb"}:
            raise ValidationError(_now("Choose a file that ends in .ics."))
        return file
