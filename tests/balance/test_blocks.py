"""The four stumbling blocks, as stories."""

import numpy as np
import pytest

from tests.balance import make
from virta.balance.blocks import heavy_ratios
from virta.balance.framework import REFERENCE, BlockName, Direction, Factor

MISSING, HEAVY, CYCLE, FLOW = BlockName


def verdicts(diagnosis):
    return {block.block: block.verdict for block in diagnosis.blocks}


@pytest.mark.parametrize(
    ("story", "parts", "expected"),
    [
        ("nothing is known", {}, dict.fromkeys(BlockName, "unknown")),
        (
            "answers alone carry only the missing factor",
            {"answers": make.answers(3)},
            {MISSING: "absent", HEAVY: "unknown", CYCLE: "unknown", FLOW: "unknown"},
        ),
        (
            "answers say that learning is not done",
            {"answers": make.answers(3, learning=0)},
            {MISSING: "present"},
        ),
        (
            "hours as intended",
            {"effort": make.effort(), "answers": make.answers(3)},
            {MISSING: "absent", HEAVY: "absent", CYCLE: "absent", FLOW: "unknown"},
        ),
        (
            "engagement takes most of the hours",
            {"effort": make.effort(engagement=150.0), "answers": make.answers(3)},
            {HEAVY: "present", MISSING: "absent"},
        ),
        (
            "hours go to execution only",
            {"effort": make.effort(objectives=0.3, audiences=0.4, activities=1.0, ownership=0.3)},
            {CYCLE: "present"},
        ),
        (
            "nothing for learning, and nothing done in it",
            {"effort": make.effort(learning=0.0), "answers": make.answers(3, learning=0)},
            {MISSING: "present", CYCLE: "absent"},
        ),
        (
            "everything flows",
            make.trace(),
            {FLOW: "absent", MISSING: "unknown", HEAVY: "unknown", CYCLE: "unknown"},
        ),
        ("posts come from nowhere", make.trace(traced=2), {FLOW: "present"}),
        ("insights reach no decision", make.trace(decided=0), {FLOW: "present"}),
        (
            "too few insights to tell, posts flow",
            make.trace(insights=3, decided=3),
            {FLOW: "unknown"},
        ),
        (
            "too few insights to tell, posts do not flow",
            make.trace(traced=0, insights=3, decided=1),
            {FLOW: "present"},
        ),
        (
            "an assessor's counts",
            {"samples": [{"flow": "to_execution", "seen": 30, "reached": 3}]},
            {FLOW: "present"},
        ),
        (
            "kinds that were not looked for",
            make.trace(decided=0) | {"covers": ["post", "reply", "activity"]},
            {FLOW: "unknown"},
        ),
        (
            "all can't say",
            {"answers": make.answers(None)},
            dict.fromkeys(BlockName, "unknown"),
        ),
        (
            "all hours are zero",
            {"effort": make.effort(**dict.fromkeys(map(str, Factor), 0.0))},
            {MISSING: "unknown", HEAVY: "unknown"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_stories(story, parts, expected):
    found = verdicts(make.diagnosis(**parts))
    assert {block: found[block] for block in expected} == expected


def test_without_any_evidence_there_is_no_probability():
    assert [block.probability for block in make.diagnosis().blocks] == [None] * 4


def test_the_missing_factor_is_named_most_missing_first():
    block = make.diagnosis(
        effort=make.effort(learning=0.0, measurement=0.2),
        answers=make.answers(3, learning=0, measurement=0),
    ).block(BlockName.MISSING_FACTOR)
    assert set(block.factors) == {Factor.LEARNING, Factor.MEASUREMENT}


def test_the_cycle_in_which_the_work_turns_is_named():
    inner = make.diagnosis(effort=make.effort(listening=0.6, engagement=1.0, measurement=0.5))
    assert inner.block(BlockName.ONE_CYCLE).cycle == "inner"
    assert inner.cycles.balance.value > 0


@pytest.mark.parametrize(
    ("traced", "decided", "direction", "extent"),
    [
        (2, 15, (Direction.TO_EXECUTION,), "partly"),
        (40, 0, (Direction.TO_STRATEGY,), "partly"),
        (2, 0, (Direction.TO_EXECUTION, Direction.TO_STRATEGY), "fully"),
        (40, 15, None, None),
    ],
)
def test_the_stopped_direction_is_named(traced, decided, direction, extent):
    block = make.diagnosis(**make.trace(traced=traced, decided=decided)).block(
        BlockName.BLOCKED_FLOW
    )
    assert (block.direction, block.extent) == (direction, extent)


def test_a_young_insight_is_left_out_and_not_counted_as_lost():
    young = make.trace(decided=0, at="2026-06-25T09:00:00Z")
    flow = make.diagnosis(**young).flow[Direction.TO_STRATEGY]
    assert flow.share is None


def test_a_young_insight_that_has_arrived_counts():
    parts = make.trace(insights=20, decided=0, at="2026-06-25T09:00:00Z")
    parts["items"].append({"id": "d2", "kind": "decision", "at": "2026-06-30T09:00:00Z"})
    parts["links"].append({"from": "i0", "to": "d2", "at": "2026-06-30T09:00:00Z"})
    share = make.diagnosis(**parts).flow[Direction.TO_STRATEGY].share
    assert (share.value, share.n) == (1.0, 1)


def test_an_unknown_says_what_to_collect():
    for block in make.diagnosis(answers=make.answers(3)).blocks:
        assert (block.verdict == "unknown") == bool(block.collect)


def test_the_organisations_own_reference_is_what_shares_are_read_against():
    own = {factor.value: 0.02 for factor in Factor} | {"engagement": 0.86}
    heavy = make.allocations(**{factor.value: 2.0 for factor in Factor} | {"engagement": 86.0})
    block = make.diagnosis(allocations=heavy, reference=own).block(BlockName.OVERWEIGHT_FACTOR)
    assert block.verdict == "absent"


def test_two_factors_nearly_equally_heavy_do_not_hide_that_one_has_too_much():
    """Engagement (r 2.3) and ownership (r 2.3) draw level; only engagement has much of the whole."""
    split = {factor.value: 100 * REFERENCE[factor] * 0.3 for factor in Factor}
    split |= {"engagement": 60.0, "ownership": 13.8}
    block = make.diagnosis(allocations=make.allocations(**split)).block(BlockName.OVERWEIGHT_FACTOR)
    assert (block.verdict, block.factors) == ("present", (Factor.ENGAGEMENT,))
    assert block.probability > 0.9


def test_each_factor_is_read_against_the_middle_of_the_seven_others():
    r = np.random.default_rng(1).uniform(0.1, 3, (50, 8))
    plain = [[row[at] / np.median(np.delete(row, at)) for at in range(8)] for row in r]
    assert heavy_ratios(r) == pytest.approx(np.array(plain))


def test_a_low_level_stands_out_less_where_all_levels_are_low():
    alone, among = (
        make.diagnosis(answers=make.answers(level, learning=1)).block(BlockName.MISSING_FACTOR)
        for level in (4, 2)
    )
    assert among.probability < alone.probability
