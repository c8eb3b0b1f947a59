"""The example workspace: a fictional organisation's year, from the documented simulator.

Two rounds half a year apart, so that there is a change to see. All of it is made up.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from virta.assessment.bank import CURRENT, Bank, load
from virta.assessment.models import (
    Allocation,
    Answer,
    Comment,
    EffortRow,
    Group,
    Respondent,
    Round,
    Upload,
)
from virta.balance.framework import Factor
from virta.balance.simulation import story
from virta.flows.example_alarms import fill_alarms
from virta.flows.example_heard import fill_heard
from virta.flows.example_mentions import fill_worked_with
from virta.flows.example_objects import fill_objects, remove_objects
from virta.kit.problems import Problem
from virta.listening.fulltext import mending
from virta.people.models import Workspace

SLUG = "example"
NAME = "Saarivirran luontomuseo"
AT_A_TIME = 500
WRITTEN_BEFORE = timedelta(days=60)
"""How long before the end of the last round the example's people wrote their objects down."""

GROUPS = {
    "leaders": ("Johto", "Leaders"),
    "team": ("Some-tiimi", "Social media team"),
    "staff": ("Muu henkilöstö", "Other staff"),
    "outside": ("Ulkopuoliset", "Outside"),
}

COMMENTS: tuple[tuple[Factor, str], ...] = (
    (Factor.OBJECTIVES, "Tavoitteet on kirjattu, mutta ne kaivetaan esiin kerran vuodessa."),
    (Factor.AUDIENCES, "Koululaiset tunnemme hyvin. Nuoret aikuiset ovat arvailua."),
    (Factor.ACTIVITIES, "Vuosikello toimii. Lintuviikko meni tänä vuonna nappiin."),
    (Factor.OWNERSHIP, "Kun Kaisa on lomalla, kukaan ei vastaa Instagramissa."),
    (Factor.LISTENING, "We read everything people write about us. Then nothing happens."),
    (Factor.LISTENING, "Kuuntelemme paljon, mutta kuultu jää tiimin sisälle."),
    (Factor.ENGAGEMENT, "Kommentteihin vastataan nopeasti, siitä on tultu kiittämään."),
    (Factor.ENGAGEMENT, "More colleagues would take part if somebody showed them how."),
    (Factor.MEASUREMENT, "Luvut tulevat joka kuukausi. En tiedä, kuka ne lukee."),
    (Factor.LEARNING, "Emme ole koskaan istuneet alas miettimään, mitä opimme."),
    (Factor.LEARNING, "The same question about dogs comes up every spring, and we start over."),
)


@dataclass(frozen=True, slots=True)
class Half:
    """One half-year of the example."""

    name: str
    seed: int
    start: date
    end: date


def halves(today: date) -> tuple[Half, Half]:
    """The last 26 whole weeks, and the 26 before them."""
    monday = today - timedelta(days=today.weekday())
    middle, first = monday - timedelta(weeks=26), monday - timedelta(weeks=52)
    return (
        Half(_("First round"), 1, first, middle - timedelta(days=1)),
        Half(_("Second round"), 2, middle, monday - timedelta(days=1)),
    )


@transaction.atomic
def make_example(now: datetime) -> Workspace:
    """Fill the workspace `example` anew. Doing it again gives the same, on newer dates."""
    remove_example()
    workspace = Workspace.objects.create(name=NAME, slug=SLUG, language="fi", is_example=True)
    for half in halves(now.date()):
        fill(workspace, half)
    fill_objects(
        workspace, now.date(), datetime.combine(half.end, time(9, 0), UTC) - WRITTEN_BEFORE
    )
    fill_heard(workspace, now.date())
    fill_worked_with(workspace, now.date())
    fill_alarms(workspace, now.date())
    return workspace


def remove_example() -> None:
    """Take the example away. Refuses to touch a real workspace that has its short name."""
    if Workspace.objects.filter(slug=SLUG, is_example=False).exists():
        raise Problem(
            _(
                "A workspace of yours has the short name “example”. Give it another short name first."
            )
        )
    example = Workspace.objects.filter(slug=SLUG, is_example=True).first()
    if example:
        remove_objects(example)
    # A group is kept from being deleted while somebody has answered in it: the answers go first.
    Respondent.objects.filter(round__workspace__slug=SLUG).delete()
    if example:
        mending.forget(example.pk)
        example.delete()


