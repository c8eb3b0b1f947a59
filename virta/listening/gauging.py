"""Whether a search is heard more or less than usual, hour by hour."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from virta.kit.portions import portions
from virta.listening import calling
from virta.listening.models import Alarm, Gauge, Gauged, Mention, Search, Source, Tally
from virta.listening.tallying import hour_of
from virta.people.models import Letter, Workspace
from virta.records.models import Notice
from virta.sources import registry
from virta.spikes import memory
from virta.spikes.detector import Detector

HOUR = timedelta(hours=1)
PATIENCE = timedelta(hours=2)
"""How long is waited for a source that is behind; then the hour is a gap."""
STORM = timedelta(hours=6)
"""Alarms of a workspace that come so soon after an open one come along with it."""
AT_ONCE = 24 * 14
"""Hours of one search in a row, then others have their turn."""


def gauge_all(now: datetime) -> int:
    """Take in every hour that is complete. Returns how many alarms there were."""
    rows = Search.objects.filter(is_on=True, workspace__is_example=False).order_by("pk")
    # Ten thousand searches at once take 40 MB, and to ask about each of them takes minutes.
    told = 0
    for some in portions(list(rows.values_list("pk", "workspace_id"))):
        begin(some, now)
        wanted = rows.filter(pk__in=due([pk for pk, _workspace in some], now))
        told += sum(gauge(one, now) for one in wanted.select_related("workspace"))
    return told


def begin(searches: Sequence[tuple[int, int]], now: datetime) -> None:
    """Learn of searches from this hour on where nothing is learnt yet: (search, workspace) pairs."""
    numbers = [pk for pk, _workspace in searches]
    known = set(Gauge.objects.filter(search__in=numbers).values_list("search_id", "what"))
    fresh = [
        Gauge(workspace_id=workspace, search_id=pk, what=what, fed_until=hour_of(now))
        for pk, workspace in searches
        for what in Gauged.values
        if (pk, what) not in known
    ]
    Gauge.objects.bulk_create(fresh, ignore_conflicts=True)


def due(searches: Sequence[int], now: datetime) -> list[int]:
    """Those of some searches of which an hour may be complete that was not taken in."""
    rows = Gauge.objects.filter(search__in=searches, fed_until__gt=now - HOUR)
    taken_in = Counter(rows.values_list("search_id", flat=True))
    return [one for one in searches if taken_in[one] < len(Gauged)]


def gauge(search: Search, now: datetime) -> int:
    """Take in the complete hours of one search. Returns how many alarms there were."""
    return sum(_gauge(search, what, now) for what in Gauged)


def _gauge(search: Search, what: Gauged, now: datetime) -> int:
    kept = Gauge.objects.filter(search=search, what=what).first()
    if kept is None:
        begin([(search.pk, search.workspace_id)], now)
        return 0
    if kept.fed_until > now + HOUR:
        return set_back(kept, now)
    hours = list(complete(search.workspace, kept.fed_until, now))
    if not hours:
        return 0
    detector = memory.unpack(kept.state) if kept.state else Detector(HOUR)
    counts = counted(search, what, kept.fed_until, hours[-1][0] + HOUR)
    found = [
        one
        for hour, is_gap in hours
        if (one := detector.update(hour, None if is_gap else counts.get(hour, 0)))
    ]
    with transaction.atomic():
        mine = Gauge.objects.filter(pk=kept.pk, fed_until=kept.fed_until)
        if not mine.update(fed_until=hours[-1][0] + HOUR, state=memory.pack(detector)):
            return 0  # another worker was faster
        # That fewer people than usual are angry wakes nobody.
        told = [one for one in found if what == Gauged.VOLUME or one.value > one.expected]
        for one in told:
            alarm = Alarm(
                workspace=search.workspace,
                search=search,
                what=what,
                at=one.at,
                seen=int(one.value),
                expected=one.expected,
                storm=storm(search.workspace, one.at),
            )
            calling.opening(alarm, now).save(force_insert=True)
    return len(told)


def set_back(kept: Gauge, now: datetime) -> int:
    """The clock had run ahead and was set back: gauged on from here, and not when time catches up.

    What was learnt stands; the hours that have not been were gaps.
    """
    detector = memory.unpack(kept.state) if kept.state else Detector(HOUR)
    detector.last = None
    mine = Gauge.objects.filter(pk=kept.pk, fed_until=kept.fed_until)
    mine.update(fed_until=hour_of(now), state=memory.pack(detector))
    return 0


def complete(
    workspace: Workspace, since: datetime, now: datetime
) -> Iterator[tuple[datetime, bool]]:
    """Hours from `since` on that are over and heard, each with whether it is a gap."""
    sources = list(Source.objects.of(workspace).filter(is_on=True).exclude(kind=Source.FILE))
    reached = [progress(one) for one in sources]
    for number in range(AT_ONCE):
        hour = since + number * HOUR
        end = hour + HOUR
        if end > now:
            return
        is_behind = any(one is None or one < end for one in reached)
        if is_behind and now - end < PATIENCE:
            return
        yield hour, is_behind or not sources


def progress(source: Source) -> datetime | None:
    """Until when a source has been heard."""
    described = registry.named(source.kind)
    if described is not None and described.stream is not None:
        return source.seen_until
    return None if source.trouble else source.looked_at


def counted(search: Search, what: Gauged, since: datetime, until: datetime) -> dict[datetime, int]:
    """Mentions by hour, all or the negative ones."""
    rows = Tally.objects.filter(search=search, hour__gte=since, hour__lt=until)
    if what == Gauged.NEGATIVE:
        rows = rows.filter(sentiment=Mention.Sentiment.NEGATIVE)
    return dict(rows.values_list("hour").annotate(Sum("count")))


def storm(workspace: Workspace, at: datetime) -> Alarm | None:
    """The open alarm of a search that one of this hour comes along with."""
    rows = Alarm.objects.of(workspace).filter(acknowledged_at__isnull=True, storm__isnull=True)
    rows = rows.filter(search__isnull=False)
    found: Alarm | None = rows.filter(at__gt=at - STORM, at__lte=at).order_by("at", "pk").first()
    return found


@transaction.atomic
def acknowledge(alarm: Alarm, person: object | None, now: datetime) -> int:
    """Somebody sees to it, and to all that came along: what waits to be mailed about it is not.

    Returns how many alarms that were.
    """
    rows = Alarm.objects.filter(acknowledged_at__isnull=True)
    mine = rows.filter(pk=alarm.pk) | rows.filter(storm=alarm)
    count = int(mine.update(acknowledged_at=now, acknowledged_by=person, next_at=None))
    # The webhooks that were told of it are told of this, too; the worker does so.
    Alarm.objects.filter(pk=alarm.pk, acknowledged_at=now, storm=None).update(next_at=now)
    notices = Notice.objects.filter(workspace=alarm.workspace, about__startswith=alarm.notices)
    notices.filter(mailed_at__isnull=True).update(mailed_at=now)
    letters = Letter.objects.filter(workspace=alarm.workspace, about__startswith=alarm.notices)
    letters.filter(done_at__isnull=True, claimed_until__isnull=True).update(done_at=now)
    return count
