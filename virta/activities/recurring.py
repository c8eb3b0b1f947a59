"""The days of a recurring event, counted out within bounds."""

from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from math import prod
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from django.utils.translation import gettext as _
from icalendar.prop import vBroken

SLOW = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
"""How often a day that matters may come; what comes more often is no day."""
EARLIEST = date(1900, 1, 1)
END_OF_DAY = time(23, 59, 59)


class NotRecurring(ValueError):
    """A rule that is not counted out, and why, in words for the person."""


class Budget:
    """How much counting one file may cost: days walked through by all its rules together."""

    MOST = 400_000

    def __init__(self) -> None:
        self.left = self.MOST

    def spend(self, days: int) -> None:
        self.left -= days
        if self.left < 0:
            raise NotRecurring(_("the file's recurring events are too many to count out."))


def recurrences(event: Any, begins: Any, end: date, zone: tzinfo, budget: Budget) -> Iterator[Any]:
    """The beginnings of an event up to the day `end`, as `begins` is: days, or wall-clock moments.

    RRULE and RDATE add, EXDATE takes away (RFC 5545, 3.8.5). A rule that comes more often than
    daily, begins before 1900 or costs too much raises NotRecurring; a broken one ValueError.
    """
    is_day = not isinstance(begins, datetime)
    start = as_moment(begins)
    found = rruleset()
    for rule in several(event.get("RRULE")):
        found.rrule(counted(rule, start, end, zone, budget))
    for more in dates(event.get("RDATE"), zone):
        found.rdate(more)
    found.rdate(start)
    for less in dates(event.get("EXDATE"), zone):
        found.exdate(less if not is_day else datetime.combine(less, time()))
    last = datetime.combine(end, END_OF_DAY)
    for at in found:
        if at > last:
            return
        yield at.date() if is_day else at


def counted(rule: Any, start: datetime, end: date, zone: tzinfo, budget: Budget) -> Any:
    """One rule as dateutil counts it, ended at the latest on the day `end`."""
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    if frequency not in SLOW:
        raise NotRecurring(_("it comes more often than daily."))
    if start.date() < EARLIEST:
        raise NotRecurring(_("it begins before the year 1900."))
    a_day = prod(len(rule.get(name, [0])) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    budget.spend(max((end - start.date()).days, 0) * a_day + 1)
    kept = {name: value for name, value in rule.items() if name != "UNTIL"}
    until = min([datetime.combine(end, END_OF_DAY), *until_of(rule, zone)])
    words = type(rule)(kept).to_ical().decode()
    made: Any = rrulestr(words, dtstart=start)
    # dateutil knows either a count or an end; the rule's own count stays in force.
    return made.replace(until=until) if made._count is None else made


def until_of(rule: Any, zone: tzinfo) -> list[datetime]:
    """A rule's own end on the wall clock of its event."""
    return [local(value, zone) for value in rule.get("UNTIL", [])]


def local(value: Any, zone: tzinfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, END_OF_DAY)
    return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value


def dates(props: Any, zone: tzinfo) -> Iterator[datetime]:
    """The moments of RDATE or EXDATE lines on the wall clock; a period counts by its beginning."""
    for prop in several(props):
        for one in getattr(prop, "dts", []):
            value = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(value, datetime):
                yield local(value, zone)
            elif isinstance(value, date):
                yield datetime.combine(value, time())


def as_moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def several(value: Any) -> list[Any]:
    """A property's values, one or more, without the broken ones."""
    together = value if isinstance(value, list) else [value]
    return [one for one in together if one is not None and not isinstance(one, vBroken)]
