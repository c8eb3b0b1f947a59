"""Makes the lists of a search's day, and counts what all searches together heard.

Done by the worker: hours that were touched since (`Hourly.changes`) are counted anew, and the
lists of their days made anew. An entry of a list is
- an author: [hash, a mention's number, mentions, different texts, followers, others' sketch]
- a link: [address, mentions, authors' sketch]
- a phrase: [key, how it is written, beginnings of its words, mentions, units, authors' sketch],
  and where it shares texts with others, 0 and {the other's key: units shared} (`day_words`).
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from virta.listening import naming, spans, surplus, writing
from virta.listening.day_words import Words
from virta.listening.models import ALL, Hourly, Mention, Ranking, Span, Surplus, Tally
from virta.listening.people import People
from virta.people.models import Workspace

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
TODAY_EVERY = timedelta(minutes=5)
"""How often the lists of a day that is not over are made."""
CLOSED_EVERY = timedelta(minutes=30)
"""How often those of a day that is over, where something came or went since."""
BUDGET = 3.0
"""Seconds of a round, so that the worker's other chores have their turn."""
LOOKED_AT = 20_000
"""Mentions of a search's day in which phrases and links are looked for; of more, a sample."""
AT_ONCE = 2000


@dataclass(slots=True)
class Day:
    """What is gathered of one search's day."""

    networks: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    people: People = field(default_factory=People)
    words: Words = field(default_factory=Words)
    mentions: int = 0


def rank_all(now: datetime, budget: float = BUDGET) -> int:
    """Bring figures and lists up to date, the most urgent first. Returns how many lists."""
    begun, made = monotonic(), 0
    touched = Hourly.objects.filter(changes__gt=F("ranked")).values_list("workspace_id", flat=True)
    for workspace in Workspace.objects.filter(pk__in=set(touched.distinct())):
        count_all(workspace)
        for search_id, day in due(workspace, now):
            if monotonic() - begun > budget:
                return made
            rank(workspace, search_id, day, now)
            made += 1
    return made


def rebuild(workspace: Workspace, now: datetime) -> int:
    """Make every figure and list anew from tallies and mentions. Returns how many lists."""
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        Hourly.objects.of(workspace).delete()
        Ranking.objects.of(workspace).delete()
        Span.objects.of(workspace).delete()
        _hours_of_searches(workspace)
        hours = Hourly.objects.of(workspace).values_list("hour", flat=True).distinct()
        Hourly.objects.bulk_create(
            [Hourly(workspace=workspace, search_id=ALL, hour=hour) for hour in hours],
            batch_size=AT_ONCE,
        )
    count_all(workspace)
    wanted = list(due(workspace, now))
    for search_id, day in wanted:
        rank(workspace, search_id, day, now)
    return len(wanted)


def _hours_of_searches(workspace: Workspace) -> None:
    found: dict[tuple[int, datetime], Hourly] = {}
    rows = Tally.objects.of(workspace).values_list("search_id", "hour", "sentiment", "count")
    names = {-1: "negative", 0: "neutral", 1: "positive"}
    for search_id, hour, sentiment, count in rows.iterator(chunk_size=AT_ONCE):
        key = (search_id, hour)
        row = found.setdefault(key, Hourly(workspace=workspace, search_id=search_id, hour=hour))
        row.count += count
        if name := names.get(sentiment):
            setattr(row, name, getattr(row, name) + count)
    Hourly.objects.bulk_create(found.values(), batch_size=AT_ONCE)


def count_all(workspace: Workspace) -> None:
    """Count the mentions of each hour that was touched since it was counted last."""
    rows = Hourly.objects.of(workspace).filter(search_id=ALL, changes__gt=F("counted"))
    for row in list(rows):
        mine = _mentions(workspace, row.hour, row.hour + HOUR)
        figures = mine.aggregate(
            count=Count("pk"),
            negative=Count("pk", filter=Q(sentiment=-1)),
            neutral=Count("pk", filter=Q(sentiment=0)),
            positive=Count("pk", filter=Q(sentiment=1)),
        )
        figures = _and_not_kept(figures, workspace, row.hour)
        # What changed while it was counted has another number and is counted the next time.
        Hourly.objects.filter(pk=row.pk).update(counted=row.changes, **figures)


def _and_not_kept(figures: dict[str, int], workspace: Workspace, hour: datetime) -> dict[str, int]:
    """Figures of mentions, with those of posts of that hour that were counted and not kept."""
    names = {-1: "negative", 0: "neutral", 1: "positive"}
    rows = Surplus.objects.of(workspace).filter(search_id=ALL, hour=hour)
    for sentiment, count in rows.values_list("sentiment").annotate(Sum("count")):
        figures["count"] += count
        if name := names.get(sentiment):
            figures[name] += count
    return figures


