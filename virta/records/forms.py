"""The base of the factors' forms: choices of this workspace only, and the version that was seen."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person, Workspace
from virta.records.models import Comment, Record, Titled


class DateInput(forms.DateInput):
    """A day, by the browser's own picker."""

    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


DASHES = BLANK_CHOICE_DASH[0]
"""What Django offers where nothing need be chosen; a screen reader reads every dash."""


def members(workspace: Workspace) -> models.QuerySet[Person]:
    """The people who belong to a workspace now, by name."""
    return Person.objects.filter(
        memberships__workspace=workspace, memberships__ended_at__isnull=True, is_active=True
    ).order_by("name", "pk")


class Titles(ModelChoiceIterator):  # type: ignore[type-arg]
    """Choices as row numbers and titles: there may be a thousand, and none is made an object."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = self.queryset if self.queryset.ordered else self.queryset.order_by("title", "pk")
        yield from rows.values_list("pk", "title")


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of one kind of object.

    Choices hold only what belongs to the workspace. `seen` carries the version that the person
    looked at; `reason` may say why a change was made. Dates use the browser's picker. An import
    gives texts instead of ids; `virta.records.importing` translates them before they come here.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why the change"),
        help_text=_("A change with a reason is kept as a change of the strategy."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 500}),
        max_length=500,
    )
    asks_reason: ClassVar[bool] = True
    """Whether the form asks why, once the object exists."""
    begins: ClassVar[tuple[str, ...]] = ()
    """What of the address's query the form of an existing object takes too."""

    def __init__(self, *args: Any, workspace: Workspace, **more: Any) -> None:
        super().__init__(*args, **more)
        self.workspace = workspace
        self.instance.workspace = workspace
        for name, field in self.fields.items():
            self.limit(name, field)
        if self.instance.pk is None or not self.asks_reason:
            del self.fields["reason"]
        if self.instance.pk is not None:
            self.initial["seen"] = self.instance.version

    @classmethod
    def more_columns(cls, workspace: Workspace) -> dict[str, forms.Field]:
        """What a file may have beside the form's own fields; the form takes it from its data."""
        return {}

    def limit(self, name: str, field: Any) -> None:
        """Keep a field to this workspace, and give dates their picker."""
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            model = field.queryset.model
            if issubclass(model, Titled):
                field.iterator = Titles
            field.queryset = self.choices_of(name, model)
            if field.empty_label is not None:
                field.empty_label = "–"
        elif isinstance(field, forms.TypedChoiceField):
            offered: Any = field.choices
            field.choices = [("", "–") if one == DASHES else one for one in offered]
        elif isinstance(field, forms.DateField) and not isinstance(field.widget, DateInput):
            field.widget = DateInput(attrs=field.widget.attrs)
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.widget = forms.CheckboxSelectMultiple()
            field.widget.choices = field.choices

    def choices_of(self, name: str, model: Any) -> Any:
        """What may be chosen; what is chosen now stays so, even if it has gone since."""
        if model is Person:
            now = getattr(self.instance, f"{name}_id", None)
            here = members(self.workspace).values("pk")
            return Person.objects.filter(models.Q(pk__in=here) | models.Q(pk=now)).order_by("name")
        return model.objects.of(self.workspace)

    @property
    def many(self) -> dict[str, Any]:
        """The chosen many-to-many relations, for `saving.store`."""
        return {
            one.name: self.cleaned_data[one.name]
            for one in self._meta.model._meta.many_to_many
            if one.name in self.cleaned_data
        }

    def finished(self) -> Record:
        """The object with the form's values, not yet stored."""
        record: Record = self.save(commit=False)
        return record

    def _get_validation_exclusions(self) -> set[str]:
        # Both stand in constraints; they are set already and are worth checking.
        return super()._get_validation_exclusions() - {"workspace", "removed_at"}  # type: ignore[misc, no-any-return]


class CommentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A comment; @Name calls somebody."""

    class Meta:
        model = Comment
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 3})}
        labels: ClassVar[dict[str, Any]] = {"text": _("Comment")}
        help_texts: ClassVar[dict[str, Any]] = {"text": _("Write @ and a name to call somebody.")}

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError(_("Write something first."))
        return text
