"""A round's evidence in the exchange format virta-evidence/1, and whether it has changed.

Answers are in it only when the round has closed and at least three people answered: a diagnosis
that moved with every new answer would give each of them away. Respondents have ids of chance, new
each time, in an order of chance; groups under three are put together; there are no comments.
"""

import hashlib
import json
import random
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from virta.assessment import privacy
from virta.assessment.models import (
    SMALLEST_GROUP,
    Allocation,
    Answer,
    EffortRow,
    Observation,
    Respondent,
    Round,
    SampleCount,
    Upload,
)
from virta.assessment.results import MERGED
from virta.assessment.tally import whole_splits
from virta.people.models import Workspace
from virta.records import evidence as work

FORMAT = "virta-evidence/1"
ASSESSOR = "assessor"

LIVING = timedelta(weeks=26)
"""How far back the picture of a living workspace reaches."""

Bundle = dict[str, Any]


def bundle(workspace: Workspace, round: Round | None, *, observations: bool = True) -> Bundle:
    """All evidence of a round: answers, observations, counts, hours, applied bundles, and the
    trace of what was done in Virta.

    Without a round: the last half year up to today, and bundles that belong to no round.
    """
    start, end = period(round)
    made: Bundle = {
        "format": FORMAT,
        "organisation": workspace.name,
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "answers": [],
        "allocations": [],
        "samples": [],
        "effort": effort(workspace, start, end),
    }
    if workspace.reference:
        made["reference"] = workspace.reference
    if round is not None:
        made["answers"], made["allocations"] = answers(round)
        made["samples"] = samples(round)
        if observations:
            made["answers"] += observed(round)
    for number, upload in enumerate(applied(workspace, round), start=1):
        join(made, json.loads(bytes(upload.content).decode("utf-8-sig")), f"b{number}.")
    if shown := work.work(workspace, end):
        join(made, shown, "")
    if made.get("covers", ...) is None:
        del made["covers"]  # no list of kinds says that every kind was looked for
    return made


def period(round: Round | None) -> tuple[date, date]:
    """The first and last day that the evidence is of.

    The newest closed round goes on living: where hours or objects have come after its period, the
    period reaches to today, and back at most half a year, so that what is done moves the picture.
    """
    today = timezone.localdate()
    if round is None:
        return monday(today) - LIVING, today
    if is_living(round, today):
        return max(round.starts_on, today - LIVING), today
    return round.starts_on, round.ends_on


def is_living(round: Round, today: date) -> bool:
    """Whether work that was done in Virta after this round belongs to its picture."""
    if round.state != Round.State.CLOSED or round.ends_on >= today:
        return False
    newer = Round.objects.filter(
        workspace=round.workspace_id, state=Round.State.CLOSED, ends_on__gt=round.ends_on
    )
    if newer.exists():
        return False
    hours = EffortRow.objects.filter(workspace=round.workspace_id, week__gt=round.ends_on)
    return hours.exists() or work.goes_on_after(round.workspace_id, round.ends_on)


def may_show_answers(round: Round) -> bool:
    """Whether figures made from this round's answers may be seen by anyone."""
    if round.state != Round.State.CLOSED:
        return False
    return round.respondents.counted().count() >= SMALLEST_GROUP


