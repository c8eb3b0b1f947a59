"""Diagnoses are kept, and made anew when the evidence changes."""

from datetime import UTC, datetime

import pytest

from tests import make
from virta.assessment import evidence
from virta.assessment.models import Reading, Round, SampleCount
from virta.balance import engine, reading
from virta.balance.framework import BlockName
from virta.flows import diagnosing
from virta.flows.example import make_example, remove_example
from virta.kit.problems import Problem
from virta.people.models import Workspace
from virta.people.services import set_reference

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def example():
    return make_example(NOW)


def test_the_example_shows_the_blocks_that_its_story_tells(example):
    current = diagnosing.latest(example)
    present = [block.block for block in current.diagnosis.blocks if block.verdict == "present"]
    assert present == [BlockName.MISSING_FACTOR, BlockName.BLOCKED_FLOW]
    assert current.diagnosis.easiest


def test_the_example_can_be_made_again_and_taken_away(example):
    again = make_example(NOW)
    assert Workspace.objects.filter(is_example=True).count() == 1
    assert Round.objects.of(again).count() == 2
    remove_example()
    assert not Workspace.objects.filter(is_example=True).exists()


def test_a_real_workspace_called_example_is_never_touched():
    make.workspace(slug="example")
    with pytest.raises(Problem, match="example"):
        make_example(NOW)
    assert Workspace.objects.get().is_example is False


def test_a_diagnosis_is_made_once_and_kept(example, django_assert_max_num_queries):
    diagnosing.latest(example)
    made_at = Reading.objects.first().made_at
    with django_assert_max_num_queries(25):
        assert diagnosing.latest(example).is_fresh
    assert Reading.objects.first().made_at == made_at


def test_new_evidence_makes_it_anew(example):
    before = diagnosing.latest(example)
    SampleCount.objects.create(
        workspace=example, round=before.round, flow="to_strategy", seen=200, reached=190
    )
    after = diagnosing.latest(example).diagnosis.block(BlockName.BLOCKED_FLOW)
    assert after.verdict == "absent"


def test_another_reference_makes_it_anew(example):
    before = diagnosing.latest(example).diagnosis
    owner = make.member(example)
    percents = dict.fromkeys(before.factors, 12.5)
    set_reference(example, percents, owner)
    example.refresh_from_db()
    after = diagnosing.latest(example).diagnosis
    assert {one.reference for one in after.factors.values()} == {0.125}


def test_the_worker_brings_kept_diagnoses_up_to_date(example):
    current = diagnosing.latest(example)
    SampleCount.objects.create(
        workspace=example, round=current.round, flow="to_strategy", seen=200, reached=190
    )
    assert diagnosing.refresh_readings(NOW) == 1
    assert diagnosing.refresh_readings(NOW) == 0


def test_the_exported_bundle_gives_the_same_diagnosis_as_the_page(example):
    current = diagnosing.latest(example)
    bundle = evidence.bundle(example, current.round)
    again = engine.diagnose(reading.from_dict(bundle))
    for ours, theirs in zip(current.diagnosis.blocks, again.blocks, strict=True):
        assert ours.verdict == theirs.verdict
        assert ours.probability == pytest.approx(theirs.probability, abs=0.002)


def test_an_open_round_is_not_diagnosed_from_its_answers(example):
    round = Round.objects.of(example).first()
    Round.objects.filter(pk=round.pk).update(state=Round.State.OPEN)
    round.refresh_from_db()
    current = diagnosing.current(example, round)
    assert current.diagnosis.counts["answers"] == 0
