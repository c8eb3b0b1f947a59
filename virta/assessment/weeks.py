"""A person's own week, split over the factors in twenty seconds, beside what they did in Virta.

Whoever gives a week gives all of it: a factor without hours gets a zero, which says that nothing
was done there. A week that nobody gives stays unrecorded.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from virta.assessment.models import EffortRow
from virta.balance.framework import FACTORS, Factor
from virta.people.models import Person, Workspace
from virta.records.kinds import kinds, others
from virta.records.models import Comment, Revision

HALF_HOURS_A_CHANGE = 1
"""What a change in Virta is taken to stand for, in half hours, when a week is suggested."""

Hours = dict[Factor, Decimal]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def recent(today: date, count: int = 4) -> list[date]:
    """The Mondays of this week and of the ones before it, newest first."""
    return [monday(today) - timedelta(weeks=n) for n in range(count)]


def given(workspace: Workspace, person: Person, week: date) -> Hours | None:
    """What somebody said of a week; None where they have said nothing."""
    rows = EffortRow.objects.of(workspace).filter(person=person, week=week)
    found = {Factor(factor): hours for factor, hours in rows.values_list("factor", "hours")}
    return found or None


def suggested(workspace: Workspace, person: Person, week: date) -> Hours:
    """A split guessed from what somebody changed and said in Virta that week, in hours."""
    start = timezone.make_aware(datetime.combine(week, datetime.min.time()))
    span = (start, start + timedelta(weeks=1))
    factor_of = {kind.name: kind.factor for kind in kinds()}
    factor_of |= {other.name: other.factor for other in others()}
    counts: dict[Factor, int] = dict.fromkeys(FACTORS, 0)
    changed = Revision.objects.filter(workspace=workspace, by=person, at__range=span)
    said = Comment.objects.filter(workspace=workspace, by=person, at__range=span)
    for kind, number in [*tally(changed, "kind"), *tally(said, "about_kind")]:
        if kind in factor_of:
            counts[factor_of[kind]] += number
    return {factor: Decimal(n * HALF_HOURS_A_CHANGE) / 2 for factor, n in counts.items()}


def tally(rows: Any, name: str) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list(name).annotate(Count("pk")))


@transaction.atomic
def give(workspace: Workspace, person: Person, week: date, hours: Mapping[Factor, Decimal]) -> None:
    """Keep a person's week in place of what they said of it before."""
    EffortRow.objects.of(workspace).filter(person=person, week=week).delete()
    EffortRow.objects.bulk_create(
        EffortRow(
            workspace=workspace,
            person=person,
            week=week,
            factor=factor,
            hours=hours.get(factor, Decimal(0)),
        )
        for factor in FACTORS
    )


@transaction.atomic
def take_back(workspace: Workspace, person: Person, week: date) -> None:
    """Make a week unrecorded again, as far as this person said something of it."""
    EffortRow.objects.of(workspace).filter(person=person, week=week).delete()
