"""Forms of objectives, key results and check-ins, and what they refuse."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.records.forms import RecordForm


def lineage(objective: Objective | None) -> list[int]:
    """The primary keys from an objective up to its topmost goal; stops where a circle closes."""
    found: list[int] = []
    while objective is not None and objective.pk not in found:
        found.append(objective.pk)
        objective = objective.parent
    return found


class DatedForm(RecordForm):
    """A form whose end may not come before its beginning."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("starts_on"), data.get("due_on")
        if start and due and due <= start:
            self.add_error(
                "due_on", _("It would be due before it begins. Choose a day after the first one.")
            )
        return data


class ObjectiveForm(DatedForm):
    """An objective; what stands above it may not stand below it as well."""

    template = "objectives/objective_form.html"

    class Meta:
        model = Objective
        fields: ClassVar[list[str]] = [
            "title",
            "level",
            "parent",
            "why",
            "owner",
            "starts_on",
            "due_on",
            "state",
        ]
        widgets: ClassVar[dict[str, Any]] = {"why": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        parent: Any = self.fields["parent"]
        parent.queryset = parent.queryset.order_by("-level", "title")

    def clean_parent(self) -> Objective | None:
        parent: Objective | None = self.cleaned_data["parent"]
        if parent is not None and self.instance.pk in lineage(parent):
            raise ValidationError(
                _("“%(title)s” stands below this one already; they would go round in a circle."),
                params={"title": parent},
            )
        return parent

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        parent = data.get("parent")
        is_goal = data.get("level") == Objective.Level.GOAL
        if is_goal and parent and parent.level != Objective.Level.GOAL:
            self.add_error(
                "parent",
                _("A goal of the whole organisation stands above social media objectives."),
            )
        return data


class KeyResultForm(DatedForm):
    """A key result; it has to lead somewhere."""

    template = "objectives/key_result_form.html"

    class Meta:
        model = KeyResult
        fields: ClassVar[list[str]] = [
            "objective",
            "title",
            "unit",
            "baseline",
            "target",
            "starts_on",
            "due_on",
            "owner",
            "source",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        baseline, target = data.get("baseline"), data.get("target")
        if baseline is not None and baseline == target:
            self.add_error(
                "target", _("The target is where you are now. Say what it should become.")
            )
        return data


class CheckInForm(RecordForm):
    """A look at a key result: at least a value, a confidence or a sentence."""

    asks_reason = False

    class Meta:
        model = CheckIn
        fields: ClassVar[list[str]] = ["key_result", "day", "value", "confidence", "note"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if "day" in self.fields:
            self.fields["day"].initial = timezone.localdate

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("That day has not come yet. Choose today or an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and all(
            data.get(name) in (None, "") for name in ("value", "confidence", "note")
        ):
            raise ValidationError(_("Give a value, a confidence or a sentence."))
        return data


class CloseForm(forms.Form):
    """The end of an objective: how far it came, and what was learned."""

    score = forms.DecimalField(
        label=_("Score, 0.0–1.0"),
        help_text=_("0.7 is a good result of an ambitious objective; 1.0 every time is too easy."),
        min_value=0,
        max_value=1,
        max_digits=2,
        decimal_places=1,
    )
    lesson = forms.CharField(
        label=_("What we learned"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class CarryForm(forms.Form):
    """A new period for what was not reached."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("starts_on"), data.get("due_on")
        if start and due and due <= start:
            self.add_error(
                "due_on", _("It would be due before it begins. Choose a day after the first one.")
            )
        return data
