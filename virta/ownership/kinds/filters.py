"""Ways to narrow the lists of ownership."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from virta.people.models import Workspace
from virta.records.filters import by, by_number, people

Rows = QuerySet[Any]


def of_choices(choices: Any) -> Callable[[Workspace], Iterable[tuple[str, Any]]]:
    return lambda _workspace: choices.choices


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


__all__ = ["TIMES", "by", "by_number", "by_time", "of_choices", "people", "times"]
