"""Forms of capacity and absences."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.models import Absence, Capacity
from virta.records.forms import RecordForm

DAYS_IN_ORDER = gettext_lazy("The last day is before the first. Change one of them.")


def check_order(data: dict[str, Any]) -> None:
    """The days stand in their order."""
    first, last = data.get("from_on"), data.get("until_on")
    if first and last and last < first:
        raise ValidationError({"until_on": DAYS_IN_ORDER})


class CapacityForm(RecordForm):
    """Hours a week; one person's spans do not overlap."""

    asks_reason = False

    class Meta:
        model = Capacity
        fields: ClassVar[list[str]] = ["who", "hours", "from_on", "until_on"]
        widgets: ClassVar[dict[str, Any]] = {
            "hours": forms.NumberInput(attrs={"min": 0, "max": 168, "step": "0.5"})
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "hours": gettext_lazy("For social media work only, in an ordinary week."),
            "until_on": gettext_lazy("Empty: for the time being."),
        }

    def clean_hours(self) -> Any:
        hours = self.cleaned_data["hours"]
        if not 0 <= hours <= 168:
            raise ValidationError(_("A week has 168 hours. Write a number from 0 to 168."))
        return hours.quantize(Decimal("0.1"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order(data)
        if data.get("who") and data.get("from_on"):
            self.check_overlap(data)
        return data

    def check_overlap(self, data: dict[str, Any]) -> None:
        first, last = data["from_on"], data.get("until_on")
        others = Capacity.objects.of(self.workspace).filter(who=data["who"])
        for one in others.exclude(pk=self.instance.pk):
            if (last is None or one.from_on <= last) and (
                one.until_on is None or first <= one.until_on
            ):
                raise ValidationError(
                    _("This overlaps with “%(other)s”. End that one first, or change it.")
                    % {"other": one}
                )


class AbsenceForm(RecordForm):
    """Days away, and who stands in."""

    asks_reason = False

    class Meta:
        model = Absence
        fields: ClassVar[list[str]] = ["who", "from_on", "until_on", "stand_in", "note"]
        help_texts: ClassVar[dict[str, Any]] = {
            "note": gettext_lazy(
                "Everybody here can read it. No reasons that are nobody's business."
            )
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order(data)
        stand_in = data.get("stand_in")
        if stand_in and stand_in == data.get("who"):
            raise ValidationError(
                {"stand_in": _("Nobody stands in for themselves. Choose another.")}
            )
        return data