def _mentions(workspace: Workspace, since: datetime, until: datetime) -> Any:
    bounds = {"pk__gte": naming.bound(since), "pk__lt": naming.bound(until)}
    return Mention.objects.of(workspace).filter(**bounds)


def due(workspace: Workspace, now: datetime) -> Iterator[tuple[int, date]]:
    """Searches and days whose lists are to be made now: those without any first, the newest first."""
    zone = ZoneInfo(workspace.time_zone)
    rows = Hourly.objects.of(workspace).filter(changes__gt=F("ranked"))
    touched = {
        (search, hour.astimezone(zone).date())
        for search, hour in rows.values_list("search_id", "hour")
    }
    if not touched:
        return
    made = Ranking.objects.of(workspace).filter(day__gte=min(day for _search, day in touched))
    known = {
        (search, day): at for search, day, at in made.values_list("search_id", "day", "made_at")
    }
    today = now.astimezone(zone).date()
    order = sorted(touched, key=lambda one: (one in known, -one[1].toordinal(), one[0]))
    for one in order:
        every = TODAY_EVERY if one[1] >= today else CLOSED_EVERY
        if one not in known or now - known[one] >= every:
            yield one


def bounds_of(workspace: Workspace, day: date) -> tuple[datetime, datetime]:
    """A day of the workspace's time zone, in UTC."""
    zone = ZoneInfo(workspace.time_zone)
    since = datetime.combine(day, time(), zone).astimezone(UTC)
    until = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return since, until


def rank(workspace: Workspace, search_id: int, day: date, now: datetime) -> Ranking:
    """Make the lists of one search's day."""
    since, until = bounds_of(workspace, day)
    hours = Hourly.objects.of(workspace).filter(
        search_id=search_id, hour__gte=since - HOUR + timedelta(seconds=1), hour__lt=until
    )
    # An hour of all that is not counted yet stays marked, so that it will be.
    reached = "counted" if search_id == ALL else "changes"
    seen = list(hours.values_list("pk", reached, "count"))
    over = surplus.between(workspace, [search_id], since, until)
    kept = sum(one[2] for one in seen) - sum(over.values_list("count", flat=True))
    found = gathered(workspace, search_id, since, until, max(1, kept))
    for network, language, count in over.values_list("network", "language", "count"):
        found.networks[network] += count
        found.languages[language] += count
    encode = msgspec.json.encode
    lists: dict[str, Any] = {
        "networks": found.networks,
        "languages": found.languages,
        "authors": found.people.entries(),
        "links": found.words.links(),
        "phrases": found.words.phrases(),
    }
    with transaction.atomic():
        writing.wait_for_turn(workspace)  # spans are made of days that stay as they are
        made, _new = Ranking.objects.update_or_create(
            workspace=workspace,
            search_id=search_id,
            day=day,
            defaults={
                "made_at": now,
                "mentions": found.mentions,
                "looked_at": found.words.looked_at,
                **{name: encode(value).decode() for name, value in lists.items()},
            },
        )
        spans.forget(workspace, [day], [search_id])
    for pk, changes, _count in seen:
        Hourly.objects.filter(pk=pk).update(ranked=changes)
    return made


def gathered(
    workspace: Workspace, search_id: int, since: datetime, until: datetime, expected: int
) -> Day:
    """Read the mentions of a stretch, in portions; texts of a sample where there are many."""
    found = Day()
    every = -(-expected // LOOKED_AT)
    for portion in _portions(workspace, search_id, naming.bound(since), naming.bound(until)):
        found.mentions += len(portion)
        found.networks.update(one.network for one in portion)
        found.languages.update(one.language for one in portion)
        found.people.take(workspace, portion)
        # The number's low bits are chance, so that this is a fair sample.
        sample = [one.pk for one in portion if one.pk % every == 0]
        rows = Mention.objects.filter(pk__in=sample)
        found.words.take(rows.only(*Words.FIELDS))
    return found


def _portions(workspace: Workspace, search_id: int, low: int, high: int) -> Iterator[list[Mention]]:
    while True:
        rows = Mention.objects.of(workspace)
        if search_id == ALL:
            rows = rows.filter(pk__gte=low, pk__lt=high).order_by("pk")
        else:
            rows = rows.filter(
                hits__search_id=search_id, hits__mention_id__gte=low, hits__mention_id__lt=high
            ).order_by("hits__mention_id")
        portion = list(rows.only(*People.FIELDS)[:AT_ONCE])
        if portion:
            yield portion
        if len(portion) < AT_ONCE:
            return
        low = portion[-1].pk + 1
