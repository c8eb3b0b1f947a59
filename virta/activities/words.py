"""Weekdays and months as the plan writes them."""

from datetime import date, time, timedelta
from functools import lru_cache

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext

A_MONDAY = date(2024, 1, 1)


def weekday_short(number: int) -> str:
    """Mon, Tue, …; 0 is Monday."""
    return date_format(A_MONDAY + timedelta(days=number), "D")


def weekday(number: int) -> str:
    """Monday, Tuesday, …; 0 is Monday."""
    return str(WEEKDAYS[number])


def nth_words(nth: int) -> str:
    """A sentence with %(days)s for the nth weekdays of a month."""
    return {
        1: gettext("the first %(days)s of the month"),
        2: gettext("the second %(days)s of the month"),
        3: gettext("the third %(days)s of the month"),
        4: gettext("the fourth %(days)s of the month"),
    }.get(nth, gettext("the last %(days)s of the month"))


def short_day(day: date) -> str:
    """A day in the reader's short notation; a year of plan asks for the same ones again and again."""
    return _short_day(day, get_language() or "")


@lru_cache(maxsize=4096)
def _short_day(day: date, _language: str) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def short_time(clock: time) -> str:
    """A time of day in the reader's notation."""
    return _short_time(clock, get_language() or "")


@lru_cache(maxsize=2048)
def _short_time(clock: time, _language: str) -> str:
    return time_format(clock, "TIME_FORMAT")


def span(start: date | None, end: date | None) -> str:
    """Two days as a span in the reader's notation; an open side stays open."""
    if start is None and end is None:
        return ""
    first, last = (short_day(day) if day else "" for day in (start, end))
    return first if first == last else f"{first}–{last}"
