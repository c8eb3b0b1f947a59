"""Which mentions a reader wants to see: by search, network, language, sentiment, time and words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from virta.activities.shares import midnight
from virta.listening import languages, naming
from virta.listening.forms import checked_query
from virta.listening.fulltext import index
from virta.listening.looking import HITS, Scope, is_rarer, look, newest
from virta.listening.models import Hit, Mention, Search, Tag
from virta.people.models import Workspace
from virta.records.filters import people
from virta.records.forms import DateInput
from virta.sources.registry import networks

PAGE = 40
"""Mentions on a page, copies folded into one."""
LOOKED_AT = 5000
"""So many of the newest mentions are held against a query that is being written."""

LANGUAGES = (
    "fi",
    "sv",
    "en",
    "et",
    "no",
    "da",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "uk",
    "ja",
)
"""Offered as filters; what is in others stands under all."""

SENTIMENTS = [("", _("all")), *Mention.Sentiment.choices, ("none", _("not sure"))]


ME, NOBODY, UNKNOWN = "me", "nobody", "none"
RARE = (Mention.State.SEEN, Mention.State.HANDLED)
"""States of few mentions: most that is heard stays new."""


class ChoosingForm(forms.Form):
    """The filters of the page of mentions."""

    search = forms.ChoiceField(label=_("Heard by"), required=False)
    words = forms.CharField(label=_("Words"), required=False, max_length=500)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    person = forms.ChoiceField(label=_("Given to"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    sentiment = forms.ChoiceField(label=_("Sentiment"), required=False, choices=SENTIMENTS)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Mention.State.choices]
    )
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, data: Mapping[str, Any], workspace: Workspace) -> None:
        super().__init__(data)
        searches = Search.objects.of(workspace).order_by("title").values_list("key", "title")
        tags = Tag.objects.of(workspace).order_by("title").values_list("key", "title")
        given = [(ME, _("me")), (NOBODY, _("nobody")), *people(workspace)]
        tongues = [*((one, languages.name_of(one)) for one in LANGUAGES), (UNKNOWN, _("not known"))]
        self.offer("search", searches)
        self.offer("tag", tags)
        self.offer("person", given)
        self.offer("network", [(one, one.capitalize()) for one in networks()])
        self.offer("language", tongues)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """What may be chosen in a field, beside everything."""
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return checked_query(words) if (words := self.cleaned_data["words"].strip()) else ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A mention, and how many on the page say the same."""

    mention: Mention
    others: int
    below: int = 0
    """The mention that follows on the page; the last one names itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some mentions, newest first; `before` is where the next page begins, if there is one."""

    rows: list[Folded]
    before: int | None
    looked_until: datetime | None = None
    """How far back the words were looked for, where more may lie before that."""


def chosen(
    workspace: Workspace, wanted: Mapping[str, Any], before: int | None, reader: Any = None
) -> Page:
    """The mentions that fit the filters (`ChoosingForm.cleaned_data`), a page of them.

    `reader` is whom the filters mean by “me”.
    """
    scope = scope_of(workspace, wanted, before)
    if wanted.get("search") and scope.search_id is None:
        return Page([], None)
    rows = narrowed(scope, wanted, reader)
    if not wanted.get("words"):
        return _page(newest(rows, scope, PAGE + 1))
    looked = look(wanted["words"], rows, scope, PAGE + 1)
    page = _page(looked.found)
    if looked.reached is None:
        return page
    return Page(page.rows, looked.reached, naming.moment(looked.reached))


def _page(found: list[Mention]) -> Page:
    shown = found[:PAGE]
    rows = list(folded(shown))
    named = [
        replace(one, below=below.mention.pk)
        for one, below in zip(rows, [*rows[1:], *rows[-1:]], strict=True)
    ]
    return Page(named, shown[-1].pk if len(found) > PAGE else None)


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


def scope_of(workspace: Workspace, wanted: Mapping[str, Any], before: int | None) -> Scope:
    """Ids lie in the order of time, so that a period is a stretch of them."""
    search = None
    if wanted.get("search"):
        searches = Search.objects.of(workspace).filter(key=wanted["search"])
        search = searches.values_list("pk", flat=True).first()
    low, high = 0, index.LAST if before is None else before
    if wanted.get("since"):
        low = naming.bound(midnight(wanted["since"]))
    if wanted.get("until"):
        high = min(high, naming.bound(midnight(wanted["until"] + timedelta(days=1))))
    scope = Scope(workspace, search, low, high, column_of(wanted))
    state = wanted.get("state")
    if scope.by == HITS and state in RARE and is_rarer(scope, str(state)):
        return replace(scope, by="pk")
    return scope


def column_of(wanted: Mapping[str, Any]) -> str:
    """The column whose index has the order of the mentions that fit: of what narrows most."""
    if wanted.get("tag"):
        return "use__mention_id"
    if wanted.get("person") not in (None, "", NOBODY):
        return "given__mention_id"
    return HITS if wanted.get("search") else "pk"


def narrowed(scope: Scope, wanted: Mapping[str, Any], reader: Any = None) -> Any:
    """The mentions that pass the filters, but for the bounds of the scope, in no order."""
    rows = Mention.objects.of(scope.workspace)
    if scope.search_id is not None:
        # The search is of the workspace. Said twice, SQLite would begin with all its mentions.
        mine = Exists(Hit.objects.filter(search=scope.search_id, mention=OuterRef("pk")))
        rows = Mention.objects.filter(mine) if scope.by == HITS else rows.filter(mine)
    for name in ("network", "state"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if language := wanted.get("language"):
        rows = rows.filter(language="" if language == UNKNOWN else language)
    if wanted.get("sentiment"):
        rows = spoken(rows, wanted["sentiment"], is_last=wanted.get("state") in RARE)
    return worked_with(rows, scope.workspace, wanted, reader)


def spoken(rows: Any, sentiment: str, *, is_last: bool) -> Any:
    """Those that speak so. What is to be asked `last`, of the rows that are left, is asked in words
    for which SQLite, which does not know how many there are of each, has no index."""
    if sentiment == "none":
        return rows.exclude(sentiment__isnull=False) if is_last else rows.filter(sentiment=None)
    number = int(sentiment)
    return (
        rows.filter(sentiment__range=(number, number)) if is_last else rows.filter(sentiment=number)
    )


def worked_with(rows: Any, workspace: Workspace, wanted: Mapping[str, Any], reader: Any) -> Any:
    """Narrowed by tag and by whose they are."""
    if key := wanted.get("tag"):
        tag = Tag.objects.of(workspace).filter(key=key).values_list("pk", flat=True).first()
        use = FilteredRelation("tagged", condition=Q(tagged__tag_id=tag))
        rows = rows.annotate(use=use).filter(use__isnull=False)
    person = wanted.get("person")
    if person == NOBODY:
        return rows.filter(given=None)
    if person:
        number = getattr(reader, "pk", None) if person == ME else int(person)
        return rows.filter(given__workspace=workspace, given__person=number)
    return rows