def fill(workspace: Workspace, half: Half) -> None:
    """One closed round with answers, hours, comments and the trace of work."""
    bundle = story(half.seed, start=half.start)
    closed_at = datetime.combine(half.end, time(16, 0), UTC)
    round = Round.objects.create(
        workspace=workspace,
        name=half.name,
        bank_version=CURRENT,
        language="fi",
        starts_on=half.start,
        ends_on=half.end,
        state=Round.State.CLOSED,
        opened_at=closed_at - timedelta(days=14),
        closes_at=closed_at,
        closed_at=closed_at,
    )
    respondents = add_respondents(round, bundle, closed_at)
    add_answers(load(CURRENT), respondents, bundle)
    add_allocations(respondents, bundle)
    add_effort(workspace, bundle)
    Comment.objects.bulk_create(
        Comment(round=round, factor=factor, text=text) for factor, text in COMMENTS
    )
    trace = {key: bundle[key] for key in ("format", "organisation", "period")}
    trace |= {"items": bundle.get("items", []), "links": bundle.get("links", [])}
    Upload.objects.create(
        workspace=workspace,
        round=round,
        kind=Upload.Kind.BUNDLE,
        name=_("What the work itself shows.json"),
        content=json.dumps(trace, ensure_ascii=False).encode(),
        applied_at=closed_at,
        rows=len(trace["items"]) + len(trace["links"]),
    )


def add_respondents(
    round: Round, bundle: dict[str, Any], closed_at: datetime
) -> dict[str, Respondent]:
    """A respondent for every id in the bundle, in the group the bundle names."""
    groups = {
        key: Group.objects.create(round=round, key=key, name=names[0], link_open=False, position=n)
        for n, (key, names) in enumerate(GROUPS.items())
    }
    group_of = {row["respondent"]: row.get("group") or "staff" for row in bundle["answers"]}
    ids = sorted({*group_of, *(row["respondent"] for row in bundle.get("allocations", []))})
    made = Respondent.objects.bulk_create(
        Respondent(
            round=round,
            group=groups.get(group_of.get(one, "staff"), groups["staff"]),
            source=Respondent.Source.OPEN,
            load=2 + number % 3,
            started_at=closed_at - timedelta(days=1 + number % 12),
            finished_at=closed_at - timedelta(days=1 + number % 12),
        )
        for number, one in enumerate(ids)
    )
    return dict(zip(ids, made, strict=True))


def add_answers(bank: Bank, respondents: dict[str, Respondent], bundle: dict[str, Any]) -> None:
    """The bundle's answers, for those of its statements that the bank has."""
    known = {one.id: one.factor for one in bank.statements()}
    Answer.objects.bulk_create(
        (
            Answer(
                respondent=respondents[row["respondent"]],
                statement=row["item"],
                factor=known[row["item"]],
                level=row["level"],
            )
            for row in bundle["answers"]
            if row["item"] in known
        ),
        batch_size=AT_A_TIME,
    )


def add_allocations(respondents: dict[str, Respondent], bundle: dict[str, Any]) -> None:
    rows = bundle.get("allocations", [])
    totals: dict[str, float] = {}
    for row in rows:
        totals[row["respondent"]] = totals.get(row["respondent"], 0.0) + row["percent"]
    Allocation.objects.bulk_create(
        Allocation(
            respondent=respondents[row["respondent"]],
            factor=row["factor"],
            percent=round_2(100 * row["percent"] / totals[row["respondent"]]),
        )
        for row in rows
    )


def add_effort(workspace: Workspace, bundle: dict[str, Any]) -> None:
    EffortRow.objects.bulk_create(
        (
            EffortRow(
                workspace=workspace,
                week=date.fromisoformat(row["week"]),
                factor=row["factor"],
                hours=round_2(row["hours"]),
            )
            for row in bundle.get("effort", [])
        ),
        batch_size=AT_A_TIME,
    )


def round_2(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.01"))
