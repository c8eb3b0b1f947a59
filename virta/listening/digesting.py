"""What was heard in a day or a week, in a few sentences for a letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.listening.models import Alarm, Digest, Insight, Mention, Search, Source, Tally
from virta.people.models import Workspace
from virta.records.kinds import kind_of

LENGTHS = {Digest.Every.DAY: timedelta(days=1), Digest.Every.WEEK: timedelta(days=7)}
MOST = 30
"""Searches in one letter, those that were heard most."""
INSIGHTS = 10
ENOUGH = 5
"""From so many mentions with a known sentiment on, the share of the negative ones is told."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a search was heard in a period, and in the one before."""

    search: Search
    count: int
    before: int
    judged: int
    negative: int


def heard(workspace: Workspace, since: datetime, until: datetime) -> list[Heard]:
    """The searches that are on, those that were heard most first."""
    earlier = since - (until - since)
    this, former = Q(hour__gte=since, hour__lt=until), Q(hour__gte=earlier, hour__lt=since)
    known = Q(sentiment__in=Mention.Sentiment.values)
    rows = Tally.objects.filter(workspace=workspace, hour__gte=earlier, hour__lt=until)
    sums = rows.values("search").annotate(
        now=Sum("count", filter=this),
        before=Sum("count", filter=former),
        judged=Sum("count", filter=this & known),
        negative=Sum("count", filter=this & Q(sentiment=Mention.Sentiment.NEGATIVE)),
    )
    by_search = {row["search"]: row for row in sums}
    found = []
    for search in Search.objects.of(workspace).filter(is_on=True).select_related("workspace"):
        row = by_search.get(search.pk, {})
        figures = (row.get(name) or 0 for name in ("now", "before", "judged", "negative"))
        found.append(Heard(search, *figures))
    return sorted(found, key=lambda one: (-one.count, one.search.title))


def worded(workspace: Workspace, every: str, until: datetime) -> tuple[str, str]:
    """Subject and text of a letter about the period that ends at `until`, in the language and zone
    in force."""
    since = until - LENGTHS[Digest.Every(every)]
    period = {
        "workspace": workspace.name,
        "since": date_format(localtime(since), "SHORT_DATE_FORMAT"),
        "until": date_format(localtime(until), "SHORT_DATE_FORMAT"),
    }
    subject = _("What %(workspace)s heard, %(since)s – %(until)s") % period
    parts = [
        *searches(workspace, since, until),
        *alarms(workspace, since, until),
        *insights(workspace, since, until),
        _("You can choose how often this comes: %(url)s")
        % {"url": settings.BASE_URL + reverse("listening:digest", args=[workspace.slug])},
    ]
    return subject[:200], "\n\n".join(parts) + "\n"


def searches(workspace: Workspace, since: datetime, until: datetime) -> list[str]:
    """A sentence a search; that nothing was collected is no zero."""
    if not Source.objects.of(workspace).filter(is_on=True, looked_at__gte=since).exists():
        return [_("Nothing was collected: no source answered. Look at the sources.")]
    found = heard(workspace, since, until)
    if not found:
        return [_("No search is on. Write one, and the next letter tells what it heard.")]
    lines = [sentence(one) for one in found[:MOST]]
    if len(found) > MOST:
        more = len(found) - MOST
        lines.append(
            ngettext("And %(n)s search more.", "And %(n)s searches more.", more) % {"n": more}
        )
    return ["\n".join(lines)]


def sentence(one: Heard) -> str:
    """How much was heard of a search, and how people spoke."""
    words = ngettext(
        "%(search)s: %(n)s mention (%(before)s in the period before)",
        "%(search)s: %(n)s mentions (%(before)s in the period before)",
        one.count,
    )
    said = words % {"search": one.search, "n": one.count, "before": one.before}
    if one.judged >= ENOUGH:
        share = {"percent": round(100 * one.negative / one.judged), "n": one.judged}
        said += _("; %(percent)s %% negative of the %(n)s whose sentiment can be told") % share
    return f"{said}."


def alarms(workspace: Workspace, since: datetime, until: datetime) -> list[str]:
    """How many alarms there were, and how many nobody sees to."""
    rows = Alarm.objects.of(workspace).filter(storm__isnull=True, at__gte=since, at__lt=until)
    count, unseen = rows.count(), rows.filter(acknowledged_at__isnull=True).count()
    if not count:
        return []
    words = ngettext(
        "%(n)s alarm, of which %(unseen)s has nobody who sees to it.",
        "%(n)s alarms, of which %(unseen)s have nobody who sees to them.",
        count,
    )
    url = settings.BASE_URL + reverse("listening:alarms", args=[workspace.slug])
    return [f"{words % {'n': count, 'unseen': unseen}}\n{url}"]


def insights(workspace: Workspace, since: datetime, until: datetime) -> list[str]:
    """What was understood in the period, and how much waits for a decision."""
    rows = Insight.objects.of(workspace).select_related("workspace").order_by("-made_at")
    fresh = list(rows.filter(made_at__gte=since, made_at__lt=until)[:INSIGHTS])
    waiting = rows.filter(state=Insight.State.WAITS).count()
    parts = []
    if fresh:
        lines = [f"– {one}\n  {settings.BASE_URL}{kind_of(one).url(one)}" for one in fresh]
        parts.append("\n".join([_("New insights:"), *lines]))
    if waiting:
        words = ngettext(
            "%(n)s insight waits for a decision.", "%(n)s insights wait for a decision.", waiting
        )
        parts.append(words % {"n": waiting})
    return parts
