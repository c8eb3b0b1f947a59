"""The panels of the dashboard: a sentence, a picture and the figures behind it, for page and CSV."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from virta.activities.shares import wilson
from virta.kit.templatetags.kit import interval, percent
from virta.listening import asking, drawing, languages
from virta.listening.asking import Scope, Step
from virta.listening.covering import Coverage
from virta.listening.models import Search
from virta.listening.periods import Period
from virta.listening.saying import PhraseRow

Cell = str | int | float | None
MOST = 15
"""Rows of a list on the page; the CSV has more."""
MOST_CSV = 100
TITLES = {
    "volume": gettext_lazy("Volume over time"),
    "sentiment": gettext_lazy("Sentiment over time"),
    "voice": gettext_lazy("Share of voice"),
    "topics": gettext_lazy("Topics and key phrases"),
    "news": gettext_lazy("New in this period"),
    "people": gettext_lazy("People who matter"),
    "links": gettext_lazy("Links shared most"),
    "rhythm": gettext_lazy("Hour and weekday"),
    "networks": gettext_lazy("Networks"),
    "languages": gettext_lazy("Languages"),
}
"""Of the panels, by key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, and where its mentions are. `bar` is a small picture of its share."""

    cells: Sequence[Cell]
    url: str = ""
    bar: SafeString = SafeString("")
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One question and its answer."""

    key: str
    title: str
    lead: str
    header: Sequence[str]
    rows: Sequence[Row]
    picture: SafeString = SafeString("")
    ends: tuple[str, str, str] | None = None
    """The greatest value, and the first and the last step of a picture over time."""
    legend: Sequence[tuple[str, str]] = ()
    """Class and words of each mark in the picture."""
    has_bars: bool = False


@dataclass
class Look:
    """What a reader looks at: scope, period, and the period to compare with, if any."""

    scope: Scope
    period: Period
    before: Period | None
    searches: Sequence[Search]
    """All of the workspace, for shares of voice."""
    now: datetime
    most: int = MOST
    by: str = "others"

    @cached_property
    def hours(self) -> asking.Hours:
        return asking.hourly(self.scope, self.period)

    @cached_property
    def heard(self) -> Coverage:
        return asking.covered(self.scope, self.period, self.now)

    @cached_property
    def steps(self) -> list[Step]:
        return asking.stepped(self.hours, self.period, self.heard)

    @cached_property
    def earlier(self) -> list[Step]:
        return asking.steps(self.scope, self.before, self.now) if self.before else []

    @cached_property
    def phrases(self) -> list[PhraseRow]:
        """New is what is new against the period before, unless another is compared with."""
        before = self.before or self.period.before()
        return asking.phrases(self.scope, self.period, before)

    @property
    def total(self) -> int:
        return sum(one.count or 0 for one in self.steps)

    @cached_property
    def names(self) -> list[str]:
        """The steps in words."""
        return [named(one, self.period) for one in self.steps]

    @cached_property
    def step_urls(self) -> list[str]:
        """The mentions of each step; "" where there are none."""
        return [_step_url(self, one) for one in self.steps]

    @cached_property
    def mentions(self) -> str:
        """The address of mentions."""
        return reverse("listening:mentions", args=[self.scope.workspace.slug])

    def mentions_url(self, **more: str) -> str:
        """The mentions of the period, narrowed further."""
        asked = {"since": f"{self.period.first}", "until": f"{self.period.last}"}
        if len(self.scope.searches) == 1:
            asked["search"] = self.scope.searches[0].key
        return f"{self.mentions}?{urlencode(asked | more)}"


def named(step: Step, period: Period) -> str:
    """A step in words."""
    local = step.since
    if period.step == "hour":
        return f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M}"
    return date_format(local, "SHORT_DATE_FORMAT")


def bar(share: float) -> SafeString:
    """A bar of a share 0–1. Decoration: the figure stands beside it."""
    return format_html(
        '<svg class="row-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="chart-bar" width="{}" height="8"/></svg>',
        f"{100 * min(max(share, 0.0), 1.0):.1f}",
    )


