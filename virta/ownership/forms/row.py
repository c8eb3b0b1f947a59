"""The form of one row of the responsibility matrix."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from virta.ownership.forms.fields import QuickSelect, offer
from virta.ownership.matrix import Place, set_part
from virta.ownership.models import Assignment, Part
from virta.people.models import Person, Workspace
from virta.records.forms import members

MORE = 3


class RowForm(forms.Form):
    """The part of everybody who has one, and three more people to choose.

    `first` is the id of somebody to propose as the first of them.
    """

    def __init__(
        self, *args: Any, workspace: Workspace, place: Place, first: str = "", **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.workspace, self.place = workspace, place
        rows = Assignment.objects.of(workspace).filter(about_kind=place[0], about_key=place[1])
        self.now: dict[int, Person] = {}
        parts = [("", _("no part")), *Part.choices]
        for one in rows.select_related("person").order_by("person__name", "pk"):
            self.now[one.person_id] = one.person
            self.fields[f"part_{one.person_id}"] = forms.ChoiceField(
                choices=parts, required=False, initial=one.part, label=str(one.person)
            )
        here = members(workspace).exclude(pk__in=self.now)
        choices = [(one.pk, str(one)) for one in here]
        proposed = first if first.isdecimal() and int(first) not in self.now else None
        for n in range(1, MORE + 1):
            self.fields[f"more_{n}"] = forms.ModelChoiceField(
                here,
                required=False,
                initial=proposed if n == 1 else None,
                label=_("Another person"),
                widget=QuickSelect,
            )
            offer(self.fields[f"more_{n}"], choices)
            self.fields[f"more_{n}_part"] = forms.ChoiceField(
                choices=parts, required=False, label=_("Part")
            )

        for field in self.fields.values():
            field.template_name = "ownership/step_field.html"  # type: ignore[attr-defined]

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields for more people, two and two."""
        return [(self[f"more_{n}"], self[f"more_{n}_part"]) for n in range(1, MORE + 1)]

    @property
    def present(self) -> list[Any]:
        """The fields of the people who have a part now."""
        return [self[f"part_{person}"] for person in self.now]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.wanted = {one: data.get(f"part_{pk}", "") for pk, one in self.now.items()}
        for n in range(1, MORE + 1):
            person, part = data.get(f"more_{n}"), data.get(f"more_{n}_part")
            if part and not person:
                self.add_error(f"more_{n}", _("Choose whose part this is."))
            elif person and not part:
                self.add_error(f"more_{n}_part", _("Choose the part."))
            elif person and part:
                self.wanted[person] = part
        if list(self.wanted.values()).count(Part.ACCOUNTABLE) > 1:
            raise ValidationError(_("Only one person can answer for it. Choose one."))
        return data

    def store(self, by: Person) -> None:
        """Keep everybody's part; who answers for it no more gives way first."""
        with transaction.atomic():
            for person, part in sorted(
                self.wanted.items(), key=lambda pair: pair[1] == Part.ACCOUNTABLE
            ):
                set_part(self.workspace, self.place, person, part, by)
