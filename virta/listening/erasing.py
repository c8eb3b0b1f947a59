"""Mentions that go for good, with all that hangs on them; each way out returns how many went."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from virta.kit.portions import portions
from virta.listening import known, tallying, writing
from virta.listening.fulltext import index
from virta.listening.models import Hit, Mention
from virta.listening.subjects import forget
from virta.people.models import Workspace
from virta.sources.protocol import AuthorGone


def by_prints(workspace: Workspace, prints: Sequence[int], changes: Counter[tallying.Place]) -> int:
    """Erase what was taken back, by its fingerprints. Returns how many mentions that were."""
    # Most of what is taken back on a network was never stored here.
    here = writing.stored(Mention, "fingerprint", prints)
    return sum(
        _delete(workspace, Mention.objects.of(workspace).filter(fingerprint__in=some), changes)
        for some in portions(here)
    )


def by_authors(
    workspace: Workspace, authors: Iterable[AuthorGone], changes: Counter[tallying.Place]
) -> int:
    """Erase all by those whose accounts ended. Returns how many mentions that were."""
    wanted = {(one.network, one.author) for one in authors}
    return sum(
        _delete(
            workspace,
            known.exactly(Mention.objects.of(workspace).filter(network=network), "author", author),
            changes,
        )
        for network, author in sorted(wanted)
    )


def _delete(workspace: Workspace, rows: Any, changes: Counter[tallying.Place] | None = None) -> int:
    """Erase mentions and what hangs on them, and count them no more where `changes` are given."""
    forget(workspace, rows.values_list("pk", flat=True))
    hits = list(Hit.objects.filter(mention__in=rows).select_related("mention"))
    if changes is not None:
        changes.subtract(tallying.counted((hit.search_id, hit.mention) for hit in hits))
    searches: defaultdict[int, list[int]] = defaultdict(list)
    for hit in hits:
        searches[hit.mention_id].append(hit.search_id)
    index.remove(list(rows), searches)
    _all, by_model = rows.delete()
    return int(by_model.get(Mention._meta.label, 0))


def by_numbers(workspace: Workspace, numbers: Sequence[int]) -> int:
    """Erase single mentions for good. Returns how many."""
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        changes: Counter[tallying.Place] = Counter()
        erased = 0
        for some in portions(numbers):
            rows = Mention.objects.of(workspace).filter(pk__in=some)
            erased += _delete(workspace, rows, changes)
        tallying.add(workspace.pk, changes)
    return erased


def every(workspace: Workspace, rows: Any) -> int:
    """Erase for good what a queryset finds once nobody else is storing. Returns how many."""
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        return by_numbers(workspace, list(rows.values_list("pk", flat=True)))


def for_age(workspace: Workspace, numbers: Sequence[int]) -> int:
    """Erase mentions for their age. Their counts stay: they hold nothing of anybody."""
    return _delete(workspace, Mention.objects.of(workspace).filter(pk__in=numbers))
