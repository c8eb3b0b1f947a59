"""The simulator says what is true, and records it as the framework says evidence is recorded."""

import json
from datetime import date, datetime

import numpy as np
import pytest

from virta.balance.framework import FACTORS, LINKS, REFERENCE, BlockName, Direction
from virta.balance.reading import from_dict
from virta.balance.simulation import SPARSE, Noise, Truth, draw_truth, simulate, story

BALANCED = np.array([REFERENCE[factor] for factor in FACTORS])
LEVEL = np.full(8, 3.0)
ALL = frozenset({"answers", "allocations", "effort", "items", "samples"})


def truth(shares=BALANCED, maturity=LEVEL, to_execution=0.8, to_strategy=0.6):
    return Truth(shares / shares.sum(), maturity, to_execution, to_strategy)


def test_an_organisation_at_the_reference_has_no_block():
    assert set(truth().labels().values()) == {"not there"}
    assert not any(truth().beyond().values())
    assert truth().r == pytest.approx(np.ones(8))


@pytest.mark.parametrize(
    ("share", "level", "expected"),
    [(0.011, 0.7, "there"), (0.011, 1.0, "grey"), (0.018, 0.7, "grey"), (0.03, 1.5, "not there")],
)
def test_a_factor_is_missing_when_neither_time_nor_skill_is_there(share, level, expected):
    shares, maturity = BALANCED * (1 - share) / (1 - BALANCED[7]), LEVEL.copy()
    shares[7], maturity[7] = share, level
    assert truth(shares, maturity).labels()[BlockName.MISSING_FACTOR] == expected


@pytest.mark.parametrize(("times", "expected"), [(2, "not there"), (3.5, "grey"), (5, "there")])
def test_a_factor_is_overweight_by_its_ratio_to_the_middle_of_the_others(times, expected):
    shares = BALANCED.copy()
    shares[5] *= times
    assert truth(shares).labels()[BlockName.OVERWEIGHT_FACTOR] == expected


@pytest.mark.parametrize(
    ("ratio", "expected", "cycle"),
    [(4.1, "there", "inner"), (1 / 4.1, "there", "outer"), (2.5, "grey", "inner")],
)
def test_the_work_turns_in_one_cycle_by_the_ratio_of_geometric_means(ratio, expected, cycle):
    shares = BALANCED.copy()
    shares[:4] *= ratio
    state = truth(shares)
    assert state.cycle_ratio == pytest.approx(ratio)
    assert (state.labels()[BlockName.ONE_CYCLE], state.cycle) == (expected, cycle)


def test_a_missing_factor_alone_does_not_put_the_cycles_beyond_the_middle():
    shares = BALANCED.copy()
    shares[4] = 0.0
    assert truth(shares).cycle_ratio < 2.6


@pytest.mark.parametrize(
    ("execution", "strategy", "expected", "stopped"),
    [
        (0.2, 0.6, "there", {Direction.TO_EXECUTION}),
        (0.8, 0.1, "there", {Direction.TO_STRATEGY}),
        (0.5, 0.6, "grey", set()),
        (0.65, 0.45, "not there", set()),
    ],
)
def test_flow_is_blocked_when_either_direction_is(execution, strategy, expected, stopped):
    state = truth(to_execution=execution, to_strategy=strategy)
    assert state.labels()[BlockName.BLOCKED_FLOW] == expected
    assert state.stopped == stopped


@pytest.mark.parametrize("block", list(BlockName))
def test_drawing_for_a_block_gives_organisations_that_have_it_and_some_in_the_grey_zone(block):
    found = [
        draw_truth(np.random.default_rng(seed), frozenset({block})).labels()[block]
        for seed in range(200)
    ]
    assert found.count("there") > 40
    assert found.count("grey") > 10


def test_one_seed_makes_one_organisation():
    assert simulate(3, kinds=ALL)[0] == simulate(3, kinds=ALL)[0]
    assert simulate(3, kinds=ALL)[0] != simulate(4, kinds=ALL)[0]


@pytest.mark.parametrize("noise", [Noise(), SPARSE], ids=["usual", "sparse"])
def test_what_is_simulated_is_evidence_within_its_period(noise):
    for seed in range(5):
        bundle, _state = simulate(seed, noise=noise, kinds=ALL)
        evidence = from_dict(json.loads(json.dumps(bundle)))
        assert evidence.warnings == []
        assert len(evidence.answers)
        assert len(evidence.trace)


def test_links_run_between_kinds_that_link_and_never_before_what_they_link_from():
    bundle, _state = simulate(1, kinds=frozenset({"items"}))
    items = {item["id"]: item for item in bundle["items"]}
    for link in bundle["links"]:
        source, target = items[link["from"]], items[link["to"]]
        assert (source["kind"], target["kind"]) in LINKS
        assert datetime.fromisoformat(link["at"]) >= datetime.fromisoformat(source["at"])


def test_sparse_evidence_is_sparse():
    full, _ = simulate(1)
    sparse, _ = simulate(1, noise=SPARSE)
    assert len({row["respondent"] for row in sparse["answers"]}) == SPARSE.respondents
    assert len({row["week"] for row in sparse["effort"]}) < len(
        {row["week"] for row in full["effort"]}
    )


def test_the_demo_s_story_is_the_same_every_time_and_keeps_its_period():
    assert story() == story()
    assert story(1)["answers"] != story(2)["answers"]
    moved = story(2, start=date(2025, 1, 6))
    assert moved["period"]["start"] == "2025-01-06"
    assert from_dict(moved).warnings == []
