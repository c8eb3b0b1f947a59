"""Alarms of what a rule says must never be missed: the first mention opens one, the others count.

One storm is one alarm. Mentions that come while it is open, none of them more than `STORM` after the
one before, raise its number and stand on its page; nobody is told of them anew.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from virta.listening import calling
from virta.listening.gauging import STORM
from virta.listening.models import Alarm, Mention, MentionRule, RuleAlarm
from virta.people.models import Workspace


@transaction.atomic
def catch(workspace: Workspace, rule: MentionRule, numbers: Sequence[int], now: datetime) -> int:
    """Raise the alarm of a rule by these mentions. Returns how many are new to it."""
    # One worker after the other, so that two of them do not both open one.
    MentionRule.everything.select_for_update(no_key=True).get(pk=rule.pk)
    known = RuleAlarm.objects.filter(rule=rule, mention__in=numbers)
    new = sorted(set(numbers) - set(known.values_list("mention_id", flat=True)))
    if not new:
        return 0
    alarm = raised(rule, len(new), now) or opened(workspace, rule, new, now)
    RuleAlarm.objects.bulk_create(
        [
            RuleAlarm(workspace=workspace, rule=rule, mention_id=one, at=now, alarm=alarm)
            for one in new
        ]
    )
    return len(new)


def note(workspace: Workspace, rule: MentionRule, numbers: Sequence[int], now: datetime) -> int:
    """Write down that a rule caught these mentions of the past, of which nobody is told."""
    rows = [RuleAlarm(workspace=workspace, rule=rule, mention_id=one, at=now) for one in numbers]
    return len(RuleAlarm.objects.bulk_create(rows, ignore_conflicts=True))


def raised(rule: MentionRule, count: int, now: datetime) -> Alarm | None:
    """The open alarm of the storm that still goes on, counted up; None where there is none."""
    rows = Alarm.objects.filter(rule=rule, acknowledged_at__isnull=True)
    going_on = rows.annotate(latest=Max("caught__at")).filter(latest__gt=now - STORM)
    found: Alarm | None = going_on.order_by("-pk").first()
    # Somebody may have seen to it since: then these mentions are a new one.
    if found and rows.filter(pk=found.pk).update(seen=F("seen") + count):
        return found
    return None


def opened(workspace: Workspace, rule: MentionRule, numbers: Sequence[int], now: datetime) -> Alarm:
    """A new one."""
    alarm = Alarm(workspace=workspace, rule=rule, at=now, seen=len(numbers))
    calling.opening(alarm, now)
    alarm.storm = besides(alarm, numbers)
    if alarm.storm:
        alarm.next_at = None
    alarm.save(force_insert=True)
    return alarm


def besides(alarm: Alarm, numbers: Sequence[int]) -> Alarm | None:
    """The open alarm of another rule that has caught the same mentions and tells the same people."""
    rows = Alarm.objects.of(alarm.workspace).filter(
        acknowledged_at__isnull=True,
        storm__isnull=True,
        path=alarm.path,
        is_urgent=alarm.is_urgent,
        caught__mention__in=numbers,
    )
    whole = rows.exclude(rule=alarm.rule).annotate(same=Count("caught")).filter(same=len(numbers))
    found: Alarm | None = whole.order_by("pk").first()
    return found if found and found.owner == alarm.owner else None


def caught(alarm: Alarm) -> QuerySet[Mention]:
    """The mentions of an alarm and of those that came along, the newest first."""
    mine = RuleAlarm.objects.filter(Q(alarm=alarm) | Q(alarm__storm=alarm))
    rows = Mention.objects.of(alarm.workspace).filter(pk__in=mine.values("mention"))
    return rows.select_related("workspace").order_by("-pk")
