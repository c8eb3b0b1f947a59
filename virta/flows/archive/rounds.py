"""Rounds of the assessment in an archive: out without a way back to a person, and in again.

Answers leave only of closed rounds with at least three respondents, as in the evidence; groups
that may not be shown alone leave as one. Respondents stand in the order of what they answered, so
that neither ids nor places tell who was first. Links are secrets: a round gets new ones.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from virta.assessment import evidence, privacy, tally
from virta.assessment.bank import load, versions
from virta.assessment.models import (
    Allocation,
    Answer,
    Comment,
    Group,
    Invitee,
    Observation,
    Respondent,
    Round,
    SampleCount,
)
from virta.assessment.results import MERGED
from virta.people.models import Person, Workspace

Row = dict[str, Any]
FACTS = ("key", "name", "bank_version", "form", "language", "state")
MOMENTS = ("opened_at", "closes_at", "closed_at", "made_at")


def rounds_of(workspace: Workspace) -> Iterator[Row]:
    """Every round with its groups, its answers as far as they may leave, and what was observed."""
    for round in Round.objects.of(workspace).select_related("made_by").order_by("key"):
        row: Row = {name: getattr(round, name) for name in FACTS}
        row |= {name: iso(getattr(round, name)) for name in MOMENTS}
        row |= {"starts_on": round.starts_on.isoformat(), "ends_on": round.ends_on.isoformat()}
        row["made_by"] = round.made_by.email if round.made_by else None
        yield row | parts(round)


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def parts(round: Round) -> Row:
    together = joined(round)
    return {
        "groups": groups(round, together),
        "invitees": invitees(round),
        "respondents": respondents(round, together) if evidence.may_show_answers(round) else [],
        "comments": comments(round) if round.state == Round.State.CLOSED else [],
        "observations": observations(round),
        "samples": samples(round),
    }


def joined(round: Round) -> frozenset[str]:
    """The groups that may leave only together."""
    people = round.respondents.counted().order_by().values_list("group__key")
    return privacy.merged(dict(people.annotate(Count("pk"))))


def groups(round: Round, together: frozenset[str]) -> list[Row]:
    found = [
        {
            "key": one.key,
            "name": one.name,
            "link_open": one.link_open,
            "expected": one.expected,
            "position": one.position,
        }
        for one in round.groups.order_by("key")
    ]
    if together and evidence.may_show_answers(round):
        name = ", ".join(str(one["name"]) for one in found if one["key"] in together)
        shut = {"link_open": False, "expected": None, "position": 99}
        found.append({"key": MERGED, "name": name[:80]} | shut)
    return sorted(found, key=lambda row: str(row["key"]))


def invitees(round: Round) -> list[Row]:
    """Who was asked by name; whether they have finished, never what they said."""
    rows = round.invitees.select_related("group").order_by("group__key", "email", "name", "pk")
    return [
        {
            "group": one.group.key,
            "name": one.name,
            "email": one.email,
            "language": one.language,
            "finished": one.finished,
            "sent_at": iso(one.sent_at),
            "reminded_at": iso(one.reminded_at),
        }
        for one in rows
    ]


def respondents(round: Round, together: frozenset[str]) -> list[Row]:
    levels: dict[int, dict[str, int | None]] = {}
    rated = Answer.objects.filter(respondent__round=round).order_by()
    for who, statement, level in rated.values_list("respondent", "statement", "level").iterator():
        levels.setdefault(who, {})[statement] = level
    hours: dict[int, dict[str, str]] = {}
    split = Allocation.objects.filter(respondent__round=round).order_by()
    for who, factor, percent in split.values_list("respondent", "factor", "percent").iterator():
        hours.setdefault(who, {})[factor] = str(percent)
    rows = round.respondents.counted().values_list(
        "pk", "group__key", "language", "load", "no_load", "finished_at"
    )
    found = [
        {
            "group": MERGED if group in together else group,
            "language": language,
            "load": load,
            "no_load": no_load,
            "finished": finished_at is not None,
            "levels": levels.get(pk, {}),
            "hours": hours.get(pk, {}),
        }
        for pk, group, language, load, no_load, finished_at in rows
    ]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


def comments(round: Round) -> list[Row]:
    rows = round.comments.order_by("factor", "text").values_list("factor", "text")
    return [{"factor": factor, "text": text} for factor, text in rows]


def observations(round: Round) -> list[Row]:
    rows = round.observations.select_related("made_by").order_by("statement", "made_by__email")
    return [
        {
            "statement": one.statement,
            "factor": one.factor,
            "level": one.level,
            "source": one.source,
            "note": one.note,
            "made_by": one.made_by.email,
        }
        for one in rows
    ]


def samples(round: Round) -> list[Row]:
    found = [
        {
            "flow": one.flow,
            "seen": one.seen,
            "reached": one.reached,
            "note": one.note,
            "made_by": one.made_by.email if one.made_by else None,
        }
        for one in round.samples.select_related("made_by")
    ]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


# In again


def bring(workspace: Workspace, rows: list[Row], people: dict[str, Person]) -> dict[str, Round]:
    """Make the rounds of an archive; returns them by key."""
    return {row["key"]: bring_round(workspace, row, people) for row in rows}


def bring_round(workspace: Workspace, row: Row, people: dict[str, Person]) -> Round:
    round = Round(workspace=workspace, made_by=people.get(row["made_by"] or ""))
    for name in FACTS:
        setattr(round, name, row[name])
    for name in ("opened_at", "closes_at", "closed_at"):
        setattr(round, name, datetime.fromisoformat(row[name]) if row[name] else None)
    round.starts_on = date.fromisoformat(row["starts_on"])
    round.ends_on = date.fromisoformat(row["ends_on"])
    round.save()
    Round.objects.filter(pk=round.pk).update(made_at=datetime.fromisoformat(row["made_at"]))
    made = {one["key"]: Group.objects.create(round=round, **one) for one in row["groups"]}
    bring_invitees(round, row["invitees"], made)
    bring_respondents(round, row["respondents"], made)
    Comment.objects.bulk_create(
        [Comment(round=round, respondent=None, **one) for one in row["comments"]]
    )
    bring_seen(round, row, people)
    if round.state == Round.State.CLOSED:
        tally.of(round)
    return round


def bring_invitees(round: Round, rows: list[Row], made: dict[str, Group]) -> None:
    for one in rows:
        facts = one | {"group": made[one["group"]]}
        for name in ("sent_at", "reminded_at"):
            facts[name] = datetime.fromisoformat(one[name]) if one[name] else None
        Invitee.objects.create(round=round, **facts)


def bring_respondents(round: Round, rows: list[Row], made: dict[str, Group]) -> None:
    at = round.closed_at
    people = Respondent.objects.bulk_create(
        [
            Respondent(
                round=round,
                group=made[one["group"]],
                key=None,
                source=Respondent.Source.IMPORT,
                language=one["language"],
                load=one["load"],
                no_load=one["no_load"],
                started_at=at,
                finished_at=at if one["finished"] else None,
            )
            for one in rows
        ],
        batch_size=500,
    )
    pairs, factors = list(zip(people, rows, strict=True)), factors_of(round)
    Answer.objects.bulk_create(
        [
            Answer(respondent=who, statement=name, factor=factors[name], level=level)
            for who, one in pairs
            for name, level in one["levels"].items()
        ],
        batch_size=500,
    )
    Allocation.objects.bulk_create(
        [
            Allocation(respondent=who, factor=factor, percent=Decimal(percent))
            for who, one in pairs
            for factor, percent in one["hours"].items()
        ],
        batch_size=500,
    )


def factors_of(round: Round) -> dict[str, str]:
    """Statement → factor, by the questions that the round was answered with."""
    return {one.id: one.factor for one in load(round.bank_version).statements()}


def bring_seen(round: Round, row: Row, people: dict[str, Person]) -> None:
    for one in row["observations"]:
        by = people[one["made_by"]]
        Observation.objects.create(workspace=round.workspace, round=round, **one | {"made_by": by})
    for one in row["samples"]:
        who = people.get(one["made_by"] or "")
        SampleCount.objects.create(workspace=round.workspace, round=round, **one | {"made_by": who})


def odd_bank(rows: list[Row]) -> str:
    """A sentence about a round that this Virta has no questions for, or nothing."""
    known = versions()
    for row in rows:
        if row["bank_version"] not in known:
            return _("The round “%(name)s” was answered with questions of a newer Virta.") % row
    return ""
