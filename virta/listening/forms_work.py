"""The forms of tags, rules and retention."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.listening.forms import checked_query
from virta.listening.models import MentionRule, Retention, Tag
from virta.records.forms import RecordForm
from virta.sources.registry import networks


class TagForm(RecordForm):
    """A tag: its name, its colour, and for what it is used."""

    asks_reason = False

    class Meta:
        model = Tag
        fields: ClassVar[list[str]] = ["title", "colour", "about"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class RuleForm(RecordForm):
    """If …, then …: at least one thing must follow, and a query must be one."""

    template = "listening/rule_form.html"
    asks_reason = False
    CONDITIONS = (
        "searches",
        "query",
        "network",
        "language",
        "sentiment",
        "followers",
        "authors",
    )
    ACTIONS = ("tags", "person", "to_watch", "is_handled", "alarms")

    class Meta:
        model = MentionRule
        fields: ClassVar[list[str]] = [
            "title",
            "searches",
            "query",
            "network",
            "language",
            "sentiment",
            "followers",
            "authors",
            "tags",
            "person",
            "to_watch",
            "is_handled",
            "alarms",
            "stops",
            "place",
            "is_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "query": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            "authors": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            "network": forms.Select(),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named = [(one, one.capitalize()) for one in networks()]
        self.fields["network"].widget.choices = [("", _("all")), *named]

    def clean_query(self) -> str:
        query = str(self.cleaned_data["query"]).strip()
        return checked_query(query) if query else ""

    def clean_network(self) -> str:
        network = str(self.cleaned_data["network"])
        if network and network not in networks():
            raise ValidationError(_now("Nothing is heard from such a network. Choose another."))
        return network

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.ACTIONS):
            raise ValidationError(
                _now("Say what is to be done: a tag, a person, or another action.")
            )
        if not self.errors and not self.has_condition(cleaned):
            raise ValidationError(
                _now("Say for which mentions: without a condition the rule would hold for all.")
            )
        return cleaned

    def has_condition(self, cleaned: dict[str, Any]) -> bool:
        return any(cleaned.get(name) or cleaned.get(name) == 0 for name in self.CONDITIONS)

    @property
    def if_fields(self) -> list[Any]:
        return [self[name] for name in self.CONDITIONS]

    @property
    def then_fields(self) -> list[Any]:
        return [self[name] for name in (*self.ACTIONS, "stops")]

    @property
    def other_fields(self) -> list[Any]:
        return [self[name] for name in ("place", "is_on")]


class RetentionForm(forms.ModelForm):  # type: ignore[type-arg]
    """How long what is kept."""

    class Meta:
        model = Retention
        fields: ClassVar[list[str]] = ["months", "export_days"]
        help_texts: ClassVar[dict[str, Any]] = {
            "months": _(
                "Texts, authors and everything tied to them. Counts stay: they hold nothing of anybody."
            ),
            "export_days": _("After that an action with many mentions cannot be undone either."),
        }