def volume(look: Look) -> Panel:
    """How much was said over time, beside an earlier period."""
    names = look.names
    before = [one.count for one in look.earlier][: len(names)]
    before += [None] * (len(names) - len(before))
    rows = [
        Row([name, one.count, earlier, _gap_words(one)], url)
        for name, one, earlier, url in zip(names, look.steps, before, look.step_urls, strict=True)
    ]
    told = [
        f"{name}: {_gap_words(one) if one.count is None else one.count}"
        for name, one in zip(names, look.steps, strict=True)
    ]
    lead = volume_lead(look, before)
    legend = [("chart-bar", _("mentions")), ("chart-gap", _("nothing was collected"))]
    if any(one.is_partial for one in look.steps):
        legend.append(("chart-part", _("collected in part")))
    if look.before:
        legend.append(("chart-before", _("the period compared with")))
    most = max([*(one.count or 0 for one in look.steps), *(one or 0 for one in before)], default=0)
    title = str(TITLES["volume"])
    return Panel(
        "volume",
        title,
        lead,
        [_("Time"), _("Mentions"), _("Compared"), _("Collection")],
        rows,
        drawing.volume(look.steps, before, told, title, lead),
        (f"{most}", names[0], names[-1]),
        legend,
    )


def _step_url(look: Look, step: Step) -> str:
    if not step.count:
        return ""
    last = min(step.until, look.period.until).date()
    until = step.since.date() if look.period.step != "week" else last
    return look.mentions_url(since=f"{step.since.date()}", until=f"{until}")


def _gap_words(step: Step) -> str:
    if step.count is None:
        return _("nothing was collected")
    return _("collected in part") if step.is_partial else ""


def volume_lead(look: Look, before: Sequence[int | None]) -> str:
    """How many, and how that compares: over the steps that were collected in both periods."""
    words = ngettext("%(count)s mention.", "%(count)s mentions.", look.total)
    told = words % {"count": look.total}
    pairs = [
        (one.count, earlier)
        for one, earlier in zip(look.steps, before, strict=True)
        if one.count is not None and earlier is not None
    ]
    if not look.before:
        return told
    now, then = sum(one for one, _e in pairs), sum(one for _c, one in pairs)
    if not then:
        nothing = _("There is nothing to compare it with: too little was collected then.")
        return f"{told} {nothing}"
    more = _("%(change)s against the period compared with (%(now)s and %(then)s).") % {
        "change": ("+" if now >= then else "−") + percent(abs(now / then - 1)),
        "now": now,
        "then": then,
    }
    told = f"{told} {more}"
    if len(pairs) < len(look.steps):
        told += " " + _("Only what was collected in both is compared.")
    return told


def sentiment(look: Look) -> Panel:
    """How people spoke over time, those included of whom that is not sure."""
    names = look.names
    rows, told = [], []
    for name, one, url in zip(names, look.steps, look.step_urls, strict=True):
        parts = drawing.shares_of(one)
        gap = one.count is None
        order = [parts[key] for key in ("negative", "neutral", "positive", "unsure")]
        rows.append(Row([name, *([None] * 4 if gap else order), one.count], url))
        told.append(f"{name}: {_('nothing was collected')}" if gap else sentence(name, order))
    sums = [sum(int(row.cells[at] or 0) for row in rows) for at in range(1, 5)]
    title = str(TITLES["sentiment"])
    lead = sentence(_("All in all"), sums) if look.total else _("Nothing was heard.")
    return Panel(
        "sentiment",
        title,
        lead,
        [_("Time"), _("negative"), _("neutral"), _("positive"), _("not sure"), _("Mentions")],
        rows,
        drawing.sentiment(look.steps, told, title, lead),
        ("100 %", names[0], names[-1]),
        [
            ("chart-positive", _("positive")),
            ("chart-neutral", _("neutral")),
            ("chart-unsure", _("not sure")),
            ("chart-negative", _("negative")),
            ("chart-gap", _("nothing was collected")),
        ],
    )


