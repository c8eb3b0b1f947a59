"""One's own plan as a calendar file, behind a secret address that can be revoked."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar.prop import vText

from virta.activities.models import Activity, Day, PlanFeed, Slot
from virta.people import audit
from virta.people.access import role_in
from virta.people.models import Person, Workspace, digest
from virta.records.kinds import kind_of
from virta.records.models import Record

BACK = timedelta(days=31)
AHEAD = timedelta(days=183)
MOST_SLOTS = 3_000
"""Slots in one file, the nearest first; a calendar program that gets more does not use them."""
LASTS = "PT30M"


def make(workspace: Workspace, person: Person, *, only_mine: bool) -> str:
    """A new address's token, told this once; only its digest is kept."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        PlanFeed.objects.create(
            workspace=workspace, person=person, only_mine=only_mine, token_digest=digest(token)
        )
        audit.record(workspace, person, "feed_made")
    return token


def revoke(feed: PlanFeed, by: Person) -> None:
    """From now on the address answers nothing."""
    with transaction.atomic():
        PlanFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())
        audit.record(feed.workspace, by, "feed_revoked")


def found(token: str) -> PlanFeed | None:
    """The feed of a token; None when it was guessed or revoked, or its person is no longer here."""
    rows = PlanFeed.objects.filter(token_digest=digest(token), revoked_at=None)
    feed: PlanFeed | None = rows.select_related("workspace", "person").first()
    if feed is None or not feed.person.is_active or role_in(feed.workspace, feed.person) is None:
        return None
    return feed


def written(feed: PlanFeed, now: datetime) -> bytes:
    """The plan from a month back to half a year ahead, in the person's language and RFC 5545."""
    with translation.override(feed.person.language), timezone.override(feed.person.time_zone):
        name = f"{feed.workspace.name}: {_('plan')}"
        lines = [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", "-//Virta//Plan//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
            ("NAME", escaped(name)),
            ("X-WR-CALNAME", escaped(name)),
            ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
            *events(feed, now),
            ("END", "VCALENDAR"),
        ]
    return b"".join(folded(f"{key}:{value}") + b"\r\n" for key, value in lines)


Line = tuple[str, str]
LINE = 75


def folded(line: str) -> bytes:
    """A line in parts of at most 75 octets (RFC 5545, section 3.1), no letter cut in two."""
    parts, current = [], b""
    for letter in line:
        octets = letter.encode()
        if len(current) + len(octets) > LINE:
            parts.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*parts, current])


def escaped(text: str) -> str:
    """A text as a property's value."""
    return vText(text.replace("\r\n", "\n")).to_ical().decode()


def events(feed: PlanFeed, now: datetime) -> Iterator[Line]:
    """Slots, campaigns and days that matter."""
    today = now.astimezone(timezone.get_current_timezone()).date()
    for slot in slots(feed, now):
        slot.workspace = feed.workspace
        yield from slot_lines(slot)
    for activity in activities(feed, today):
        yield from span_lines(activity, activity.starts_on, activity.ends_on, "")
    if not feed.only_mine:
        days = Day.objects.of(feed.workspace).select_related("workspace")
        near = days.filter(starts_on__gte=today - BACK, starts_on__lte=today + AHEAD)
        for day in near.order_by("starts_on", "pk")[:MOST_SLOTS]:
            yield from span_lines(day, day.starts_on, day.ends_on or day.starts_on, day.note)


def slots(feed: PlanFeed, now: datetime) -> Iterable[Slot]:
    rows = Slot.objects.of(feed.workspace).filter(at__gte=now - BACK, at__lt=now + AHEAD)
    rows = rows.exclude(state=Slot.State.SKIPPED).exclude(activity__removed_at__isnull=False)
    rows = rows.exclude(activity__is_template=True)
    if feed.only_mine:
        rows = rows.filter(owner=feed.person)
    found: Iterable[Slot] = rows.select_related("channel", "activity").order_by("at")[:MOST_SLOTS]
    return found


def activities(feed: PlanFeed, today: date) -> Iterable[Activity]:
    rows = Activity.objects.of(feed.workspace).filter(
        is_template=False, starts_on__lte=today + AHEAD, ends_on__gte=today - BACK
    )
    if feed.only_mine:
        rows = rows.filter(owner=feed.person)
    found: Iterable[Activity] = rows.select_related("workspace").order_by("starts_on", "pk")
    return found


def slot_lines(slot: Slot) -> Iterator[Line]:
    yield from beginning(slot)
    yield "DTSTART", stamp(slot.at)
    yield "DURATION", LASTS
    yield "SUMMARY", escaped(str(slot) if slot.title else named(slot))
    beside = [str(one) for one in (slot.channel, slot.activity) if one]
    yield "DESCRIPTION", escaped("\n".join([*beside, slot.note]).strip())
    yield "END", "VEVENT"


def named(slot: Slot) -> str:
    """A slot without a title, by its channel and activity."""
    return ": ".join(str(one) for one in (slot.channel, slot.activity) if one)


def span_lines(record: Any, first: Any, last: Any, note: str) -> Iterator[Line]:
    """Something of whole days; it does not make anybody busy."""
    yield from beginning(record)
    yield "DTSTART;VALUE=DATE", first.strftime("%Y%m%d")
    yield "DTEND;VALUE=DATE", (last + timedelta(days=1)).strftime("%Y%m%d")
    yield "TRANSP", "TRANSPARENT"
    yield "SUMMARY", escaped(str(record))
    if note:
        yield "DESCRIPTION", escaped(note)
    yield "END", "VEVENT"


def beginning(record: Record) -> Iterator[Line]:
    yield "BEGIN", "VEVENT"
    yield "UID", f"{record.key}@{record.workspace.slug}.virta"
    yield "DTSTAMP", stamp(record.changed_at)
    yield "LAST-MODIFIED", stamp(record.changed_at)
    yield "SEQUENCE", str(record.version - 1)
    yield "URL", f"{settings.BASE_URL}{kind_of(record).url(record)}"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
