"""What people fill in to make and run a round."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.assessment.models import Group, Round
from virta.assessment.services import end_of_day
from virta.people.models import Language

SPARE_ROWS = 2
MOST_GROUPS = 12


class DayInput(forms.DateInput):
    """A day, in the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new round, or a draft."""

    closes_on = forms.DateField(
        label=_("Last day to answer"),
        required=False,
        widget=DayInput(),
        help_text=_("The round closes by itself at the end of this day. You can close it before."),
    )

    class Meta:
        model = Round
        fields = ("name", "form", "language", "starts_on", "ends_on")
        labels = {
            "name": _("Name of the round"),
            "form": _("Length"),
            "language": _("Language to begin with"),
            "starts_on": _("First day of the period"),
            "ends_on": _("Last day of the period"),
        }
        help_texts = {
            "name": _("Those who answer see it, for example “Spring 2026”."),
            "form": _("The short form asks two statements about each factor."),
            "language": _("Everyone can change the language while answering."),
            "starts_on": _("What is asked about: usually the last half-year, in whole weeks."),
        }
        widgets = {
            "form": forms.RadioSelect,
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The period ends before it begins. Choose a later day."))
        closes_on: date | None = data.get("closes_on")
        if closes_on and closes_on < timezone.localdate():
            self.add_error("closes_on", _("This day has passed. Choose today or a later day."))
        return data

    def closes_at(self) -> datetime | None:
        """The end of the last day, where the organisation is."""
        day: date | None = self.cleaned_data["closes_on"]
        return end_of_day(day, self.instance.workspace) if day else None

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class OpenRoundForm(RoundForm):
    """A round that takes answers: what was asked, and of which time, stays as it is."""

    class Meta(RoundForm.Meta):
        fields = ("name", "language")  # type: ignore[assignment]


class GroupForm(forms.Form):
    """One group of people; an empty name means there is none (any more)."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Group"), max_length=80, required=False)
    expected = forms.IntegerField(
        label=_("How many are asked"), min_value=1, max_value=1_000_000, required=False
    )


GroupFormSet = forms.formset_factory(
    GroupForm, extra=SPARE_ROWS, max_num=MOST_GROUPS, absolute_max=MOST_GROUPS, validate_max=True
)


class InviteForm(forms.Form):
    """People to be asked by name."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), empty_label=None)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    people = forms.CharField(
        label=_("People, one a line"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "placeholder": ""}),
        help_text=_("A name, an e-mail address, or both: “Aino Virtanen;aino@example.org”."),
    )

    def __init__(self, round: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"language": round.language}} | more)
        self.fields["group"].queryset = round.groups.all()  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The yes to closing for good."""

    sure = forms.BooleanField(label=_("Close the round for good"))
