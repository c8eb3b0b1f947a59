"""Days that matter from a calendar file (.ics, RFC 5545), as far as it can be read.

A broken line costs that line, a broken event that event: each is named and passed over. Whatever is
not an event (to-dos, journals, busy times) is not a day and is left out without a word.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event, Timezone
from icalendar.prop import vBroken
from icalendar.timezone import tzp

from virta.activities.recurring import Budget, NotRecurring, recurrences

MOST_BYTES = 5 * 1024 * 1024
MOST_DAYS = 5_000
"""Days that one file gives at most."""
MOST_EACH = 400
"""Days that one recurring event gives at most."""
MOST_EVENTS = 20_000
MOST_TROUBLES = 200
LONGEST = timedelta(days=3_660)
TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """An event on its day: `ends_on` is its last day, `clock` its beginning on the wall clock of the
    zone that was asked for, None where it lasts all day."""

    uid: str
    title: str
    starts_on: date
    ends_on: date
    clock: time | None = None
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be read: the line of the file (from 1; 0 where it is not one line), and why."""

    line: int
    why: str


@dataclass(slots=True)
class Reading:
    """What a file holds within the days asked for, in order, and what was passed over."""

    days: list[Found] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    events: int = 0
    """Events in the file, also those that do not fall on the days asked for."""


@dataclass(slots=True)
class Block:
    """The lines of one component, unfolded, each with its number in the file."""

    name: str
    lines: list[tuple[int, str]]

    def text(self) -> bytes:
        return "\r\n".join([*(line for _number, line in self.lines), ""]).encode()

    def number(self, name: str | None) -> int:
        """The line of a property, else of the component's beginning."""
        for number, line in self.lines:
            if name and line.upper().startswith((f"{name};", f"{name}:")):
                return number
        return self.lines[0][0]


def read(content: bytes, start: date, end: date, zone: str) -> Reading:
    """The events of a calendar file that touch the days from `start` to `end`, both included.

    Recurring events are counted out within these days; moments become days and times of `zone`.
    """
    reading = Reading()
    if len(content) > MOST_BYTES:
        reading.troubles.append(Trouble(0, _("The file is larger than 5 MB. Split it.")))
        return reading
    with warnings.catch_warnings():
        # Of guessed zones the person is told in the list of what was found, not the log.
        warnings.simplefilter("ignore")
        try:
            Reader(reading, start, end, ZoneInfo(zone)).run(blocks(unfolded(content), reading))
        finally:
            tzp.use_default()  # forgets them: a zone of this file is nobody else's
    reading.days.sort(key=lambda one: (one.starts_on, one.title, one.uid))
    return reading


def unfolded(content: bytes) -> Iterator[tuple[int, str]]:
    """Lines as RFC 5545, section 3.1, folds them, each with the number of its first part."""
    text = content.decode("utf-8-sig", errors="replace")
    current, number_of = "", 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = raw.replace("\0", "")
        if line[:1] in {" ", "\t"} and current:
            current += line[1:]
            continue
        if current.strip():
            yield number_of, current.rstrip()
        current, number_of = line, number
    if current.strip():
        yield number_of, current.rstrip()


def blocks(lines: Iterator[tuple[int, str]], reading: Reading) -> Iterator[Block]:
    """The events and time zones of a file. An event inside is whole even if the rest is broken."""
    block, depth, seen_any = None, 0, False
    for number, line in lines:
        word = line.upper().replace(" ", "")
        seen_any = seen_any or word == "BEGIN:VCALENDAR"
        if block is None:
            if word in {"BEGIN:VEVENT", "BEGIN:VTIMEZONE"}:
                block, depth = Block(word.removeprefix("BEGIN:"), [(number, word)]), 1
            continue
        depth += word.startswith("BEGIN:") - word.startswith("END:")
        block.lines.append((number, line))
        if depth == 0 or word == f"END:{block.name}":
            yield block
            block = None
    if block is not None:
        first = block.lines[0][0]
        reading.troubles.append(Trouble(first, _("An event begins here and does not end.")))
    if not seen_any:
        why = _("This is not a calendar file: nothing in it begins a calendar.")
        reading.troubles.append(Trouble(0, why))


