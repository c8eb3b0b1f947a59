"""How the installation is, and a workspace's queue, sign-ins and sources: in lines for people.

What machines ask is `/healthz`. Everything is read from the rows, so it tells also when every
worker hangs; nothing here asks a network.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection as database
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from virta import __version__
from virta.engagement.models import Connection, Delivery
from virta.flows.models import Pulse
from virta.listening.models import Source
from virta.listening.needs import trouble_of
from virta.pages.connecting.showing import Standing
from virta.people.models import Letter, Workspace

WELL, HEED, ALARM, UNKNOWN = "well", "heed", "alarm", "unknown"
OVERDUE = timedelta(minutes=5)
LATE_LETTER = timedelta(minutes=10)
OLD_BACKUP = timedelta(days=2)
LITTLE_ROOM = 1024**3
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, how it is (well, heed, alarm, unknown), in a sentence, and where to see to it."""

    name: str
    state: str
    sentence: str
    url: str = ""


def installation(now: datetime) -> list[Line]:
    """What all workspaces share."""
    return [workers(now), sweep(now), letters(now), stored(), backup(now), version()]


def workers(now: datetime) -> Line:
    """How many workers have gone round within half a minute."""
    count = Pulse.objects.filter(beat_at__gt=now - Pulse.ALIVE).count()
    if count:
        said = ngettext("%(count)s worker is at work.", "%(count)s workers are at work.", count)
        return Line(_("Workers"), WELL, said % {"count": count})
    said = _(
        "No worker has gone round for half a minute: posts, letters and reminders wait. Start "
        "Virta again with bin/virta up, or a worker with bin/virta work."
    )
    return Line(_("Workers"), ALARM, said)


def sweep(now: datetime) -> Line:
    """How long ago every worker last went through the whole queue; those that hang by name."""
    name, hanging = _("Sweep of the queue"), Pulse.hanging(now)
    if hanging:
        return Line(name, ALARM, " ".join([*(hangs(one, now) for one in hanging), _to_do()]))
    swept = Pulse.oldest_sweep(now)
    if swept is None:
        return Line(name, UNKNOWN, _("No worker has noted a whole sweep yet."))
    seconds = max(round((now - swept).total_seconds()), 0)
    said = ngettext(
        "The whole queue was gone through %(count)s second ago.",
        "The whole queue was gone through %(count)s seconds ago.",
        seconds,
    )
    return Line(name, WELL, said % {"count": seconds})


def hangs(one: Pulse, now: datetime) -> str:
    """Which worker hangs, and for how long, in a sentence."""
    values = {"worker": one.worker, "age": timesince(one.since or now, now)}
    if one.swept_at is None:
        return _("Worker %(worker)s began %(age)s ago and never went through the queue.") % values
    return _("Worker %(worker)s last went through the queue %(age)s ago.") % values


def _to_do() -> str:
    return _(
        "It hangs, or it was killed. If it still runs, stop it and start it again; nothing is lost "
        "or sent twice by that. One that was killed leaves this page by itself within ten minutes."
    )


def letters(now: datetime) -> Line:
    """Whether e-mail goes out."""
    late = Letter.objects.due(now - LATE_LETTER).count()
    if not late:
        return Line(_("E-mail"), WELL, _("No letter has waited for more than ten minutes."))
    said = ngettext(
        "%(count)s letter has waited for more than ten minutes. Check VIRTA_SMTP and the mail server.",
        "%(count)s letters have waited for more than ten minutes. Check VIRTA_SMTP and the mail server.",
        late,
    )
    return Line(_("E-mail"), HEED, said % {"count": late})


def stored() -> Line:
    """The database: it answers, or this page would not be; its size, and the room that is left."""
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            row = cursor.fetchone()
        size = filesizeformat(row[0] if row else 0)
        return Line(_("Database"), WELL, _("PostgreSQL answers; %(size)s.") % {"size": size})
    path = Path(str(database.settings_dict["NAME"]))
    if not path.exists():
        return Line(_("Database"), WELL, _("SQLite answers; it is kept in memory."))
    files = [path, path.with_name(f"{path.name}-wal")]
    values = {
        "size": filesizeformat(sum(one.stat().st_size for one in files if one.exists())),
        "room": filesizeformat(room := shutil.disk_usage(path.parent).free),
    }
    if room < LITTLE_ROOM:
        said = _("SQLite answers; %(size)s. Only %(room)s are left on its disk: make room.")
        return Line(_("Database"), HEED, said % values)
    said = _("SQLite answers; %(size)s, and %(room)s are left on its disk.")
    return Line(_("Database"), WELL, said % values)


