"""Puts together what says nearly the same: copies with some words changed, reposts, bare quotes.

Done by the worker soon after the taking in, which only adds each mention's sketch. A new mention
is held against those of the days before it; where sketches agree enough, the words are compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache

from virta.kit.portions import portions
from virta.listening import likeness, naming
from virta.listening.models import Intake, Mention
from virta.people.models import Workspace

WINDOW = timedelta(days=3)
"""Later than so long after one another, equal words are not the same wave any more."""
MOST = 100_000
"""Mentions of the window that are looked at, the newest."""
SLACK = timedelta(minutes=2)
"""Two workers may store at a time; what the other stored meanwhile is looked at, too."""
MOST_PAIRS = 50
"""Of the mentions that may be like a new one, so many are compared, the likest first."""

AT_ONCE = 5_000
"""So many new mentions in one round, so that a flood of them holds up nothing else."""
TEXTS_AT_ONCE = 100
"""New mentions whose words are compared at a time."""

Row = tuple[int, datetime, int, int]
"""A mention's number, when it was heard, its fold and its sketch."""
Laid = tuple[likeness.Places, list[dict[bytes, list[int]]]]
"""The places of each mention's sketch, and for each band who has which places there."""


def fold_all(now: datetime) -> bool:
    """Fold what came since the last time, in every workspace. Returns whether there is more."""
    intakes = list(Intake.objects.select_related("workspace"))
    return sum(fold(one.workspace, one, now) for one in intakes) > 0


def fold(workspace: Workspace, intake: Intake, now: datetime) -> bool:
    """Fold what came to a workspace since the last time, the first of it where that is much.
    Returns whether there is more."""
    mark = f"mentions-folded-{workspace.pk}"
    if intake.folded_until and cache.get(mark) == intake.portions:
        return False
    rows = Mention.objects.of(workspace)
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return False
    since = intake.folded_until
    first = 0 if since is None else naming.bound(naming.moment(newest) - WINDOW)
    names = ("pk", "heard_at", "fold", "sketch")
    found: list[Row] = list(
        rows.filter(pk__gt=first, sketch__isnull=False).order_by("-pk").values_list(*names)[:MOST]
    )
    found.reverse()
    fresh = [at for at, row in enumerate(found) if since is None or row[1] > since - SLACK]
    until = now
    if since is not None and len(fresh) > AT_ONCE:
        last = sorted(found[at][1] for at in fresh)[AT_ONCE - 1]
        fresh = [at for at in fresh if found[at][1] <= last]
        until = last + SLACK  # on from there, without looking at these once more
    changed = _passed_on(workspace, since) | (_alike(found, fresh) if fresh else {})
    _write(changed)
    Intake.objects.filter(pk=intake.pk).update(folded_until=until)
    if until == now:
        cache.set(mark, intake.portions, timeout=86_400)
    return until != now


def _alike(found: Sequence[Row], fresh: Sequence[int]) -> dict[int, int]:
    """New folds by mention, of those that say nearly the same as an earlier one."""
    changed: dict[int, int] = {}
    laid = laid_out(found)
    # The words of all that came in an hour would take hundreds of megabytes.
    for some in portions(sorted(fresh), TEXTS_AT_ONCE):
        _compare(found, candidates(found, some, laid), changed)
    return changed


def _compare(found: Sequence[Row], pairs: dict[int, list[int]], changed: dict[int, int]) -> None:
    """Note new folds of those that are like one of the earlier ones they are held against."""
    texts = _texts({found[at][0] for pair in pairs.items() for at in (pair[0], *pair[1])})
    for at in sorted(pairs):
        pk, _heard, fold, _sketch = found[at]
        mine = texts.get(pk, set())
        scored = [
            (likeness.jaccard(mine, texts.get(found[other][0], set())), other)
            for other in pairs[at]
        ]
        index, likest = max(scored)
        like, _at, former, _mark = found[likest]
        now = changed.get(like, former)
        if index >= likeness.ALIKE and now != fold:
            changed[pk] = now