class Reader:
    """Reads the blocks of one file."""

    def __init__(self, reading: Reading, start: date, end: date, zone: ZoneInfo) -> None:
        self.reading, self.start, self.end, self.zone = reading, start, end, zone
        self.zones: dict[str, tzinfo] = {}
        self.budget = Budget()

    def run(self, found: Iterator[Block]) -> None:
        """All events; those that stand in for one day of another come after it."""
        events: list[tuple[Block, Any]] = []
        for block in found:
            if block.name == "VTIMEZONE":
                self.learn(block)
                continue
            self.reading.events += 1
            if self.reading.events > MOST_EVENTS:
                self.trouble(block, None, _("The file has too many events; the rest is left out."))
                break
            if (event := self.parsed(block)) is not None:
                events.append((block, event))
        moved = self.moved(events)
        for block, event in events:
            self.take(block, event, moved)

    def trouble(self, block: Block, name: str | None, why: str) -> None:
        if len(self.reading.troubles) < MOST_TROUBLES:
            self.reading.troubles.append(Trouble(block.number(name), why[:300]))

    def learn(self, block: Block) -> None:
        """A zone of the file's own."""
        try:
            zone: Any = Timezone.from_ical(block.text())
            self.zones[str(zone.tz_name)] = zone.to_tz()
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError) as why:
            self.trouble(block, None, _("This time zone cannot be read: %(why)s") % {"why": why})

    def parsed(self, block: Block) -> Any:
        """The event, without its broken lines; None where nothing can be made of it."""
        try:
            event: Any = Event.from_ical(block.text())
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError) as why:
            self.trouble(block, None, _("This event cannot be read: %(why)s") % {"why": why})
            return None
        for name, reason in event.errors:
            said = _("A line of the event “%(event)s” is passed over: %(why)s")
            self.trouble(block, name, said % {"event": title(event), "why": reason})
        return event

    def moved(self, events: list[tuple[Block, Any]]) -> dict[str, set[Any]]:
        """For each name, the days of a recurring event that another event stands in for."""
        found: dict[str, set[Any]] = {}
        for _block, event in events:
            if "RECURRENCE-ID" in event and (at := self.wall(first(event["RECURRENCE-ID"]))):
                found.setdefault(uid(event), set()).add(at)
        return found

    def wall(self, prop: Any) -> Any:
        """A property's day, or its moment on the wall clock of its own zone; None if broken."""
        value = dt_of(prop)
        return value.replace(tzinfo=None) if isinstance(value, datetime) else value

    def zone_of(self, prop: Any) -> tzinfo:
        """The zone a moment is meant in; without one it is the reader's own."""
        value = dt_of(prop)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.tzinfo
        return self.zones.get(str(prop.params.get("TZID", "")), self.zone)

    def take(self, block: Block, event: Any, moved: dict[str, set[Any]]) -> None:
        """All days of one event that fall on the days asked for."""
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return
        begins = self.wall(first(event.get("DTSTART")))
        if not isinstance(begins, date):
            why = _("The event “%(event)s” has no day and is passed over.")
            self.trouble(block, "DTSTART", why % {"event": title(event)})
            return
        replaced = set() if "RECURRENCE-ID" in event else moved.get(uid(event), set())
        try:
            for at in islice(self.days_of(event, begins, replaced), MOST_EACH):
                if len(self.reading.days) >= MOST_DAYS:
                    self.trouble(
                        block, None, _("The file gives too many days; the rest is left out.")
                    )
                    return
                self.reading.days.append(at)
        except (NotRecurring, ValueError, OverflowError) as why:
            said = _("The event “%(event)s” is passed over: %(why)s")
            self.trouble(block, "RRULE", said % {"event": title(event), "why": why})

    def days_of(self, event: Any, begins: Any, replaced: set[Any]) -> Iterator[Found]:
        """The event on each of its days."""
        length = self.length(event, begins)
        for at in recurrences(
            event, begins, self.end, self.zone_of(first(event["DTSTART"])), self.budget
        ):
            if at in replaced:
                continue
            placed = self.placed(event, at, length)
            if placed.ends_on >= self.start and placed.starts_on <= self.end:
                yield placed

    def length(self, event: Any, begins: Any) -> timedelta:
        """How long it lasts: by its end, by its duration, else no time (a day: one day)."""
        ends = self.wall(first(event.get("DTEND")))
        lasts = dt_of(first(event.get("DURATION")))
        length = timedelta(0)
        if isinstance(ends, datetime) == isinstance(begins, datetime) and isinstance(ends, date):
            length = ends - begins
        elif isinstance(lasts, timedelta):
            length = lasts
        return min(max(length, timedelta(0)), LONGEST)

    def placed(self, event: Any, at: Any, length: timedelta) -> Found:
        """One occurrence in the reader's own zone."""
        bare = Found(
            uid(event), title(event), date.min, date.min, None, note(event), address(event)
        )
        if not isinstance(at, datetime):
            last = at + max(length - timedelta(days=1), timedelta(0))
            return replace(bare, starts_on=at, ends_on=last)
        there = at.replace(tzinfo=self.zone_of(first(event["DTSTART"])))
        here = there.astimezone(UTC).astimezone(self.zone)
        last_moment = here + max(length - timedelta(seconds=1), timedelta(0))
        clock = here.time().replace(second=0, microsecond=0, fold=0)
        return replace(bare, starts_on=here.date(), ends_on=last_moment.date(), clock=clock)


def first(value: Any) -> Any:
    """A property; the first where a broken file has it twice."""
    return value[0] if isinstance(value, list) and value else value


def dt_of(prop: Any) -> Any:
    """The day, moment or length that a property holds; None where it is broken or not there."""
    return None if prop is None or isinstance(prop, vBroken) else getattr(prop, "dt", None)


def text(event: Any, name: str) -> str:
    return str(first(event.get(name)) or "").strip()


def uid(event: Any) -> str:
    return text(event, "UID")[:255]


def title(event: Any) -> str:
    return " ".join(text(event, "SUMMARY").split())[:200] or _("without a name")


def note(event: Any) -> str:
    return text(event, "DESCRIPTION")[:TEXT]


def address(event: Any) -> str:
    found = text(event, "URL")
    return found if found.startswith(("https://", "http://")) and len(found) <= 500 else ""
