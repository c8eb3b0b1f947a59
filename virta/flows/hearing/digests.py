"""Letters about what was heard, to those who asked for them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.timezone import override

from virta.flows.whom import here
from virta.listening import digesting
from virta.listening.models import Digest
from virta.people.models import Letter

HOUR = 7
"""Of the person's own day."""
MONDAY = 0


def write_digests(now: datetime) -> int:
    """Write every letter whose morning has come. Returns how many."""
    rows = Digest.objects.filter(workspace__is_example=False)
    return sum(write(one, now) for one in rows.select_related("workspace", "person"))


def write(digest: Digest, now: datetime) -> int:
    """Write one person's letter if it is time for it; 1 if it was."""
    day = due_on(digest, now)
    if day is None or not here(digest.workspace, [digest.person]):
        return 0
    with transaction.atomic():
        # Only one of several workers finds it as it was.
        mine = Digest.objects.filter(pk=digest.pk, told_on=digest.told_on, every=digest.every)
        if not mine.update(told_on=day):
            return 0
        person = digest.person
        with translation.override(person.language), override(ZoneInfo(person.time_zone)):
            subject, text = digesting.worded(digest.workspace, digest.every, now)
        Letter.objects.create(
            workspace=digest.workspace, to=person.email, subject=subject, text=text, due_at=now
        )
    return 1


def due_on(digest: Digest, now: datetime) -> date | None:
    """The day for which a letter is to be written now, in the person's own zone."""
    local = now.astimezone(ZoneInfo(digest.person.time_zone))
    day = local.date()
    if local.hour < HOUR or (digest.told_on is not None and digest.told_on >= day):
        return None
    if digest.every == Digest.Every.WEEK and day.weekday() != MONDAY:
        return None
    return day
