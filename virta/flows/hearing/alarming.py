"""Who is told of what is heard out of the usual, step by step, until somebody sees to it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.listening import calling, silence
from virta.listening.calling import Means, Target, Turn
from virta.listening.models import Alarm, Call
from virta.listening.tallying import hour_of
from virta.ownership.escalating import next_time
from virta.people.models import Letter, Person
from virta.people.whom import here, leads
from virta.records import commenting, hooking, quiet
from virta.records.models import Happening, Webhook

Outcome = Call.Outcome
PARTS = ("search__owner", "rule__person", "source__made_by", "workspace", "acknowledged_by")
RAISED, ESCALATED, SEEN = "alarm.raised", "alarm.escalated", "alarm.acknowledged"
OVER = "alarm.over"


def tell_due(now: datetime) -> int:
    """Tell of every alarm whose next stage is due. Returns how many people were told."""
    rows = Alarm.objects.filter(next_at__lte=now, workspace__is_example=False)
    rows = rows.filter(search__removed_at__isnull=True, rule__removed_at__isnull=True)
    due = rows.select_related(*PARTS)
    return sum(close(one, now) if one.acknowledged_at else advance(one, now) for one in due)


@transaction.atomic
def close(alarm: Alarm, now: datetime) -> int:
    """Tell the webhooks that heard of it that somebody sees to it; that it is over, people too.

    Returns how many were told.
    """
    if not Alarm.objects.filter(pk=alarm.pk, next_at=alarm.next_at).update(next_at=None):
        return 0
    asked = Call.objects.filter(alarm=alarm, means=Means.WEBHOOK, outcome=Outcome.TOLD)
    keys = asked.values_list("reach", flat=True)
    hooks = list(Webhook.objects.of(alarm.workspace).filter(key__in=list(keys), is_on=True))
    for hook in hooks:
        message(alarm, hook, OVER if alarm.is_over else SEEN, now)
    people = here(alarm.workspace, calling.told(alarm)) if alarm.is_over else []
    for person in people:
        notice(alarm, person, now, "over", Target(person), is_urgent=False)
    return len(hooks) + len(people)


def advance(alarm: Alarm, now: datetime) -> int:
    """Take the stage that is due. Returns how many people were told; 0 for whoever came second."""
    taken = calling.turns(alarm, now)
    told = taken[-1].number + 1 if taken else alarm.told
    then = next_time(calling.stages(alarm), told, alarm.noticed_at, now) if taken else None
    with transaction.atomic():
        mine = Alarm.objects.filter(pk=alarm.pk, told=alarm.told, acknowledged_at__isnull=True)
        if not mine.update(told=told, next_at=then):
            return 0
        what = ESCALATED if alarm.told else RAISED
        for hook in hooking.in_use(alarm.workspace):
            message(alarm, hook, what, now)
            if not alarm.told:
                target = Target(None, hook.title, Means.WEBHOOK, hook.key)
                called(alarm, taken[0], target, now, Outcome.TOLD)
        return sum(tell(alarm, one, now) for one in taken)


def message(alarm: Alarm, hook: Webhook, what: str, now: datetime) -> None:
    """What a webhook is sent: a sentence in the language of the workspace, and the facts."""
    path = reverse("listening:alarm", args=[alarm.workspace.slug, alarm.pk])
    by = alarm.acknowledged_by
    facts = {
        "workspace": alarm.workspace.slug,
        "alarm": alarm.pk,
        "about": alarm.title,
        "sort": alarm.sort,
        "urgent": alarm.is_urgent,
        "hour": hour_of(alarm.at).isoformat(),
        "mentions": None if alarm.source_id else alarm.seen,
        "expected": None if alarm.expected is None else round(alarm.expected, 1),
        "acknowledged_by": str(by) if by else None,
        "url": settings.BASE_URL + path,
    }
    with translation.override(alarm.workspace.language):
        said = f"{alarm.title}: {sentence(alarm, now)}"
        if by:
            said = _("%(who)s sees to it: %(about)s") % {"who": by, "about": alarm.title}
    hooking.queue(hook, what, f"{said} {facts['url']}", facts, now)


def tell(alarm: Alarm, turn: Turn, now: datetime) -> int:
    """Tell the people of one stage and write it down. Returns how many were told now."""
    if not turn.targets:
        called(alarm, turn, Target(), now, Outcome.NOBODY)
    return sum(tell_one(alarm, turn, one, now) for one in turn.targets)


def tell_one(alarm: Alarm, turn: Turn, target: Target, now: datetime) -> int:
    """Tell one person; 0 for whoever has left, and for whom it waits until quiet hours end."""
    if target.has_left:
        called(alarm, turn, target, now, Outcome.LEFT)
        return 0
    until = target.until
    if target.means == Means.WEBHOOK:
        message(alarm, Webhook.objects.of(alarm.workspace).get(key=target.reach), RAISED, now)
    if until and waits(alarm, target, now):
        return 0
    if target.means == Means.PHONE and until is None:
        ask_to_phone(alarm, turn, target, now)
    elif target.person:
        notice(alarm, target.person, now, f"{turn.number}", target, is_urgent=until is None)
    if target.means == Means.EMAIL and not (target.person and is_own(target)):
        write(alarm, turn, target, now)
    called(alarm, turn, target, now, Outcome.WAITS if until else Outcome.TOLD, until)
    return int(until is None)


def waits(alarm: Alarm, target: Target, now: datetime) -> bool:
    """Whether it lies there already for the end of their quiet hours."""
    return Call.objects.filter(alarm=alarm, person=target.person, waits_until__gt=now).exists()


def is_own(target: Target) -> bool:
    """Whether a member is reached at the address by which they are known."""
    return target.person is not None and target.reach.lower() == target.person.email.lower()


def called(
    alarm: Alarm,
    turn: Turn,
    target: Target,
    now: datetime,
    outcome: str,
    until: datetime | None = None,
) -> None:
    Call.objects.create(
        workspace=alarm.workspace,
        alarm=alarm,
        stage=turn.number,
        person=target.person,
        name=target.name[:200],
        means=target.means,
        reach=target.reach[:200],
        outcome=outcome,
        at=now,
        waits_until=until,
    )


def notice(
    alarm: Alarm, person: Person, now: datetime, name: str, target: Target, *, is_urgent: bool
) -> None:
    """A notice in Virta, by e-mail as its reader has chosen or as the step says."""
    with translation.override(person.language):
        text = words(alarm, target, now)
    commenting.tell(
        alarm.workspace,
        person,
        Happening.SILENT if alarm.source_id else Happening.HEARD,
        ("alarm", str(alarm.pk)),
        text=text,
        about=f"{alarm.notices}{name}",
        is_urgent=is_urgent,
        by_mail=target.means == Means.EMAIL,
    )


def ask_to_phone(alarm: Alarm, turn: Turn, target: Target, now: datetime) -> None:
    """Virta does not phone: whoever knows of it already is asked to, else those who lead."""
    knowing = {one.pk: one for one in here(alarm.workspace, calling.told(alarm))}
    people = list(knowing.values()) or leads(alarm.workspace)
    asleep = {} if alarm.is_urgent else quiet.asleep(alarm.workspace, people, now)
    for person in [one for one in people if one.pk not in asleep] or people:
        notice(alarm, person, now, f"{turn.number}:phone", target, is_urgent=True)
        called(alarm, turn, Target(person), now, Outcome.TOLD)


def write(alarm: Alarm, turn: Turn, target: Target, now: datetime) -> None:
    """An e-mail to an address that a step names."""
    person = target.person
    with translation.override(person.language if person else alarm.workspace.language):
        subject = _("Alarm: %(about)s") % {"about": alarm.title}
        text = letter(alarm, now)
    Letter.objects.get_or_create(
        about=f"{alarm.notices}{turn.number}",
        defaults={
            "workspace": alarm.workspace,
            "to": target.reach,
            "subject": subject[:200],
            "text": text,
            "due_at": target.until or now,
        },
    )


def letter(alarm: Alarm, now: datetime) -> str:
    """What an alarm says to somebody who may not belong here, in the language that is on."""
    address = reverse("listening:alarm", args=[alarm.workspace.slug, alarm.pk])
    whose = _("%(workspace)s has named you for alarms in Virta.") % {"workspace": alarm.workspace}
    return "\n\n".join([sentence(alarm, now), whose, settings.BASE_URL + address]) + "\n"


def words(alarm: Alarm, target: Target, now: datetime) -> str:
    """What a notice says, in the language that is on."""
    said = sentence(alarm, now)
    if target.means == Means.PHONE:
        who = {"who": target.person or target.name, "number": target.reach}
        return _("Nobody sees to it yet. Phone %(who)s: %(number)s.") % who + " " + said
    return said if alarm.told == 0 or alarm.is_over else said + " " + _("Nobody sees to it yet.")


def sentence(one: Alarm, now: datetime) -> str:
    """How much was heard and expected, or what is wrong with a source, in the language that is on."""
    if one.is_over:
        return _("It is heard again, or was turned off. Nobody needs to see to it any more.")
    if one.source:
        return silence.sentence(one.source, now)
    if one.expected is None:
        words = ngettext(
            "%(seen)s mention came that must not be missed. Read it and say that you see to it.",
            "%(seen)s mentions came that must not be missed. Read them and say that you see to them.",
            one.seen,
        )
        return words % {"seen": one.seen}
    words = ngettext(
        "%(seen)s mention in an hour, where about %(expected)s were expected. Look at what was said.",
        "%(seen)s mentions in an hour, where about %(expected)s were expected. Look at what was said.",
        one.seen,
    )
    if one.is_negative:
        words = ngettext(
            "%(seen)s negative mention in an hour, where about %(expected)s were expected. Look at what was said.",
            "%(seen)s negative mentions in an hour, where about %(expected)s were expected. Look at what was said.",
            one.seen,
        )
    return words % {"seen": one.seen, "expected": round(one.expected)}
