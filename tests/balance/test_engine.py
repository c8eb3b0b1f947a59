"""What holds of every diagnosis."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.balance import make
from virta.balance.engine import diagnose
from virta.balance.framework import FACTORS, BlockName, Factor
from virta.balance.reading import from_dict
from virta.balance.simulation import SPARSE, simulate, story
from virta.balance.writing import dump, load, to_contract

LEVELS = st.none() | st.integers(0, 5)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(list(Factor)), LEVELS), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_answers_give_figures_within_their_scales(rows):
    answers = [
        {"respondent": f"r{who}", "factor": factor.value, "item": "x", "level": level}
        for who, factor, level in rows
    ]
    for reading in make.diagnosis(answers=answers).factors.values():
        if reading.maturity:
            assert 0 <= reading.maturity.low <= reading.maturity.value <= reading.maturity.high <= 5


@given(
    st.lists(
        st.tuples(st.integers(0, 25), st.sampled_from(list(Factor)), st.floats(0, 1e9)), max_size=80
    )
)
@settings(max_examples=60, deadline=None)
def test_any_hours_give_shares_that_sum_to_one(rows):
    effort = [
        {"week": f"2026-{1 + week // 4:02}-05", "factor": factor.value, "hours": hours}
        for week, factor, hours in rows
        if week < 24
    ]
    shares = [one.share for one in make.diagnosis(effort=effort).factors.values()]
    if shares[0] is not None:
        assert sum(share.value for share in shares) == pytest.approx(1, abs=0.002)
        assert all(0 <= share.low <= share.high <= 1 for share in shares)


@given(st.permutations(range(8)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_respondents_does_not_matter(order):
    bundle, _ = simulate(3, noise=SPARSE)
    shuffled = bundle | {
        "answers": sorted(bundle["answers"], key=lambda row: order[int(row["respondent"][1:]) % 8])
    }
    first, second = (diagnose(from_dict(one), remedies=False) for one in (bundle, shuffled))
    assert [block.verdict for block in first.blocks] == [block.verdict for block in second.blocks]
    for factor in FACTORS:
        assert first.factors[factor].maturity.value == pytest.approx(
            second.factors[factor].maturity.value, abs=0.011
        )


@pytest.mark.parametrize("times", [0.01, 7.0, 1000.0])
def test_only_the_proportions_of_hours_matter(times):
    bundle, _ = simulate(4, kinds=frozenset({"effort"}))
    scaled = bundle | {
        "effort": [row | {"hours": row["hours"] * times} for row in bundle["effort"]]
    }
    first, second = (diagnose(from_dict(one), remedies=False) for one in (bundle, scaled))
    for factor in FACTORS:
        assert first.factors[factor].share.value == pytest.approx(
            second.factors[factor].share.value, abs=1e-3
        )


def test_the_same_evidence_gives_the_same_diagnosis():
    bundle = story(2)
    assert dump(diagnose(from_dict(bundle))) == dump(diagnose(from_dict(bundle)))


def test_more_respondents_make_it_surer():
    few, many = (make.diagnosis(answers=make.answers(2, respondents=n)) for n in (3, 40))
    width = [one.factors[Factor.LISTENING].maturity for one in (few, many)]
    assert width[1].high - width[1].low < width[0].high - width[0].low


def test_leniency_is_taken_out_where_people_answered_different_things():
    """A strict person rates only listening, a lenient one only the rest; both rate objectives."""
    answers = []
    for who in range(12):
        strict = who % 2 == 0
        for factor in FACTORS:
            if factor == Factor.OBJECTIVES or (factor == Factor.LISTENING) == strict:
                level = 2 if strict else 4
                answers += [
                    {
                        "respondent": f"r{who}",
                        "factor": factor.value,
                        "item": f"{factor}.{n}",
                        "level": level,
                    }
                    for n in range(4)
                ]
    factors = make.diagnosis(answers=answers).factors
    raw_gap = 2.0
    gap = factors[Factor.ENGAGEMENT].maturity.value - factors[Factor.LISTENING].maturity.value
    assert gap < raw_gap / 2


def test_a_diagnosis_can_be_kept_and_said_again_in_another_language():
    diagnosis = diagnose(from_dict(story(2)))
    again = load(json.loads(json.dumps(dump(diagnosis))))
    assert to_contract(again, "fi") == to_contract(diagnosis, "fi")
    assert to_contract(again, "fi")["blocks"][0]["title"] == "Tekijä puuttuu"


def test_remedies_are_ranked_by_what_they_change_per_hour():
    diagnosis = diagnose(from_dict(story(2)))
    present = [block for block in diagnosis.blocks if block.verdict == "present"]
    assert [block.block for block in present] == [BlockName.MISSING_FACTOR, BlockName.BLOCKED_FLOW]
    for block in present:
        gains = [remedy.gain_per_hour for remedy in block.remedies]
        assert gains == sorted(gains, reverse=True)
        assert all(remedy.after < remedy.before for remedy in block.remedies)
        assert any(remedy.after < 0.2 for remedy in block.remedies)


def test_what_is_not_there_gets_no_remedies():
    sound = make.diagnosis(effort=make.effort(), answers=make.answers(3), **make.trace())
    assert sound.easiest == ()


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("seed", range(6))
def test_the_contract_is_kept_in_both_languages(language, seed):
    kinds = [
        frozenset({"answers"}),
        frozenset({"samples"}),
        frozenset({"answers", "effort", "items"}),
    ]
    bundle, _ = simulate(seed, blocks=frozenset({list(BlockName)[seed % 4]}), kinds=kinds[seed % 3])
    said = to_contract(diagnose(from_dict(bundle)), language)
    text = json.dumps(said, allow_nan=False)
    assert "{" not in "".join(
        sentence for block in said["blocks"] for sentence in block["evidence"]
    )
    assert [block["block"] for block in said["blocks"]] == [block.value for block in BlockName]
    assert set(said["factors"]) == {factor.value for factor in FACTORS}
    for block in said["blocks"]:
        assert block["verdict"] in {"present", "absent", "unknown"}
        assert block["verdict"] == "unknown" or isinstance(block["probability"], float)
    assert json.loads(text) == said
