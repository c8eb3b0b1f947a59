"""Who is told of mentions that a rule asked people to look at."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.flows.whom import leads, watching
from virta.listening.models import MentionRule, RuleAlarm
from virta.listening.subjects import Subject
from virta.people.models import Person
from virta.records import commenting
from virta.records.models import Happening

PORTION = 1000


def tell_waiting(now: datetime) -> int:
    """Tell of every mention that waits, one notice a rule and person. Returns how many notices."""
    rows = RuleAlarm.objects.filter(told_at__isnull=True, rule__removed_at__isnull=True)
    waiting: dict[MentionRule, list[RuleAlarm]] = {}
    some = rows.select_related("rule__workspace", "mention__workspace").order_by("pk")[:PORTION]
    for one in some:
        waiting.setdefault(one.rule, []).append(one)
    return sum(tell(rule, alarms, now) for rule, alarms in waiting.items())


def tell(rule: MentionRule, alarms: Sequence[RuleAlarm], now: datetime) -> int:
    """Tell whoever is on watch, else those who lead, of the mentions of one rule."""
    mine = RuleAlarm.objects.filter(pk__in=[one.pk for one in alarms], told_at__isnull=True)
    if not mine.update(told_at=now):
        return 0  # another worker was faster
    newest = Subject(max(alarms, key=lambda one: one.mention_id).mention)
    people = watching(rule.workspace, now) or leads(rule.workspace)
    return sum(notify(person, rule, newest, len(alarms)) for person in people)


def notify(person: Person, rule: MentionRule, newest: Subject, count: int) -> bool:
    with translation.override(person.language):
        text = words(rule, count)
    about = f"ruled:{rule.pk}:{newest.mention.pk}"
    made = commenting.notify(rule.workspace, person, Happening.HEARD, newest, None, text, about)
    return made is not None


def words(rule: MentionRule, count: int) -> str:
    """By which rule, in the language that is on."""
    said = _("The rule “%(rule)s” asks you to look at this.") % {"rule": rule}
    if count == 1:
        return said
    others = ngettext("%(count)s other came with it.", "%(count)s others came with it.", count - 1)
    return f"{said} {others % {'count': count - 1}}"
