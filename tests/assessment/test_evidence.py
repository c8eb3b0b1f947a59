"""A round's evidence: whole, without a way back to a person, and read by the diagnosis."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.assessment.make import NOW, make_member, make_respondent, make_round, statements
from virta.assessment import evidence, services
from virta.assessment.models import EffortRow, Observation, Respondent, SampleCount, Upload
from virta.balance import engine, reading
from virta.balance.framework import FACTORS, Factor

pytestmark = pytest.mark.django_db

HOURS = dict.fromkeys(FACTORS, Decimal(1))


def closed_round(counts, **more):
    round = make_round(groups=tuple(counts), **more)
    for group in round.groups.all():
        for number in range(counts[group.key]):
            make_respondent(group, number % 6, hours=HOURS, comments={Factor.LEARNING: "Salaisuus"})
    services.close_round(round, NOW)
    return round


def bundle(round):
    return evidence.bundle(round.workspace, round)


def test_the_bundle_is_what_the_diagnosis_reads():
    found = reading.from_dict(bundle(closed_round({"leaders": 3, "team": 4})))
    assert len(found.answers.respondents) == 7
    assert len(found.allocations) == 7 * 8
    assert engine.diagnose(found).counts["respondents"] == 7


def test_an_open_round_shows_no_answers():
    round = make_round()
    for _number in range(5):
        make_respondent(round.groups.first(), 3, hours=HOURS)
    assert bundle(round)["answers"] == []
    assert bundle(round)["allocations"] == []


def test_two_respondents_are_too_few_to_be_evidence():
    round = closed_round({"leaders": 1, "team": 1})
    assert bundle(round)["answers"] == []
    assert bundle(round)["allocations"] == []


def test_groups_under_three_are_put_together_with_others():
    made = bundle(closed_round({"leaders": 2, "team": 3, "staff": 5}))
    people = {(row["respondent"], row["group"]) for row in made["answers"]}
    groups = sorted(group for _one, group in people)
    assert groups == ["merged"] * 5 + ["staff"] * 5


def test_respondents_get_ids_of_chance_that_are_new_each_time():
    round = closed_round({"team": 6})
    first, second = ({row["respondent"] for row in bundle(round)["answers"]} for _again in range(2))
    assert len(first) == len(second) == 6
    assert not first & second
    known = {str(pk) for pk in Respondent.objects.values_list("pk", flat=True)}
    assert not known & first


def test_the_order_of_the_rows_is_of_chance():
    round = closed_round({"team": 30})
    levels = [
        row["level"] for row in bundle(round)["answers"] if row["item"] == statements(round)[0]
    ]
    assert levels != [number % 6 for number in range(30)]


def test_comments_and_load_stay_inside():
    round = closed_round({"team": 4})
    text = json.dumps(bundle(round), ensure_ascii=False)
    assert "Salaisuus" not in text
    assert "load" not in text


def test_half_a_split_is_no_evidence():
    round = make_round()
    for _number in range(3):
        make_respondent(round.groups.first(), 3, hours=HOURS)
    half = make_respondent(round.groups.first(), 3)
    half.allocations.create(factor="listening", percent=40)
    services.close_round(round, NOW)
    assert len({row["respondent"] for row in bundle(round)["allocations"]}) == 3


def test_what_an_assessor_saw_and_counted_is_there_whatever_the_state():
    round = make_round()
    assessor = make_member(round.workspace, "assessor")
    Observation.objects.create(
        workspace=round.workspace,
        round=round,
        statement=statements(round)[0],
        factor="objectives",
        level=2,
        note="Vain minulle",
        made_by=assessor,
    )
    SampleCount.objects.create(
        workspace=round.workspace, round=round, flow="to_execution", seen=30, reached=9
    )
    made = bundle(round)
    assert [(row["respondent"], row["group"], row["level"]) for row in made["answers"]] == [
        ("assessor-1", "assessor", 2)
    ]
    assert made["samples"] == [{"flow": "to_execution", "seen": 30, "reached": 9}]
    assert "Vain minulle" not in json.dumps(made)


def test_hours_are_those_of_the_period_and_add_up():
    round = make_round(starts_on=date(2025, 9, 3), ends_on=date(2026, 3, 1))
    for week, hours in [
        (date(2025, 8, 25), 1),
        (date(2025, 9, 1), 2),
        (date(2026, 2, 23), 4),
        (date(2026, 2, 23), "0.5"),
        (date(2026, 3, 2), 8),
    ]:
        EffortRow.objects.create(
            workspace=round.workspace, week=week, factor="listening", hours=hours
        )
    assert [(row["week"], row["hours"]) for row in bundle(round)["effort"]] == [
        ("2025-09-01", 2.0),
        ("2026-02-23", 4.5),
    ]


def upload(round, content, **more):
    period = {"start": round.starts_on.isoformat(), "end": round.ends_on.isoformat()}
    whole = {"format": "virta-evidence/1", "organisation": "X", "period": period} | content
    return Upload.objects.create(
        **{
            "workspace": round.workspace,
            "round": round,
            "kind": Upload.Kind.BUNDLE,
            "name": "x.json",
            "content": json.dumps(whole).encode(),
            "applied_at": NOW,
        }
        | more
    )


POST = {"id": "p1", "kind": "post", "at": "2025-10-01T09:00:00Z"}
ACTIVITY = {"id": "a1", "kind": "activity", "at": "2025-09-20T09:00:00Z"}
LINK = {"from": "p1", "to": "a1", "at": "2025-10-01T09:00:00Z"}


def test_bundles_that_use_the_same_ids_are_kept_apart():
    round = make_round()
    for _number in range(2):
        upload(round, {"items": [POST, ACTIVITY], "links": [LINK]})
    made = bundle(round)
    assert [item["id"] for item in made["items"]] == ["b1.p1", "b1.a1", "b2.p1", "b2.a1"]
    assert [(link["from"], link["to"]) for link in made["links"]] == [
        ("b1.p1", "b1.a1"),
        ("b2.p1", "b2.a1"),
    ]
    assert len(reading.from_dict(made).trace) == 4


def test_a_bundle_that_was_not_applied_does_not_count():
    round = make_round()
    upload(round, {"items": [POST]}, applied_at=None)
    assert "items" not in bundle(round)


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ([["post"], ["insight"]], ["insight", "post"]),
        ([["post"], None], None),
        ([None, ["post"]], None),
    ],
)
def test_the_kinds_looked_for_are_those_of_all_bundles(covers, expected):
    round = make_round()
    for one in covers:
        upload(round, {"items": [POST]} | ({"covers": one} if one else {}))
    assert bundle(round).get("covers") == expected


def test_the_fingerprint_changes_with_the_evidence_and_only_then():
    round = make_round()
    workspace = round.workspace

    def mark():
        return evidence.fingerprint(workspace, round)

    marks = [mark()]
    for _number in range(3):
        make_respondent(round.groups.first(), 3)
    assert mark() == marks[0]  # answers of an open round are no evidence yet
    services.close_round(round, NOW)
    marks.append(mark())
    EffortRow.objects.create(
        workspace=workspace, week=date(2026, 2, 23), factor="listening", hours=2
    )
    marks.append(mark())
    upload(round, {"items": [POST]})
    marks.append(mark())
    workspace.reference = dict.fromkeys(FACTORS, 0.125)
    marks.append(mark())
    assert len(set(marks)) == 5
    assert mark() == marks[-1]


def test_size_counts_what_would_be_read():
    round = closed_round({"team": 4})
    assert evidence.size(round.workspace, round) == 4 * len(statements(round)) + 4 * 8
