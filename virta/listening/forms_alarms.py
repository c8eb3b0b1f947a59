"""The forms of what leads choose about alarms."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from virta.listening.models import AlarmSettings, Sort
from virta.ownership.models import Escalation


class AlarmSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which alarms go through quiet hours, and which path those take that have none."""

    urgent = forms.MultipleChoiceField(
        label=_("These wake people in their quiet hours, too"),
        choices=Sort.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are also told again every hour for a whole day while nobody answers."),
    )
    path = forms.ModelChoiceField(
        Escalation.objects.none(),
        label=_("Escalation path of alarms that have none of their own"),
        required=False,
        empty_label=_("none: those who lead are told after an hour"),
        help_text=_(
            "A path about the search, about what the search serves, or about listening comes first."
        ),
    )

    class Meta:
        model = AlarmSettings
        fields: ClassVar[list[str]] = ["urgent", "path"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        paths = Escalation.objects.of(self.instance.workspace).order_by("title", "pk")
        self.fields["path"].queryset = paths  # type: ignore[attr-defined]
