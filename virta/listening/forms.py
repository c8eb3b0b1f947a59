"""The forms of searches, insights and sources."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.listening.models import Insight, Search
from virta.matching.language import parse
from virta.matching.problems import Refusal
from virta.networks.protocol import Field
from virta.records.forms import RecordForm
from virta.sources.protocol import Choice
from virta.sources.protocol import Source as Described


def checked_query(text: str) -> str:
    """The query as it was written. Raises ValidationError with the place and what to write."""
    try:
        parse(text)
    except Refusal as refusal:
        raise ValidationError(told(refusal)) from None
    return text


def told(refusal: Refusal) -> Any:
    """Why a query is not taken, where, and what would be."""
    problem = refusal.problem
    where = _now("Line %(line)s, character %(column)s.") % {
        "line": problem.place.line,
        "column": problem.place.column,
    }
    words = format_html("{} {}", problem.message(get_language() or "en"), where)
    if not problem.proposals:
        return words
    proposals = format_html_join(" · ", "<code>{}</code>", ([one] for one in problem.proposals))
    return format_html("{} {} {}", words, _now("This would do:"), proposals)


class SearchForm(RecordForm):
    """A search; its query is read before it is taken."""

    template = "listening/search_form.html"

    class Meta:
        model = Search
        fields: ClassVar[list[str]] = [
            "title",
            "query",
            "about",
            "peer",
            "why",
            "objectives",
            "audiences",
            "owner",
            "is_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "query": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            "why": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_query(self) -> str:
        return checked_query(self.cleaned_data["query"])


class InsightForm(RecordForm):
    """What was understood, and once somebody has decided, what follows."""

    class Meta:
        model = Insight
        fields: ClassVar[list[str]] = [
            "title",
            "detail",
            "sureness",
            "search",
            "objectives",
            "audiences",
            "owner",
            "state",
            "decision",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "detail": forms.Textarea(attrs={"rows": 4}),
            "decision": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decided = cleaned.get("state") not in (None, Insight.State.WAITS)
        if decided and not cleaned.get("decision", "").strip():
            self.add_error("decision", _("Write in a sentence what was decided, and why."))
        return cleaned


class SourceForm(forms.Form):
    """What a kind of source asks for, by its own description."""

    title = forms.CharField(label=_("Name"), max_length=200, required=False)

    def __init__(self, *args: Any, described: Described, **more: Any) -> None:
        super().__init__(*args, **more)
        self.language = get_language() or "en"
        for one in described.fields:
            self.fields[f"source_{one.name}"] = self.field_of(one)
        for choice in described.choices:
            self.fields[f"source_{choice.name}"] = self.choice_of(choice)
        self.fields["title"].help_text = _now("Left empty, it is named after where it listens.")
        self.order_fields([*(name for name in self.fields if name != "title"), "title"])

    def field_of(self, one: Field) -> forms.CharField:
        widget = forms.PasswordInput() if one.kind == "secret" else forms.TextInput()
        return forms.CharField(
            label=one.label.to(self.language),
            help_text=one.help.to(self.language),
            initial=one.default,
            required=one.kind != "secret" and not one.default,
            max_length=2000,
            widget=widget,
        )

    def choice_of(self, one: Choice) -> forms.ChoiceField:
        return forms.TypedChoiceField(
            label=one.label.to(self.language),
            help_text=one.help.to(self.language),
            required=False,
            empty_value=one.options[0][0],
            choices=[(key, said.to(self.language)) for key, said in one.options],
        )

    @property
    def first(self) -> str:
        """The field that says where to listen: what its address does stands there."""
        return next((name for name in self.fields if name.startswith("source_")), "title")

    def typed(self) -> dict[str, str]:
        """What was typed for the source, by the names of its fields."""
        return {
            name.removeprefix("source_"): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith("source_")
        }
