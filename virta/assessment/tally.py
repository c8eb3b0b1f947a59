"""What is counted of a round's answers at its closing.

A tally holds numbers of people only, by group: how many gave each level to each statement, how
many bear the load how, and sums of the split of 100 hours. Results are made from it, never from
the answers, so that a page with ten thousand respondents is as quick as one with ten.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Count, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from virta.assessment.models import Allocation, Answer, Round

CANNOT_SAY = "x"

Tally = dict[str, Any]
"""{"respondents": {group: n}, "levels": {statement: {group: {"0"…"5" or "x": n}}},
"load": {group: {"0"…"5": n}}, "hours": {"people": {group: n}, "factors": {factor: {group:
[sum, sum of squares]}}}, "comments": n}; groups by their keys, hours in percent."""

NEARLY = Decimal("99.5")


def count(round: Round) -> Tally:
    """Count a round's answers as they are now, in a handful of queries."""
    return {
        "respondents": respondents(round),
        "levels": levels(round),
        "load": load(round),
        "hours": hours(round),
        "comments": round.comments.count(),
    }


def of(round: Round) -> Tally:
    """A closed round's tally; counted now and kept where the round was made closed."""
    if round.state != Round.State.CLOSED:
        raise ValueError("An open round has no results yet.")
    if round.tally is None:
        round.tally = count(round)
        Round.objects.filter(pk=round.pk, tally__isnull=True).update(tally=round.tally)
    return dict(round.tally)


def respondents(round: Round) -> dict[str, int]:
    rows = round.respondents.counted().order_by().values_list("group__key")
    return dict(rows.annotate(Count("pk")))


def levels(round: Round) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    rows = Answer.objects.filter(respondent__round=round).order_by()
    counted = rows.values_list("statement", "respondent__group__key", "level")
    for statement, group, level, number in counted.annotate(Count("pk")):
        by_group = found.setdefault(statement, {}).setdefault(group, {})
        by_group[CANNOT_SAY if level is None else str(level)] = number
    return found


def load(round: Round) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = round.respondents.filter(load__isnull=False).order_by()
    for group, level, number in rows.values_list("group__key", "load").annotate(Count("pk")):
        found.setdefault(group, {})[str(level)] = number
    return found


def hours(round: Round) -> dict[str, Any]:
    """Of whole splits only; a factor that a whole split leaves out has no hours."""
    whole = whole_splits(round)
    percent = Cast("percent", FloatField())
    rows = Allocation.objects.filter(respondent__in=whole).order_by()
    summed = rows.values_list("factor", "respondent__group__key").annotate(
        total=Sum(percent), squares=Sum(percent * percent)
    )
    people = round.respondents.filter(pk__in=whole).order_by().values_list("group__key")
    found: dict[str, dict[str, list[float]]] = {}
    for factor, group, total, squares in summed:
        found.setdefault(factor, {})[group] = [total, squares]
    return {"people": dict(people.annotate(Count("pk"))), "factors": found}


def whole_splits(round: Round) -> QuerySet[Any, Any]:
    """The respondents whose hours come to 100; a split that was left half-way does not count."""
    rows = Allocation.objects.filter(respondent__round=round).order_by().values("respondent")
    summed = rows.annotate(total=Sum("percent")).filter(total__gte=NEARLY, total__lte=200 - NEARLY)
    return summed.values("respondent")


def people_in(tally: Tally) -> int:
    """How many answered."""
    return sum(tally["respondents"].values())