def sentence(name: str, order: Sequence[int]) -> str:
    """Shares in words, with how many they are of."""
    whole = sum(order)
    negative, neutral, positive, unsure = (percent(one / whole if whole else None) for one in order)
    return _(
        "%(name)s: %(negative)s negative, %(neutral)s neutral, %(positive)s positive, "
        "%(unsure)s not sure, of %(count)s."
    ) % {
        "name": name,
        "negative": negative,
        "neutral": neutral,
        "positive": positive,
        "unsure": unsure,
        "count": whole,
    }


def voice(look: Look) -> Panel:
    """Us against our peers."""
    found = asking.voices(look.scope.workspace, look.searches, look.period)
    own = sum(one.count for one in found if one.search.about == Search.About.OWN)
    total = found[0].total if found else 0
    if not total or len({one.search.about for one in found}) < 2:
        lead = _("For this there must be searches about yourselves and about peers, both heard.")
    else:
        low, high = wilson(own, total)
        lead = _("Of %(total)s mentions %(share)s are of us (%(low)s–%(high)s).") % {
            "total": total,
            "share": percent(own / total),
            "low": percent(low),
            "high": percent(high),
        }
    rows = [
        Row(
            [
                one.search.title,
                one.search.get_about_display(),
                one.count,
                percent(one.share),
                f"{percent(one.low)}–{percent(one.high)}" if one.share is not None else None,
            ],
            look.mentions_url(search=one.search.key),
            interval(one.share, one.low, one.high),
        )
        for one in found
    ]
    header = [_("Name of the search"), _("About"), _("Mentions"), _("Share"), _("95 % interval")]
    return Panel("voice", str(TITLES["voice"]), lead, header, rows, has_bars=True)


def networks(look: Look) -> Panel:
    """Where it was said."""
    found = asking.networks(look.scope, look.period)
    return parts(look, "networks", _("Network"), found, str.capitalize, "network")


def tongues(look: Look) -> Panel:
    """In which languages it was said."""
    found = asking.languages(look.scope, look.period)

    def name(code: str) -> str:
        return languages.name_of(code) if code else _("not known")

    return parts(look, "languages", _("Language"), found, name, "language")


def parts(
    look: Look,
    key: str,
    head: str,
    found: Counter[str],
    name: Callable[[str], str],
    narrows: str,
) -> Panel:
    """Counts as shares of their sum."""
    whole = sum(found.values())
    rows = [
        Row(
            [name(one), count, percent(count / whole)],
            narrowed(look, narrows, one),
            bar(count / whole),
        )
        for one, count in found.most_common(look.most)
    ]
    lead = ngettext("Of %(count)s mention.", "Of %(count)s mentions.", whole) % {"count": whole}
    return Panel(
        key, str(TITLES[key]), lead, [head, _("Mentions"), _("Share")], rows, has_bars=True
    )


def narrowed(look: Look, narrows: str, value: str) -> str:
    """The mentions of one part; "" where none can be asked for."""
    if narrows == "network":
        return look.mentions_url(network=value)
    return look.mentions_url(words=f"language:{value}") if value else ""


def rhythm(look: Look) -> Panel:
    """When in the week people speak."""
    grid = asking.rhythm(look.hours, look.heard)
    title = str(TITLES["rhythm"])
    known = [(v, day, hour) for day, row in enumerate(grid) for hour, v in enumerate(row) if v]
    lead = _("Mentions an hour, averaged over the hours that were collected.")
    if known:
        value, day, hour = max(known)
        busiest = _("Most is said on %(day)s at %(hour)s: %(value)s in an hour.") % {
            "day": WEEKDAYS[day],
            "hour": f"{hour:02}",
            "value": f"{value:.1f}",
        }
        lead = f"{lead} {busiest}"
    rows = [
        Row([str(WEEKDAYS[day]), *(None if one is None else round(one, 2) for one in row)])
        for day, row in enumerate(grid)
    ]
    header = [_("Weekday"), *(f"{hour:02}" for hour in range(24))]
    return Panel("rhythm", title, lead, header, rows, drawing.rhythm(grid, title, lead))