def answers(round: Round) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The answers and splits of 100 hours of a closed round, without a way back to a person."""
    if not may_show_answers(round):
        return [], []
    people = ids_of_chance(round)
    group_of = groups_as_shown(round)
    rated = Answer.objects.filter(respondent__round=round).order_by()
    rows = [
        {
            "respondent": people[who],
            "group": group_of[group],
            "factor": factor,
            "item": statement,
            "level": level,
        }
        for who, group, factor, statement, level in rated.values_list(
            "respondent", "respondent__group__key", "factor", "statement", "level"
        ).iterator(chunk_size=5000)
    ]
    split = Allocation.objects.filter(respondent__in=whole_splits(round)).order_by()
    parts = [
        {"respondent": people[who], "factor": factor, "percent": float(percent)}
        for who, factor, percent in split.values_list("respondent", "factor", "percent").iterator(
            chunk_size=5000
        )
    ]
    by_chance = {one: place for place, one in enumerate(people.values())}
    rows.sort(key=lambda row: by_chance[str(row["respondent"])])
    parts.sort(key=lambda row: by_chance[str(row["respondent"])])
    return rows, parts


def ids_of_chance(round: Round) -> dict[int, str]:
    """Respondent → an id that was never used before, in an order of chance."""
    people = list(Respondent.objects.filter(round=round).values_list("pk", flat=True))
    random.SystemRandom().shuffle(people)
    salt = secrets.token_hex(4)
    return {pk: f"r{salt}-{number}" for number, pk in enumerate(people, start=1)}


def groups_as_shown(round: Round) -> dict[str, str]:
    """Group key → the name in the bundle; groups that are too small together under one name."""
    people = round.respondents.counted().order_by().values_list("group__key")
    counts = dict(people.annotate(Count("pk")))
    together = privacy.merged(counts)
    return {key: MERGED if key in together else key for key in counts}


def observed(round: Round) -> list[dict[str, Any]]:
    """What assessors saw, each assessor a respondent of a group of their own."""
    seen = Observation.objects.filter(round=round).order_by("made_by", "pk")
    names: dict[int, str] = {}
    return [
        {
            "respondent": names.setdefault(who, f"{ASSESSOR}-{len(names) + 1}"),
            "group": ASSESSOR,
            "factor": factor,
            "item": statement,
            "level": level,
        }
        for who, factor, statement, level in seen.values_list(
            "made_by", "factor", "statement", "level"
        )
    ]


def samples(round: Round) -> list[dict[str, Any]]:
    counts = SampleCount.objects.filter(round=round, seen__gt=0).order_by("pk")
    return list(counts.values("flow", "seen", "reached"))


def effort(workspace: Workspace, start: date, end: date) -> list[dict[str, Any]]:
    """Hours of the weeks that begin within the period, or contain its first day."""
    rows = EffortRow.objects.of(workspace).filter(week__gte=monday(start), week__lte=end)
    summed = rows.order_by("week", "factor").values("week", "factor").annotate(total=Sum("hours"))
    return [
        {"week": row["week"].isoformat(), "factor": row["factor"], "hours": float(row["total"])}
        for row in summed
    ]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def applied(workspace: Workspace, round: Round | None) -> QuerySet[Upload]:
    """The bundles that are part of this round's evidence."""
    bundles: QuerySet[Upload] = Upload.objects.of(workspace).filter(kind=Upload.Kind.BUNDLE)
    return bundles.filter(round=round, applied_at__isnull=False).order_by("pk")


def join(made: Bundle, other: Bundle, prefix: str) -> None:
    """Add another bundle's rows; its ids get a prefix, so that two bundles never share one."""
    for name, keys in PREFIXED.items():
        rows = [renamed(row, keys, prefix) for row in other.get(name) or []]
        if rows:
            made.setdefault(name, []).extend(rows)
    for name in ("samples", "effort"):
        made[name] += other.get(name) or []
    join_covers(made, other)
    if "reference" in other and "reference" not in made:
        made["reference"] = other["reference"]


PREFIXED = {
    "answers": ("respondent",),
    "allocations": ("respondent",),
    "items": ("id",),
    "links": ("from", "to"),
}


def renamed(row: dict[str, Any], keys: Iterable[str], prefix: str) -> dict[str, Any]:
    return row | {key: f"{prefix}{row[key]}" for key in keys}


def join_covers(made: Bundle, other: Bundle) -> None:
    """Kinds that were looked for: those that any bundle looked for, or all of them."""
    if not other.get("items"):
        return
    if "covers" not in other:
        made["covers"] = None  # this one looked for every kind
    elif "covers" not in made:
        made["covers"] = sorted(other["covers"])
    elif made["covers"] is not None:
        made["covers"] = sorted({*made["covers"], *other["covers"]})


def fingerprint(workspace: Workspace, round: Round | None) -> str:
    """A short text that changes whenever the evidence does; cheap, whatever the evidence weighs."""
    start, end = period(round)
    parts: list[Any] = [workspace.name, workspace.reference, start, end, work.mark(workspace)]
    weeks = EffortRow.objects.of(workspace).filter(week__gte=monday(start), week__lte=end)
    parts.append(weeks.aggregate(Count("pk"), Max("pk"), Sum("hours")))
    parts.append(applied(workspace, round).aggregate(Count("pk"), Max("pk"), Max("applied_at")))
    if round is not None:
        parts += of_round(round)
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def of_round(round: Round) -> Iterator[Any]:
    """What can change within a round; closed answers cannot, and open ones are not shown."""
    yield round.state, round.closed_at
    if round.state == Round.State.CLOSED:
        yield round.respondents.counted().count()
    yield Observation.objects.filter(round=round).aggregate(Count("pk"), Max("changed_at"))
    yield SampleCount.objects.filter(round=round).aggregate(
        Count("pk"), Max("pk"), Sum("seen"), Sum("reached")
    )


def size(workspace: Workspace, round: Round | None) -> int:
    """About how many pieces of evidence there are, to judge whether somebody can wait for them."""
    start, end = period(round)
    weeks = EffortRow.objects.of(workspace).filter(week__gte=monday(start), week__lte=end)
    pieces = weeks.count() + work.size(workspace)
    pieces += applied(workspace, round).aggregate(total=Sum("rows"))["total"] or 0
    if round is not None and may_show_answers(round):
        pieces += Answer.objects.filter(respondent__round=round).count()
        pieces += Allocation.objects.filter(respondent__round=round).count()
    return int(pieces)
