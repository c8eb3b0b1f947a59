"""Forms of escalation paths and approval rules: a few steps in order, each a group of fields."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.about import OWNED, RULED
from virta.ownership.forms.fields import (
    AboutField,
    AboutForm,
    Checks,
    QuickSelect,
    addresses,
    offer,
    quicken,
)
from virta.ownership.models import ApprovalRule, Escalation
from virta.people.models import Role
from virta.records.forms import members
from virta.records.models import Webhook

Step = dict[str, Any]

WITHIN = (
    (15, gettext_lazy("15 minutes")),
    (30, gettext_lazy("30 minutes")),
    (60, gettext_lazy("an hour")),
    (120, gettext_lazy("2 hours")),
    (240, gettext_lazy("4 hours")),
    (480, gettext_lazy("8 hours")),
    (1440, gettext_lazy("24 hours")),
    (2880, gettext_lazy("2 days")),
    (4320, gettext_lazy("3 days")),
)
"""Minutes since it was noticed."""
APPROVING = (Role.OWNER, Role.LEAD, Role.MEMBER, Role.CONTRIBUTOR)


class StepsForm(AboutForm):
    """Base of forms with steps: fields `step_1_…` to `step_<most>_…`, empty ones left out."""

    template: ClassVar[str] = "ownership/steps_form.html"
    most: ClassVar[int] = 4
    parts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.numbers = range(1, max(self.most, len(self.instance.steps)) + 1)
        people = [(one.email, str(one)) for one in members(self.workspace)]
        for number in self.numbers:
            for name, field in self.step_fields().items():
                if isinstance(field, forms.ModelChoiceField):
                    offer(field, people)
                quicken(field)
                # A step as a whole may be empty; to call each field optional says nothing.
                field.template_name = "ownership/step_field.html"  # type: ignore[attr-defined]
                self.fields[f"step_{number}_{name}"] = field
        for number, step in enumerate(self.instance.steps, start=1):
            for name, value in self.step_initial(step).items():
                self.initial[f"step_{number}_{name}"] = value

    def step_fields(self) -> dict[str, forms.Field]:
        """The fields of one step, by their short names."""
        raise NotImplementedError

    def step_initial(self, step: Step) -> Step:
        """What the fields of a kept step show."""
        raise NotImplementedError

    def step_kept(self, number: int, given: Step) -> Step | None:
        """A step to keep, or None for an empty one."""
        raise NotImplementedError

    @property
    def step_groups(self) -> list[dict[str, Any]]:
        """The steps for the page: number, fields, whether there is anything in it."""
        filled = len(self.instance.steps) or 1
        return [
            {
                "number": number,
                "fields": [self[f"step_{number}_{name}"] for name in self.parts],
                "open": number <= filled
                or any(self.errors.get(f"step_{number}_{name}") for name in self.parts),
            }
            for number in self.numbers
        ]

    @property
    def plain_fields(self) -> list[Any]:
        """The fields beside the steps."""
        return [one for one in self.visible_fields() if not one.name.startswith("step_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        steps = [self.step_kept(number, self.given(number)) for number in self.numbers]
        self.instance.steps = [one for one in steps if one]
        if not self.instance.steps and not self.errors:
            raise ValidationError(_("There is no step yet. Say who comes first."))
        return data

    def given(self, number: int) -> Step:
        return {name: self.cleaned_data.get(f"step_{number}_{name}") for name in self.parts}


class EscalationForm(StepsForm):
    """What has happened, and the people to call in order."""

    asks_reason = False
    about_names = (*OWNED, "mention_rule")
    about_factors = True
    most = 5
    parts = ("to", "name", "contact", "means", "hook", "within")
    place = AboutField(label=gettext_lazy("What it is about"), required=False)

    class Meta:
        model = Escalation
        fields: ClassVar[list[str]] = ["title", "when", "owner"]
        widgets: ClassVar[dict[str, Any]] = {"when": forms.Textarea(attrs={"rows": 4})}

    field_order = ("title", "when", "place", "owner")

    def step_fields(self) -> dict[str, forms.Field]:
        return {
            "to": forms.ModelChoiceField(
                members(self.workspace),
                label=_("To whom"),
                required=False,
                to_field_name="email",
                widget=QuickSelect,
            ),
            "name": forms.CharField(label=_("Or somebody outside"), required=False, max_length=120),
            "contact": forms.CharField(
                label=_("Phone number or address"), required=False, max_length=120
            ),
            "means": forms.ChoiceField(
                label=_("How"), choices=Escalation.Means.choices, required=False
            ),
            "hook": forms.ChoiceField(
                label=_("Webhook, where it goes to one"), choices=self.hooks(), required=False
            ),
            "within": forms.TypedChoiceField(
                label=_("Within"), choices=WITHIN, coerce=int, required=False
            ),
        }

    def hooks(self) -> list[tuple[str, str]]:
        """The webhooks of the workspace, by key."""
        rows = Webhook.objects.of(self.workspace).order_by("title", "pk")
        return [("", "–"), *((one.key, one.title) for one in rows)]

    def step_initial(self, step: Step) -> Step:
        if step["means"] != Escalation.Means.WEBHOOK:
            return step
        return step | {"hook": step["contact"], "name": "", "contact": ""}

    def step_kept(self, number: int, given: Step) -> Step | None:
        if given["means"] == Escalation.Means.WEBHOOK or given["hook"]:
            return self.hook_kept(number, given)
        to = given["to"].email if given["to"] else ""
        name = given["name"] or ""
        if not to and not name:
            if given["contact"]:
                self.add_error(f"step_{number}_to", _("Say who is reached there."))
            return None
        means = given["means"] or Escalation.Means.VIRTA
        if means == Escalation.Means.VIRTA and not to:
            why = _("Only a member gets a notice in Virta. Choose e-mail or phone.")
            self.add_error(f"step_{number}_means", why)
        if not given["contact"] and (means == Escalation.Means.PHONE or not to):
            self.add_error(f"step_{number}_contact", _("Write where they are reached."))
        return {
            "to": to,
            "name": name,
            "contact": given["contact"] or "",
            "means": str(means),
            "within": given["within"] or 60,
        }

    def hook_kept(self, number: int, given: Step) -> Step | None:
        """A step that goes to a webhook, which says nothing of people."""
        if given["means"] != Escalation.Means.WEBHOOK or given["to"] or given["name"]:
            why = _("A webhook is a step of its own. Choose it alone, and webhook as the way.")
            self.add_error(f"step_{number}_means", why)
        if not given["hook"]:
            why = _("Choose the webhook. Those who lead add them under Webhooks.")
            self.add_error(f"step_{number}_hook", why)
        return {
            "to": "",
            "name": dict(self.hooks()).get(given["hook"], ""),
            "contact": given["hook"],
            "means": str(Escalation.Means.WEBHOOK),
            "within": given["within"] or 60,
        }


class ApprovalRuleForm(StepsForm):
    """What the rule is for, and whose yes it takes, step by step."""

    asks_reason = False
    about_names = RULED
    parts = ("how", "people", "roles", "outside")
    place = AboutField(
        label=gettext_lazy("For what"),
        required=False,
        help_text=gettext_lazy("Empty: for everything that has no rule of its own."),
    )

    class Meta:
        model = ApprovalRule
        fields: ClassVar[list[str]] = ["title", "note"]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea(attrs={"rows": 4})}

    field_order = ("title", "place", "note")

    def step_fields(self) -> dict[str, forms.Field]:
        return {
            "how": forms.ChoiceField(
                label=_("How many of them"),
                choices=[("any", _("one of them is enough")), ("all", _("all of them"))],
                required=False,
            ),
            "people": forms.ModelMultipleChoiceField(
                members(self.workspace),
                label=_("People"),
                required=False,
                to_field_name="email",
                widget=Checks,
            ),
            "roles": forms.MultipleChoiceField(
                label=_("Everybody in a role"),
                choices=[(str(one), one.label) for one in APPROVING],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "outside": forms.CharField(
                label=_("Approvers outside, by e-mail address"), required=False, max_length=500
            ),
        }

    def step_initial(self, step: Step) -> Step:
        return step | {"outside": ", ".join(step.get("outside", []))}

    def step_kept(self, number: int, given: Step) -> Step | None:
        people = sorted(one.email for one in given["people"] or [])
        outside = self.outside(number, given["outside"] or "")
        roles = list(given["roles"] or [])
        if not people and not outside and not roles:
            return None
        return {"how": given["how"] or "any", "people": people, "roles": roles, "outside": outside}

    def outside(self, number: int, text: str) -> list[str]:
        """Addresses of people who are no members; a member's own is taken by name."""
        try:
            found = addresses(text)
        except ValidationError as why:
            self.add_error(f"step_{number}_outside", why)
            return []
        here = set(members(self.workspace).filter(email__in=found).values_list("email", flat=True))
        if here:
            why_not = _("%(who)s belongs to this workspace. Tick the name instead.")
            self.add_error(f"step_{number}_outside", why_not % {"who": ", ".join(sorted(here))})
        return found
