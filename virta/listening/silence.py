"""Alarms of sources that give nothing, or do not answer: one while it lasts, over when they do again.

Sources that fall silent within `STORM` of an open one come along with it, since what is wrong is
then most often one and the same: the line of this machine, or a network.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from virta.listening import calling, gauging
from virta.listening.filing import described_of
from virta.listening.models import Alarm, Source
from virta.listening.needs import STILL
from virta.people.models import Workspace


def watch_all(now: datetime) -> int:
    """Open what is due and end what is over. Returns how many alarms that were."""
    rows = Source.objects.filter(is_on=True, workspace__is_example=False).order_by("pk")
    wrong = {
        one: since
        for one in rows.select_related("workspace", "made_by")
        if (since := wrong_since(one, now))
    }
    opened = sum(open_alarm(source, since, now) for source, since in wrong.items())
    return opened + end_all(wrong, now)


def wrong_since(source: Source, now: datetime) -> datetime | None:
    """From when on something has been wrong with a source; None while all is well."""
    if source.trouble_since is not None:
        since = source.trouble_since + STILL
        return since if now > since else None
    described = described_of(source)
    return source.silent_since(now, described) if described else None


@transaction.atomic
def open_alarm(source: Source, since: datetime, now: datetime) -> bool:
    """Open the alarm of a source, unless there is one of this silence."""
    # One worker after the other, so that two of them do not both open one.
    Workspace.objects.select_for_update(no_key=True).get(pk=source.workspace_id)
    same = Q(acknowledged_at__isnull=True) | Q(at=since)
    if Alarm.objects.filter(same, source=source).exists():
        return False
    alarm = Alarm(workspace=source.workspace, source=source, at=since, seen=0)
    alarm.storm = storm(source.workspace, now)
    calling.opening(alarm, now).save(force_insert=True)
    return True


def storm(workspace: Workspace, now: datetime) -> Alarm | None:
    """The open alarm of another source that one of this moment comes along with."""
    rows = still_open().filter(workspace=workspace, noticed_at__gt=now - gauging.STORM)
    found: Alarm | None = rows.order_by("noticed_at", "pk").first()
    return found


def still_open() -> Any:
    """Alarms of sources that nobody sees to, without those that came along."""
    return Alarm.objects.filter(
        source__isnull=False, storm__isnull=True, acknowledged_at__isnull=True
    )


def end_all(wrong: Mapping[Source, datetime], now: datetime) -> int:
    """End the alarms of which no source is silent any more. Returns how many."""
    silent = {one.pk for one in wrong}
    found = 0
    for alarm in still_open().select_related("workspace").prefetch_related("others"):
        if silent.isdisjoint({alarm.source_id, *(one.source_id for one in alarm.others.all())}):
            found += end(alarm, now)
    return found


@transaction.atomic
def end(alarm: Alarm, now: datetime) -> bool:
    """Nobody needs to see to it any more; False where somebody does already."""
    if not gauging.acknowledge(alarm, None, now):
        return False
    Alarm.objects.filter(Q(pk=alarm.pk) | Q(storm=alarm), acknowledged_at=now).update(is_over=True)
    return True


def sentence(source: Source, now: datetime) -> str:
    """What is wrong and what to do, in the language that is on."""
    if source.trouble_since is not None:
        language = translation.get_language() or "en"
        said = source.trouble.get("fi" if language.startswith("fi") else "en", "")
        words = _("It has not answered for %(time)s. %(said)s")
        return words % {"time": timesince(source.trouble_since, now), "said": said}
    last = source.last_item_at or source.made_at
    words = _(
        "It answers, but has given nothing for %(time)s, which is longer than is usual for it. "
        "See on its page whether it has moved."
    )
    return words % {"time": timesince(last, now)}
