"""The tidying of what is older than a workspace keeps."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from virta.listening import erasing, naming, spans, writing
from virta.listening.models import InsightMention, Mention, Ranking, Retention
from virta.listening.retention import kept_since
from virta.people.models import Workspace

PORTION = 500
MOST = 20
"""Portions of one workspace in a row, then others have their turn."""
AT_ONCE = MOST * PORTION
EXCERPT = 200


def tidy_all(now: datetime) -> int:
    """Erase what is older than each workspace keeps. Returns how many mentions that were."""
    return sum(tidy(one, now) for one in Workspace.objects.filter(is_example=False))


def tidy(workspace: Workspace, now: datetime) -> int:
    """Erase in small portions, so that nobody waits; what is left goes the next time."""
    since = kept_since(workspace, now)
    last, erased = naming.bound(since), 0
    for _portion in range(MOST):
        rows = Mention.objects.of(workspace).filter(pk__lt=last).order_by("pk")
        numbers = list(rows.values_list("pk", flat=True)[:PORTION])
        if not numbers:
            break
        erased += erase_for_age(workspace, numbers)
    if erased:
        forget_lists(workspace, since, now)
    note(workspace, erased, now)
    return erased


def forget_lists(workspace: Workspace, since: datetime, now: datetime) -> None:
    """Who wrote, what was linked and which phrases there were on the days that are no longer kept;
    the figures of those days stay."""
    old = Ranking.objects.of(workspace).filter(day__lt=since.date())
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        named = old.exclude(authors="[]", links="[]", phrases="[]")
        days = set(named.values_list("day", flat=True))
        named.update(authors="[]", links="[]", phrases="[]", made_at=now)
        spans.forget(workspace, days)


@transaction.atomic
def erase_for_age(workspace: Workspace, numbers: Sequence[int]) -> int:
    """Erase mentions and all that hangs on them. Tallies stay: they hold nothing of anybody."""
    leave_excerpts(numbers)
    return erasing.for_age(workspace, numbers)


def leave_excerpts(numbers: Sequence[int]) -> None:
    """What insights rest on: a few words without their author take the mention's place."""
    rows = InsightMention.objects.filter(mention__in=numbers).select_related("mention")
    changed = []
    for one in rows:
        mention = one.mention
        one.excerpt, one.network = str(mention.title or mention.text)[:EXCERPT], mention.network
        one.on, one.mention = mention.at.date(), None
        changed.append(one)
    InsightMention.objects.bulk_update(changed, ["excerpt", "network", "on", "mention"])


def note(workspace: Workspace, erased: int, now: datetime) -> None:
    """Write down that it was looked, and what went."""
    kept, _new = Retention.objects.get_or_create(workspace=workspace)
    facts: dict[str, object] = {"ran_at": now}
    if erased:
        more = F("erased_in_all") + erased
        facts |= {"erased": erased, "erased_at": now, "erased_in_all": more}
    Retention.objects.filter(pk=kept.pk).update(**facts)
