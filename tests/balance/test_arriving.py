"""Young things that have not arrived neither vanish nor count as lost."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.balance import make
from virta.balance.arriving import Waiting, share_of, up_to, worth
from virta.balance.flow import FEWEST, read_flows
from virta.balance.framework import BlockName, Direction
from virta.balance.reading import from_dict
from virta.balance.simulation import SHARES, Noise, Trace, Truth, simulate

EXECUTION, STRATEGY = Direction.TO_EXECUTION, Direction.TO_STRATEGY
MIDDLE = {EXECUTION: 0.40, STRATEGY: 0.21}


def period(days):
    start = date(2026, 1, 5)
    return {"start": start.isoformat(), "end": (start + timedelta(days=days - 1)).isoformat()}


def traced(seed, days, truth, noise=None):
    """The trace of one organisation over so many days, as evidence."""
    start = date(2026, 1, 5)
    trace = Trace(
        np.random.default_rng(seed),
        truth,
        noise or Noise(),
        start,
        start + timedelta(days=days - 1),
    )
    return from_dict(make.bundle(period=period(days), **trace.bundle()))


def state(to_execution, to_strategy):
    return Truth(SHARES, np.full(8, 3.0), to_execution, to_strategy)


def young(traced, posts=40):
    """Posts of the last ten days, of which so many trace to the activity; no insights."""
    return make.trace(posts=posts, traced=traced, insights=0, decided=0, at="2026-06-26T09:00:00Z")


@pytest.mark.parametrize("days", [7, 14, 30, 31, 45, 182])
def test_a_blocked_flow_is_present_however_short_the_period(days):
    for seed in range(5):
        readings = read_flows(traced(seed, days, state(0.1, 0.6)))
        assert readings[EXECUTION].probability > 0.95


@pytest.mark.parametrize("days", [14, 30, 31, 45, 182])
def test_a_sound_organisation_is_not_accused_however_short_the_period(days):
    for seed in range(5):
        readings = read_flows(traced(seed, days, state(0.85, 0.7)))
        assert readings[EXECUTION].probability < 0.05
        assert readings[STRATEGY].probability < 0.6


def test_cutting_the_period_does_not_turn_present_to_absent():
    bundle, _truth = simulate(
        3, truth=state(0.1, 0.05), noise=Noise(posts=300), kinds=frozenset({"items"})
    )
    for days in (182, 91, 45, 31, 30, 29, 14):
        reading = read_flows(from_dict(bundle | {"period": period(days)}))[EXECUTION]
        assert reading.probability > 0.9


def test_young_posts_that_do_not_trace_block_the_flow_and_are_told_of():
    block = make.diagnosis(**young(traced=2)).block(BlockName.BLOCKED_FLOW)
    assert (block.verdict, block.direction) == ("present", (EXECUTION,))
    said = {sentence.key: sentence.figures for sentence in block.evidence}
    assert (said["flow_to_execution"]["seen"], said["waiting_to_execution"]["waiting"]) == (2, 38)


def test_where_no_young_post_traces_no_share_is_shown_but_the_waiting_ones_are():
    diagnosis = make.diagnosis(**young(traced=0))
    block = diagnosis.block(BlockName.BLOCKED_FLOW)
    assert diagnosis.flow[EXECUTION].share is None
    assert block.verdict == "present"
    assert [sentence.key for sentence in block.evidence] == ["waiting_to_execution"]


def test_the_interval_knows_of_those_that_wait():
    flow = make.diagnosis(**young(traced=8)).flow[EXECUTION]
    assert flow.share.value == 1.0
    assert flow.share.low < 0.3


def test_few_young_insights_cannot_be_judged_and_many_old_ones_can():
    few = make.trace(posts=0, traced=0, insights=12, decided=0, at="2026-06-26T09:00:00Z")
    old = make.trace(posts=0, traced=0, insights=12, decided=0)
    assert read_flows(from_dict(make.bundle(**few)))[STRATEGY].probability is None
    assert read_flows(from_dict(make.bundle(**old)))[STRATEGY].probability > 0.9


def test_old_and_young_together_are_weighed_by_age():
    old = Waiting(arrived=3, stuck=3)
    chances = [
        up_to(Waiting(3, 3, ages=np.full(20, age)), STRATEGY, 0.21)
        for age in (0.1, 3.0, 10.0, 29.0)
    ]
    assert up_to(old, STRATEGY, 0.21) < chances[0] < chances[1] < chances[2] < chances[3]
    assert chances[3] == pytest.approx(up_to(Waiting(3, 23), STRATEGY, 0.21), abs=0.1)


def test_quick_arrivals_make_waiting_weigh_more_than_slow_ones():
    ages = np.full(10, 8.0)
    quick = Waiting(5, 0, np.full(5, 0.1), ages)
    slow = Waiting(5, 0, np.full(5, 25.0), ages)
    assert up_to(quick, STRATEGY, 0.4) > up_to(slow, STRATEGY, 0.4)


def test_an_age_of_thirty_days_is_as_good_as_an_outcome():
    waiting = Waiting(3, 2, ages=np.full(6, 29.999))
    assert worth(waiting, EXECUTION) == pytest.approx(11, abs=0.01)
    assert up_to(waiting, EXECUTION, 0.4) == pytest.approx(
        up_to(Waiting(3, 8), EXECUTION, 0.4), abs=0.005
    )


def test_the_cells_are_fine_enough_for_a_million_things():
    waiting = Waiting(399_000, 500_000, np.zeros(1000), np.full(101_000, 20.0))
    share = share_of(waiting, EXECUTION, 0.4)
    assert 0.39 < share.at(0.05) < share.at(0.95) < 0.45
    assert share.at(0.95) - share.at(0.05) < 0.01


def test_less_than_five_items_worth_is_not_judged():
    assert worth(Waiting(FEWEST - 1, 0), STRATEGY) < FEWEST
    assert worth(Waiting(0, 0, ages=np.full(40, 0.5)), STRATEGY) < 40 / 4


@pytest.mark.parametrize("days", [14, 30, 45, 90])
def test_probabilities_are_calibrated_for_short_and_long_periods(days):
    """Over organisations of every share, of what is given p, a part of p is really blocked."""
    rng = np.random.default_rng(days)
    told = {direction: [] for direction in Direction}
    for seed in range(250):
        truth = state(float(rng.uniform()), float(rng.uniform()))
        real = {EXECUTION: truth.to_execution, STRATEGY: truth.to_strategy}
        for direction, reading in read_flows(traced(seed, days, truth)).items():
            if reading.probability is not None:
                is_real = real[direction] <= MIDDLE[direction]
                told[direction].append((reading.probability, is_real))
    for pairs in told.values():
        assert calibration_error(pairs) < 0.08


def calibration_error(pairs):
    chance, real = np.array(pairs, dtype=float).T
    bins = np.minimum((chance * 5).astype(int), 4)
    gaps = [abs((chance - real)[bins == one].sum()) for one in range(5)]
    return sum(gaps) / len(chance)
