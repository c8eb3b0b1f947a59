"""Forms of policies and acceptances."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.models import Acceptance, Policy
from virta.records.forms import RecordForm

LONGEST = 100_000


class PolicyForm(RecordForm):
    """A policy; a changed text is a new edition unless it is only a small correction."""

    small = forms.BooleanField(
        label=gettext_lazy("Only a small correction: who has accepted need not do so again"),
        required=False,
    )

    class Meta:
        model = Policy
        fields: ClassVar[list[str]] = [
            "title",
            "text",
            "in_force_on",
            "readers",
            "accept_by",
            "review_on",
            "owner",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 24, "class": "policy-source"})
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "text": gettext_lazy(
                "Markdown: # a heading, - a list, **bold**, [a link](https://example.org)."
            )
        }

    field_order = (
        "title",
        "text",
        "small",
        "in_force_on",
        "readers",
        "accept_by",
        "review_on",
        "owner",
        "reason",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if "reason" in self.fields:
            self.fields["reason"].help_text = _("It stands in the history, for whoever asks later.")
        self.text_before = self.instance.text if self.instance.pk else None
        if self.text_before is None:
            del self.fields["small"]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise ValidationError(_("The text has more than 100,000 characters. Split it in two."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_new_text = self.text_before is not None and data.get("text") != self.text_before
        if is_new_text and not data.get("small"):
            self.instance.edition += 1
        return data


class AcceptanceForm(RecordForm):
    """That somebody accepted a policy on paper; in Virta people accept for themselves."""

    asks_reason = False

    class Meta:
        model = Acceptance
        fields: ClassVar[list[str]] = ["policy", "edition", "who", "accepted_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        policy, edition = data.get("policy"), data.get("edition")
        if policy and edition and not 1 <= edition <= policy.edition:
            raise ValidationError(
                {"edition": _("This policy has editions 1 to %(n)s.") % {"n": policy.edition}}
            )
        if not self.instance.pk:
            self.instance.how = Acceptance.How.PAPER
        return data
