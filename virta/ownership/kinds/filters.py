"""Ways to narrow the lists of ownership."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.people.models import Workspace
from virta.records.forms import members

Rows = QuerySet[Any]


def people(workspace: Workspace) -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), one) for one in members(workspace)]


def by_person(name: str) -> Callable[[Any, str], Any]:
    def fits(rows: Rows, value: str) -> Rows:
        return rows.filter(**{name: value}) if value.isdecimal() else rows.none()

    return fits


def of_choices(choices: Any) -> Callable[[Workspace], Iterable[tuple[str, Any]]]:
    return lambda _workspace: choices.choices


def by_value(name: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{name: value})


def by_time(first: str, last: str) -> Callable[[Any, str], Any]:
    """Now, later or over, by two fields of days; an empty last day is open."""

    def fits(rows: Rows, value: str) -> Rows:
        today = timezone.localdate()
        is_over = Q(**{f"{last}__lt": today})
        if value == "over":
            return rows.filter(is_over)
        if value == "later":
            return rows.filter(**{f"{first}__gt": today})
        return rows.exclude(is_over).filter(**{f"{first}__lte": today})

    return fits


TIMES = [("now", _("now")), ("later", _("later")), ("over", _("over"))]


def times(_workspace: Workspace) -> Iterable[tuple[str, Any]]:
    return TIMES
