"""Which mentions a reader wants to see: by search, network, language, sentiment, time and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from virta.activities.shares import midnight
from virta.listening import naming
from virta.listening.forms import checked_query
from virta.listening.models import Hit, Mention, Search
from virta.listening.searching import matching
from virta.people.models import Workspace
from virta.records.forms import DateInput
from virta.sources.registry import networks

PAGE = 40
"""Mentions on a page, copies folded into one."""
LOOKED_AT = 5000
"""So many of the newest mentions are held against typed words."""

SENTIMENTS = [("", _("all")), *Mention.Sentiment.choices, ("none", _("not sure"))]


class ChoosingForm(forms.Form):
    """The filters of the page of mentions."""

    search = forms.ChoiceField(label=_("Heard by"), required=False)
    words = forms.CharField(label=_("Words"), required=False, max_length=500)
    network = forms.ChoiceField(label=_("Network"), required=False)
    sentiment = forms.ChoiceField(label=_("Sentiment"), required=False, choices=SENTIMENTS)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Mention.State.choices]
    )
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, data: Mapping[str, Any], workspace: Workspace) -> None:
        super().__init__(data)
        every: list[tuple[str, Any]] = [("", _("all"))]
        searches = Search.objects.of(workspace).order_by("title")
        self.fields["search"].choices = every + [(one.key, one.title) for one in searches]  # type: ignore[attr-defined]
        self.fields["network"].choices = every + [(one, one.capitalize()) for one in networks()]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return checked_query(words) if (words := self.cleaned_data["words"].strip()) else ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A mention, and how many on the page say the same."""

    mention: Mention
    others: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some mentions, newest first; `before` is where the next page begins, if there is one."""

    rows: list[Folded]
    before: int | None
    looked_at: int | None = None
    """How many were held against the words, where not all were."""


def chosen(workspace: Workspace, wanted: Mapping[str, Any], before: int | None) -> Page:
    """The mentions that fit the filters (`ChoosingForm.cleaned_data`), a page of them."""
    rows = _rows(workspace, wanted, before)
    words = wanted.get("words")
    if words:
        seen = list(rows[:LOOKED_AT])
        found = matching(words, seen)
        page = _page(found[: PAGE + 1])
        return Page(page.rows, page.before, LOOKED_AT if len(seen) == LOOKED_AT else None)
    return _page(list(rows[: PAGE + 1]))


def _page(found: list[Mention]) -> Page:
    shown = found[:PAGE]
    return Page(list(folded(shown)), shown[-1].pk if len(found) > PAGE else None)


def folded(mentions: list[Mention]) -> Iterator[Folded]:
    """One of each that say the same, with how many more there are; the newest stands for them."""
    counts: dict[int, int] = {}
    for one in mentions:
        counts[one.fold] = counts.get(one.fold, 0) + 1
    told: set[int] = set()
    for one in mentions:
        if one.fold not in told:
            told.add(one.fold)
            yield Folded(one, counts[one.fold] - 1)


def _rows(workspace: Workspace, wanted: Mapping[str, Any], before: int | None) -> Any:
    rows = Mention.objects.of(workspace).order_by("-pk")
    if wanted.get("search"):
        hits = Hit.objects.filter(search__workspace=workspace, search__key=wanted["search"])
        rows = rows.filter(pk__in=hits.values("mention_id"))
    if before:
        rows = rows.filter(pk__lt=before)
    for name in ("network", "state"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    sentiment = wanted.get("sentiment")
    if sentiment:
        rows = rows.filter(sentiment=None if sentiment == "none" else int(sentiment))
    # Ids lie in the order of time, so that a period is a stretch of them.
    if wanted.get("since"):
        rows = rows.filter(pk__gte=naming.bound(midnight(wanted["since"])))
    if wanted.get("until"):
        rows = rows.filter(pk__lt=naming.bound(midnight(wanted["until"] + timedelta(days=1))))
    return rows
