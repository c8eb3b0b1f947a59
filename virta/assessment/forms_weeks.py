"""The form of a person's own week."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize_input
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from virta.assessment.weeks import Hours
from virta.balance import words
from virta.balance.framework import FACTORS, Factor

MOST_HOURS = Decimal(100)


class HoursField(forms.DecimalField):
    """Hours as people write them, with a comma or a point."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).strip().replace(",", ".") if value else None)

    def prepare_value(self, value: Any) -> Any:
        return localize_input(value) if isinstance(value, Decimal) else value


class WeekForm(forms.Form):
    """Hours of one week, a field a factor; an empty field is nothing done."""

    def __init__(self, *args: Any, week: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.week = week
        language = get_language() or "en"
        for number, factor in enumerate(FACTORS, start=1):
            self.fields[factor.value] = HoursField(
                label=f"{number} {words.factor_name(factor, language)}",
                required=False,
                min_value=0,
                max_value=MOST_HOURS,
                max_digits=5,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"}),
            )

    @property
    def hours(self) -> Hours:
        return {Factor(name): value or Decimal(0) for name, value in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if sum((value or Decimal(0) for value in data.values()), Decimal(0)) > 168:
            raise ValidationError(_("A week has 168 hours. Take some away."))
        return data
