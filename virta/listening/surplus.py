"""A search that matches too much: what is over its cap is counted, and not kept.

A search keeps the first `settings.KEPT_AN_HOUR` mentions of each hour of theirs, and what other searches
keep. Of the rest only the figures are kept, so that pictures and alarms stay exact.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.conf import settings

from virta.kit.portions import portions
from virta.listening import tallying, writing
from virta.listening.models import ALL, Hourly, Mention, Search, Surplus, SurplusPost
from virta.people.models import Workspace

KNOWN_FOR = timedelta(days=1)
"""How long after it came last a post is known to have been counted."""

Pair = tuple[Mention, list[int]]
"""A mention that is not stored yet, and the searches that match it."""
Hour = tuple[int, datetime]
"""A search and an hour."""


def divide(
    workspace: Workspace, fresh: Sequence[Pair], version: Callable[[int], int]
) -> tuple[list[Pair], list[Pair]]:
    """Which are kept and which are only counted. `version` tells which form of a search it is that
    matched: one that was changed has the whole of its room again."""
    wanted = Counter(hour for pair in fresh for hour in _hours(pair))
    room = _room(workspace, wanted, version)
    kept: list[Pair] = []
    over: list[Pair] = []
    for pair in fresh:
        hours = list(_hours(pair))
        (kept if any(room.get(one, 1) > 0 for one in hours) else over).append(pair)
        for one in hours:
            if one in room:
                room[one] -= 1
    return kept, over


def _hours(pair: Pair) -> Iterator[Hour]:
    hour = tallying.hour_of(pair[0].at)
    return ((search, hour) for search in pair[1])


def _room(
    workspace: Workspace, wanted: Counter[Hour], version: Callable[[int], int]
) -> dict[Hour, int]:
    """How many mentions may still be kept, where more are wanted."""
    cap = settings.KEPT_AN_HOUR
    room = {one: cap for one, count in wanted.items() if count > cap}
    for row in _near(workspace, wanted, cap):
        _note(row, version(row.search_id))
        room[row.search_id, row.hour] = cap - (row.count - row.base)
    return room


def _near(workspace: Workspace, wanted: Counter[Hour], cap: int) -> Iterator[Hourly]:
    """The hours that come over the cap with what is wanted."""
    searches = sorted({search for search, _hour in wanted})
    hours = sorted({hour for _search, hour in wanted})
    least = cap - max(wanted.values(), default=0)
    for some, when in product(portions(searches), portions(hours)):
        rows = Hourly.objects.of(workspace).filter(
            search_id__in=some, hour__in=when, count__gt=least
        )
        yield from (row for row in rows if row.count + wanted[row.search_id, row.hour] > cap)


def _note(row: Hourly, version: int) -> None:
    """Begin to count anew where the search was changed since it came near to its cap."""
    if row.version == version:
        return
    if row.version:
        row.base = row.count
    row.version = version
    Hourly.objects.filter(pk=row.pk).update(base=row.base, version=version)


def count(workspace: Workspace, over: Sequence[Pair], changes: Counter[tallying.Place]) -> None:
    """Count what is not kept, and know it again."""
    writing.insert([_post(workspace, mention, searches) for mention, searches in over])
    counted = Counter(one for mention, searches in over for one in _places(mention, searches))
    changes.update(tallying.without_all(counted))
    tallying.add_surplus(workspace.pk, counted)


def _post(workspace: Workspace, mention: Mention, searches: list[int]) -> SurplusPost:
    return SurplusPost(
        fingerprint=mention.fingerprint,
        workspace_id=workspace.pk,
        heard_at=mention.heard_at,
        at=mention.at,
        network=mention.network,
        language=mention.language,
        sentiment=mention.sentiment,
        searches=searches,
    )


def _places(post: Mention | SurplusPost, searches: Iterable[int]) -> Iterator[tallying.Place]:
    return (tallying.place(search, post) for search in (ALL, *searches))


def known(workspace: Workspace, prints: Collection[int]) -> dict[int, SurplusPost]:
    """Those that were counted and not kept, by their fingerprints."""
    mine = SurplusPost.objects.of(workspace)
    found: dict[int, SurplusPost] = {}
    every = writing.stored(SurplusPost, "fingerprint", list(prints)) if mine.exists() else []
    for some in portions(every):
        rows = mine.filter(fingerprint__in=some)
        found |= {one.fingerprint: one for one in rows}
    return found


def heard_again(workspace: Workspace, posts: Iterable[SurplusPost], now: datetime) -> None:
    """They came again: know them for another day."""
    prints = [one.fingerprint for one in posts]
    for some in portions(prints):
        rows = SurplusPost.objects.of(workspace).filter(fingerprint__in=some)
        rows.update(heard_at=now)


def take_back(
    workspace: Workspace, posts: Sequence[SurplusPost], changes: Counter[tallying.Place]
) -> None:
    """Count them no more."""
    if not posts:
        return
    there = still(workspace, posts)
    counted: Counter[tallying.Place] = Counter()
    for one in posts:
        counted.subtract(_places(one, (search for search in one.searches if search in there)))
    changes.update(tallying.without_all(counted))
    tallying.add_surplus(workspace.pk, counted)
    prints = [one.fingerprint for one in posts]
    for some in portions(prints):
        SurplusPost.objects.filter(fingerprint__in=some).delete()


def still(workspace: Workspace, posts: Iterable[SurplusPost]) -> set[int]:
    """Those of their searches that have not been erased since."""
    named = {search for one in posts for search in one.searches}
    rows = Search.everything.of(workspace).filter(pk__in=named)
    return set(rows.values_list("pk", flat=True))


def between(
    workspace: Workspace, searches: Collection[int], since: datetime, until: datetime
) -> Any:
    """The rows of what was counted and not kept of searches in a period."""
    return Surplus.objects.of(workspace).filter(
        search_id__in=searches, hour__gte=since, hour__lt=until
    )


def forget(now: datetime) -> int:
    """Forget the fingerprints of what has not come for a day. Returns how many."""
    gone, _by_model = SurplusPost.objects.filter(heard_at__lt=now - KNOWN_FOR).delete()
    return gone
