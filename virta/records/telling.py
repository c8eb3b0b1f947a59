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
from django.utils.translation import gettext_lazy as _lazy

from virta.people.models import Letter, Membership, Person, Workspace
from virta.records import quiet
from virta.records.kinds import kind_of, subject, title_of, url_of
from virta.records.models import Happening, Means, Notice, NoticeSetting, Record

DEFAULTS = {
    Happening.MENTION: Means.AT_ONCE,
    Happening.COMMENT: Means.DAILY,
    Happening.ASSIGNED: Means.DAILY,
    Happening.DUE: Means.DAILY,
    Happening.WATCH: Means.AT_ONCE,
    Happening.STUCK: Means.AT_ONCE,
    Happening.ANSWERED: Means.AT_ONCE,
    Happening.HEARD: Means.AT_ONCE,
    Happening.SILENT: Means.AT_ONCE,
    Happening.HOOK: Means.AT_ONCE,
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
    about = subject(notice.workspace, notice.kind, notice.key)
    if about is None:
        return Told(notice, sentence(notice), _("something that is no more"), "")
    return Told(notice, sentence(notice), title_of(about), place_of(notice, about))


def place_of(notice: Notice, about: Any) -> str:
    """Where the notice leads: the page of what it is about, or one made for what it asks."""
    asks = kind_of(about).notice_url if isinstance(about, Record) else None
    return (asks(about, notice.about) if asks else "") or url_of(about)


SENTENCES = {
    Happening.MENTION: _lazy("%(who)s mentions you"),
    Happening.COMMENT: _lazy("%(who)s has commented"),
    Happening.ASSIGNED: _lazy("%(who)s made this yours"),
    Happening.DUE: _lazy("This is due"),
    Happening.WATCH: _lazy("You are on watch, or this was passed on to you"),
    Happening.STUCK: _lazy("This waits for somebody"),
    Happening.ANSWERED: _lazy("%(who)s has answered"),
    Happening.HEARD: _lazy("This is heard out of the usual"),
    Happening.SILENT: _lazy("Nothing is heard from here"),
    Happening.HOOK: _lazy("This webhook is turned off"),
}


def sentence(notice: Notice) -> str:
    """What happened, beside the name of what it happened to."""
    happening = Happening(notice.happening)
    if happening == Happening.ASSIGNED and notice.by is None:
        return _("This is yours now")
    return str(SENTENCES[happening]) % {"who": notice.by or _("Somebody")}


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
    day has come to seven o'clock. In somebody's quiet hours only what is urgent goes out; the rest
    comes in one letter when they end. A notice is in one letter only, also with several workers.
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
    settle([one for one in notices if means_for(one, means) == Means.NONE], now)
    chosen = [one for one in notices if is_due(one, means_for(one, means), person, now)]
    if any(not one.is_urgent for one in chosen) and quiet.asleep(workspace, [person], now):
        chosen = [one for one in chosen if one.is_urgent]
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


def means_for(notice: Notice, means: dict[str, str]) -> str:
    """By which way this one goes, as its reader has chosen or as it must."""
    return str(Means.AT_ONCE) if notice.by_mail else means[notice.happening]


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
