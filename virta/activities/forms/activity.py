"""Forms of activities and content pillars."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.activities.models import Activity, Pillar
from virta.records.forms import DateInput, RecordForm


class PillarForm(RecordForm):
    """A content pillar and the share of content that it should have."""

    asks_reason = False

    class Meta:
        model = Pillar
        fields: ClassVar[list[str]] = ["title", "target_share", "description"]
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 3})}

    def clean_target_share(self) -> Any:
        """All targets together are at most the whole."""
        mine = self.cleaned_data["target_share"]
        others = Pillar.objects.of(self.workspace).exclude(pk=self.instance.pk)
        rest = 100 - sum(one.target_share or 0 for one in others)
        if mine is not None and mine > max(rest, 0):
            raise ValidationError(
                _now("The other pillars leave %(rest)s per cent. Lower this one or another.")
                % {"rest": max(rest, 0)}
            )
        return mine


class ActivityForm(RecordForm):
    """A campaign or a continuous activity."""

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = [
            "title",
            "type",
            "state",
            "owner",
            "starts_on",
            "ends_on",
            "objectives",
            "audiences",
            "channels",
            "pillars",
            "budgeted_hours",
            "hours_per",
            "brief",
            "is_template",
        ]
        widgets: ClassVar[dict[str, Any]] = {"brief": forms.Textarea(attrs={"rows": 8})}


class CopyForm(forms.Form):
    """What the copy is called and when it begins; all its days move along."""

    title = forms.CharField(label=_("Name"), max_length=200)
    starts_on = forms.DateField(label=_("Begins"), required=False, widget=DateInput())
    with_slots = forms.BooleanField(
        label=_("Copy the cadences and the planned slots too"), required=False, initial=True
    )
    is_template = forms.BooleanField(
        label=_("Keep the copy as a template"),
        required=False,
        help_text=_("A template is not in the plan; new activities are made from it."),
    )
