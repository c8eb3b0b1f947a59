"""Forms of the outside assessor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from virta.assessment.models import SampleCount
from virta.people.models import Language


class SampleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A count on a sample."""

    class Meta:
        model = SampleCount
        fields = ("flow", "seen", "reached", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "seen": _("Thirty recent ones, taken as they come, tell a lot; a hundred tell more."),
            "note": _("Which channels, which dates, who drew them."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        seen, reached = data.get("seen"), data.get("reached")
        if seen == 0:
            self.add_error("seen", _("Look at one at least, or leave the count out."))
        if seen is not None and reached is not None and reached > seen:
            self.add_error(
                "reached", _("More got there than were looked at. Check the two numbers.")
            )
        return data


class ClientForm(forms.Form):
    """An organisation that an outside assessor looks at."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    starts_on = forms.DateField(
        label=_("The period begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("The period ends on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The period ends before it begins. Check the two dates."))
        return data


class ObservationForm(forms.Form):
    """What was seen for one statement. Leaving all three empty takes the observation away."""

    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[("", _("not rated")), *((n, str(n)) for n in range(6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    source = forms.URLField(
        label=_("Where it can be seen"), max_length=1000, required=False, assume_scheme="https"
    )
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def is_empty(self) -> bool:
        return not any(value not in (None, "") for value in self.cleaned_data.values())
