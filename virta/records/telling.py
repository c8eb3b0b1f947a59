"""Notices in words, and by e-mail: at once or once a day, as each person wants it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime, override
from django.utils.translation import gettext as _

from virta.people.models import Letter, Membership, Person, Workspace
from virta.records.kinds import kind_of, subject, url_of
from virta.records.models import Happening, Means, Notice, NoticeSetting, Record

DEFAULTS = {
    Happening.MENTION: Means.AT_ONCE,
    Happening.COMMENT: Means.DAILY,
    Happening.ASSIGNED: Means.DAILY,
    Happening.DUE: Means.DAILY,
    Happening.WATCH: Means.AT_ONCE,
    Happening.STUCK: Means.AT_ONCE,
    Happening.HEARD: Means.AT_ONCE,
}
DIGEST_HOUR = 7  # of the person's own day
MOST = 100  # notices in one letter


@dataclass(frozen=True, slots=True)
class Told:
    """A notice ready to show: what happened, about what, and where that is."""

    notice: Notice
    sentence: str
    title: str
    url: str


def told(notice: Notice) -> Told:
    """A notice in the reader's language."""
    record = subject(notice.workspace, notice.kind, notice.key)
    title = str(record) if record else _("something that is no more")
    return Told(notice, sentence(notice), title, url_of(record) if record else "")


def sentence(notice: Notice) -> str:
    """What happened, beside the name of what it happened to."""
    who = {"who": notice.by or _("Somebody")}
    match Happening(notice.happening):
        case Happening.MENTION:
            return _("%(who)s mentions you") % who
        case Happening.COMMENT:
            return _("%(who)s has commented") % who
        case Happening.ASSIGNED:
            return (_("%(who)s made this yours") % who) if notice.by else _("This is yours now")
        case Happening.DUE:
            return _("This is due")
        case Happening.STUCK:
            return _("This waits for somebody")
        case Happening.HEARD:
            return _("This is heard out of the usual")
        case _happening:
            return _("You are on watch, or this was passed on to you")


def means_of(workspace: Workspace, person: Person) -> dict[str, str]:
    """By which way this person is told of each sort of happening."""
    rows = NoticeSetting.objects.filter(workspace=workspace, person=person)
    own = dict(rows.values_list("happening", "means"))
    return {str(one): str(own.get(one, DEFAULTS[one])) for one in Happening}


def set_means(workspace: Workspace, person: Person, chosen: dict[str, str]) -> None:
    """Keep how somebody wants to be told."""
    with transaction.atomic():
        for happening, means in chosen.items():
            NoticeSetting.objects.update_or_create(
                workspace=workspace,
                person=person,
                happening=happening,
                defaults={"means": means},
            )


def write_letters(now: datetime) -> int:
    """Turn notices that are to be mailed into letters. Returns how many letters were written.

    At once: one letter a person and workspace, with all that waits. Daily: once the person's own
    day has come to seven o'clock. A notice is in one letter only, also with several workers.
    """
    waiting: dict[tuple[int, int], list[Notice]] = defaultdict(list)
    unsent = Notice.objects.filter(mailed_at__isnull=True, seen_at__isnull=True)
    for notice in unsent.select_related("person", "workspace", "by").order_by("at", "pk")[:2000]:
        waiting[notice.workspace_id, notice.person_id].append(notice)
    return sum(write_letter(notices, now) for notices in waiting.values())


def write_letter(notices: list[Notice], now: datetime) -> int:
    """One letter to one person with what is to be mailed now; 1 if there was any."""
    workspace, person = notices[0].workspace, notices[0].person
    if not belongs(workspace, person):
        settle(notices, now)
        return 0
    means = means_of(workspace, person)
    settle([one for one in notices if means[one.happening] == Means.NONE], now)
    chosen = [one for one in notices if is_due(one, means[one.happening], person, now)]
    with transaction.atomic():
        mine = [one for one in chosen[:MOST] if settle([one], now)]
        if not mine:
            return 0
        with translation.override(person.language), override(person.time_zone):
            subject, text = worded(workspace, mine)
        Letter.objects.create(
            workspace=workspace, to=person.email, subject=subject, text=text, due_at=now
        )
    return 1


def belongs(workspace: Workspace, person: Person) -> bool:
    here = Membership.objects.of(workspace).filter(person=person, ended_at__isnull=True)
    return person.is_active and here.exists()


def is_due(notice: Notice, means: str, person: Person, now: datetime) -> bool:
    """Whether a notice goes out now: at once, or with the first digest hour after it came."""
    if means == Means.AT_ONCE:
        return True
    if means != Means.DAILY:
        return False
    with override(person.time_zone):
        local = localtime(notice.at)
        digest = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
        if digest <= local:
            digest += timedelta(days=1)
        return digest <= now


def settle(notices: list[Notice], now: datetime) -> int:
    """Mark notices as dealt with; how many still were open, so that no two workers mail one."""
    keys = [one.pk for one in notices]
    return Notice.objects.filter(pk__in=keys, mailed_at__isnull=True).update(mailed_at=now)


def worded(workspace: Workspace, notices: list[Notice]) -> tuple[str, str]:
    """Subject and text of a letter, in the language in force."""
    lines = [line(told(one)) for one in notices]
    if len(notices) == 1:
        first = told(notices[0])
        subject = f"{first.sentence}: {first.title}"
    else:
        subject = _("%(count)s things in %(workspace)s concern you") % {
            "count": len(notices),
            "workspace": workspace.name,
        }
    how = settings.BASE_URL + f"/w/{workspace.slug}/notices/settings/"
    closing = _("You can choose how you are told: %(url)s") % {"url": how}
    return subject[:200], "\n\n".join([*lines, closing]) + "\n"


def line(one: Told) -> str:
    """One notice in a letter."""
    at = date_format(localtime(one.notice.at), "SHORT_DATETIME_FORMAT")
    said = f"\n“{one.notice.text}”" if one.notice.text else ""
    address = f"\n{settings.BASE_URL}{one.url}" if one.url else ""
    return f"{at} · {one.sentence}: {one.title}{said}{address}"


def about(record: Record, *parts: Any) -> str:
    """A name for a notice that is told only once."""
    return ":".join(str(part) for part in (kind_of(record).name, record.key, *parts))[:80]