def backup(now: datetime) -> Line:
    """When the last backup was made, as far as whoever makes it says so."""
    try:
        made = datetime.fromtimestamp(settings.BACKUP_MARK.stat().st_mtime, UTC)
    except OSError:
        said = _(
            "Virta does not know of any. Have your backup touch the file %(path)s when it is done."
        )
        return Line(_("Last backup"), UNKNOWN, said % {"path": settings.BACKUP_MARK.name})
    values = {"age": timesince(made, now)}
    if now - made > OLD_BACKUP:
        said = _("The last one was made %(age)s ago. See why there is no newer one.")
        return Line(_("Last backup"), HEED, said % values)
    return Line(_("Last backup"), WELL, _("Made %(age)s ago.") % values)


def version() -> Line:
    return Line(_("Version"), WELL, f"Virta {__version__}")


def queue(workspace: Workspace, now: datetime) -> list[Line]:
    """The workspace's posts on their way, by what is to be done about them."""
    rows = Delivery.objects.of(workspace).filter(post__removed_at__isnull=True)
    waiting = rows.filter(state=State.SCHEDULED, due_at__lte=now + timedelta(days=1)).count()
    said = ngettext(
        "%(count)s post goes out within a day.", "%(count)s posts go out within a day.", waiting
    )
    soon = Line(_("Going out"), WELL, said % {"count": waiting})
    if workspace.pauses.exists():
        soon = Line(_("Going out"), HEED, _("Publishing is paused: nothing goes out."))
    overdue = rows.overdue(now, OVERDUE).count()
    unsure = rows.filter(state=State.UNSURE).count()
    held = rows.filter(state__in=[State.HELD, State.LATE]).count()
    refused = rows.filter(state=State.REFUSED, due_at__gte=now - timedelta(days=30)).count()
    signs = rows.filter(state=State.SIGN_IN).count()
    return [
        soon,
        counted(_("Overdue by five minutes"), overdue, ALARM),
        counted(_("Not known whether they are out"), unsure, HEED),
        counted(_("Held back or too late: decide"), held, HEED),
        counted(_("Waiting for a sign-in"), signs, HEED),
        counted(_("Refused within a month"), refused, HEED),
    ]


def counted(name: str, count: int, state: str) -> Line:
    """How many there are of something that there should be none of."""
    said = ngettext("%(count)s post", "%(count)s posts", count) % {"count": count}
    return Line(name, state if count else WELL, said if count else _("None."))


def sign_ins(workspace: Workspace) -> list[Line]:
    """Every channel that was ever signed in, and how that stands."""
    rows = Connection.objects.of(workspace).filter(channel__removed_at__isnull=True)
    found = rows.select_related("channel").order_by("channel__title")
    return [sign_in(one, workspace) for one in found]


def sign_in(one: Connection, workspace: Workspace) -> Line:
    url = reverse("connecting:channel", args=[workspace.slug, one.channel.key])
    trouble = Standing.of(one.channel, get_language() or "en").trouble
    said = trouble.sentence if trouble else ""
    if one.state == Connection.State.CLOSED:
        return Line(str(one.channel), ALARM, said or _("Sign in again."), url)
    if one.is_ending:
        return Line(str(one.channel), HEED, _("The sign-in ends soon. Sign in again."), url)
    if said:
        return Line(str(one.channel), HEED, said, url)
    if one.checked_at is None:
        return Line(str(one.channel), UNKNOWN, _("Not tried yet."), url)
    return Line(str(one.channel), WELL, _("The network lets Virta in."), url)


def sources(workspace: Workspace, now: datetime) -> list[Line]:
    """Every source that is on, and whether anything is heard from it."""
    url = reverse("listening:sources", args=[workspace.slug])
    rows = Source.objects.of(workspace).filter(is_on=True)
    found = [(one, trouble_of(one, now)) for one in rows]
    well = _("It answers.")
    return [Line(str(one), HEED if said else WELL, said or well, url) for one, said in found]
