"""Weekdays and months as the plan writes them."""

from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext

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
