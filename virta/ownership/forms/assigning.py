"""Forms of responsibilities and tasks."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.about import OWNED
from virta.ownership.forms.fields import AboutField, AboutForm
from virta.ownership.models import Assignment, Part, Task


class AssignmentForm(AboutForm):
    """One person's part in one thing; a thing has one who answers for it."""

    about_names = OWNED
    about_factors = True
    place = AboutField(label=gettext_lazy("For what"))

    class Meta:
        model = Assignment
        fields: ClassVar[list[str]] = ["person", "part", "note"]

    field_order = ("place", "person", "part", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("place") and data.get("person") and data.get("part"):
            self.check_others(data)
        return data

    def check_others(self, data: dict[str, Any]) -> None:
        """Nobody has two parts in a thing, and only one person answers for it."""
        others = Assignment.objects.of(self.workspace).exclude(pk=self.instance.pk)
        here = others.filter(
            about_kind=self.instance.about_kind, about_key=self.instance.about_key
        ).select_related("person")
        for one in here:
            if one.person == data["person"]:
                raise ValidationError(
                    _("%(who)s has a part in this already. Change that one instead.")
                    % {"who": one.person}
                )
            if Part.ACCOUNTABLE == one.part == data["part"]:
                raise ValidationError(
                    _(
                        "%(who)s already answers for this, and only one can. "
                        "Give %(who)s another part first."
                    )
                    % {"who": one.person}
                )


class TaskForm(AboutForm):
    """Something to do."""

    asks_reason = False
    place = AboutField(label=gettext_lazy("What it is about"), required=False)

    class Meta:
        model = Task
        fields: ClassVar[list[str]] = ["title", "owner", "due_on", "state", "note"]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea(attrs={"rows": 4})}

    field_order = ("title", "owner", "due_on", "place", "state", "note")
    about_names = OWNED
    about_factors = True

    def clean(self) -> dict[str, Any]:
        """A task that is done knows since when."""
        data = super().clean() or {}
        if data.get("state") != Task.State.DONE:
            self.instance.done_at = None
        elif self.instance.done_at is None:
            self.instance.done_at = timezone.now()
        return data
