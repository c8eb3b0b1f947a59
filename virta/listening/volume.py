"""How much was heard, from the tallies; days without collection are gaps and no zeros."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone

from virta.listening.models import Search, Source, Tally


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the reader's time zone; `count` is None where nothing was collected yet."""

    day: date
    count: int | None


def by_day(search: Search, since: datetime, until: datetime) -> list[Day]:
    """The mentions of a search a day, both days included."""
    zone = timezone.get_current_timezone()
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    rows = Tally.objects.filter(search=search, hour__gte=since - timedelta(days=1), hour__lte=until)
    counts: Counter[date] = Counter()
    for hour, count in rows.values_list("hour").annotate(Sum("count")):
        counts[hour.astimezone(zone).date()] += count
    begun = begins(search, zone)
    days = (first + timedelta(days=one) for one in range((last - first).days + 1))
    return [
        Day(day, counts[day] if counts[day] or (begun and begun <= day) else None) for day in days
    ]


def begins(search: Search, zone: ZoneInfo) -> date | None:
    """From which day on silence says something: the search and a source were both there."""
    sources = Source.objects.of(search.workspace).filter(looked_at__isnull=False)
    first = sources.order_by("made_at").values_list("made_at", flat=True).first()
    if first is None:
        return None
    begun: datetime = max(first, search.made_at)
    return begun.astimezone(zone).date()