def laid_out(found: Sequence[Row]) -> Laid:
    """All mentions by the places of their sketches."""
    sketches = np.fromiter((row[3] for row in found), np.int64, len(found))
    places = likeness.places_of(sketches)
    return places, _buckets(places)


def candidates(found: Sequence[Row], fresh: Sequence[int], laid: Laid) -> dict[int, list[int]]:
    """For each new one the earlier ones within the window whose sketches agree enough."""
    places, buckets = laid
    pairs: dict[int, list[int]] = {}
    for at in fresh:
        near = {
            other
            for band, bucket in zip(likeness.BANDS, buckets, strict=True)
            for other in bucket[places[at, band].tobytes()]
            if other < at
        }
        close = _close(found, places, at, np.fromiter(near, np.int64, len(near)))
        if close:
            pairs[at] = close
    return pairs


def _buckets(places: likeness.Places) -> list[dict[bytes, list[int]]]:
    """For each band, who has which places there."""
    buckets: list[dict[bytes, list[int]]] = []
    for band in likeness.BANDS:
        bucket: dict[bytes, list[int]] = defaultdict(list)
        keys = np.ascontiguousarray(places[:, band]).tobytes()
        for at in range(len(places)):
            bucket[keys[at * len(band) : (at + 1) * len(band)]].append(at)
        buckets.append(bucket)
    return buckets


def _close(
    found: Sequence[Row], places: likeness.Places, at: int, others: likeness.Numbers
) -> list[int]:
    """Of those that share a band with a mention, the likest, not too long before it."""
    agree = (places[others] == places[at]).sum(axis=1)
    close = [
        (-int(score), int(other))
        for other, score in zip(others, agree, strict=True)
        if score >= likeness.ENOUGH and _within(found[at][0], found[int(other)][0])
    ]
    return [other for _score, other in sorted(close)[:MOST_PAIRS]]


def alike(mention: Mention) -> Any:
    """All that says the same, the mention itself among it."""
    return Mention.objects.filter(workspace_id=mention.workspace_id, fold=mention.fold)


def _within(one: int, other: int) -> bool:
    return naming.moment(one) - naming.moment(other) <= WINDOW


def _texts(numbers: Iterable[int]) -> dict[int, set[str]]:
    """The shingles of mentions, by number."""
    order, found = sorted(numbers), {}
    for some in portions(order):
        rows = Mention.objects.filter(pk__in=some)
        for pk, title, text in rows.values_list("pk", "title", "text"):
            words = likeness.words_of(f"{title} {text}")
            found[pk] = likeness.shingles(words)
    return found


def _passed_on(workspace: Workspace, since: datetime | None) -> dict[int, int]:
    """Reposts, and quotes that add nothing, by the fold of what they pass on, where it was heard."""
    kinds = (Mention.Type.REPOST, Mention.Type.QUOTE)
    rows = Mention.objects.of(workspace).filter(type__in=kinds).exclude(about="")
    if since is not None:
        rows = rows.filter(pk__gt=naming.bound(since - WINDOW), heard_at__gt=since - SLACK)
    mine: dict[int, list[Any]] = defaultdict(list)
    for one in rows.order_by("-pk").only("network", "about", "type", "title", "text", "fold")[
        :MOST
    ]:
        words = likeness.words_of(f"{one.title} {one.text}")
        if one.type == Mention.Type.REPOST or len(words) < likeness.FEWEST:
            mine[naming.fingerprint(workspace.pk, one.network, one.about)].append(one)
    changed: dict[int, int] = {}
    prints = sorted(mine)
    for some in portions(prints):
        asked = Mention.objects.filter(fingerprint__in=some)
        for print_, fold in asked.values_list("fingerprint", "fold"):
            changed |= {one.pk: fold for one in mine[print_] if one.fold != fold}
    return changed


def _write(changed: dict[int, int]) -> None:
    groups: dict[int, list[int]] = defaultdict(list)
    for pk, fold in changed.items():
        groups[fold].append(pk)
    for fold, numbers in groups.items():
        for some in portions(numbers):
            Mention.objects.filter(pk__in=some).update(fold=fold)
