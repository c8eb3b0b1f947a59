"""What a reader chooses on the dashboard of listening."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from virta.listening.models import Search
from virta.listening.periods import LONGEST, Period
from virta.people.models import Workspace
from virta.records.forms import DateInput

DAYS = {"7": 7, "30": 30, "90": 90}
USUAL = "30"
PERIODS = [
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("month", _("this month")),
    ("last_month", _("last month")),
    ("own", _("days of your own")),
]
COMPARED = [
    ("before", _("the period before")),
    ("year", _("the same a year ago")),
    ("nothing", _("nothing")),
]


class LookForm(forms.Form):
    """Searches, period and what it is compared with; what is left empty is as usual."""

    search = forms.MultipleChoiceField(
        label=_("Searches"), required=False, widget=forms.CheckboxSelectMultiple
    )
    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)
    first = forms.DateField(label=_("First day"), required=False, widget=DateInput())
    last = forms.DateField(label=_("Last day"), required=False, widget=DateInput())
    compare = forms.ChoiceField(label=_("Compared with"), required=False, choices=COMPARED)
    by = forms.ChoiceField(
        label=_("People by"),
        required=False,
        choices=[
            ("others", _("how many took them up")),
            ("mentions", _("how much they wrote")),
            ("followers", _("how many follow them")),
        ],
    )

    def __init__(self, data: Mapping[str, Any], workspace: Workspace, today: date) -> None:
        usual = {"period": USUAL, "compare": COMPARED[0][0], "by": "others"}
        values = {name: data.get(name) or usual.get(name, "") for name in self.base_fields}
        listed = (
            data.getlist("search") if isinstance(data, MultiValueDict) else data.get("search", [])
        )
        super().__init__(values | {"search": listed})
        self.today = today
        self.searches = list(Search.objects.of(workspace).order_by("title"))
        self.fields["search"].choices = [(one.key, one.title) for one in self.searches]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("period") != "own":
            return cleaned
        if not first or not last:
            self.add_error("first", _("Choose the first and the last day."))
        elif last < first:
            self.add_error("last", _("The last day lies before the first. Change one of them."))
        elif (last - first).days >= LONGEST:
            self.add_error("last", _("At most a year can be looked at. Choose fewer days."))
        elif first.year < 1990 or last > self.today + timedelta(days=LONGEST):
            self.add_error("first", _("Choose days on which something can have been heard."))
        return cleaned

    def chosen(self) -> list[Search]:
        """The searches that were chosen; none means all that is heard."""
        wanted = set(self.cleaned_data.get("search", ())) if self.is_bound else set()
        return [one for one in self.searches if one.key in wanted]

    def looked_at(self) -> Period:
        """The days that were chosen."""
        wanted = self.cleaned_data.get("period") or USUAL
        start = self.today.replace(day=1)
        if wanted == "month":
            return Period(start, self.today)
        if wanted == "last_month":
            last = start - timedelta(days=1)
            return Period(last.replace(day=1), last)
        if wanted == "own" and self.is_valid():
            return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return Period(self.today - timedelta(days=DAYS.get(wanted, 30) - 1), self.today)

    def compared(self, period: Period) -> Period | None:
        """What the period is compared with."""
        how = self.cleaned_data.get("compare") or "before"
        if how == "nothing":
            return None
        return period.before() if how == "before" else period.year_ago()
