"""Results: of closed rounds, of three people at least, and as sure as three answers are."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.make import NOW, make_respondent, make_round, statements
from virta.assessment import results, services, tally
from virta.assessment.models import Respondent
from virta.assessment.results import MERGED, Rated, benjamini_hochberg, made_from
from virta.balance.framework import FACTORS, Factor

database = pytest.mark.django_db

ASKED = [(f"{factor}.{number}", factor) for factor in FACTORS[:2] for number in (1, 2)]


def rated(*levels, cannot_say=0):
    return Rated(tuple(levels.count(level) for level in range(6)), cannot_say)


def tally_of(answers, load=None):
    """A tally of {group: [{statement: level or None}]}, as `tally.count` makes it."""
    levels = {}
    for group, people in answers.items():
        for person in people:
            for statement, level in person.items():
                by_group = levels.setdefault(statement, {}).setdefault(group, {})
                key = "x" if level is None else str(level)
                by_group[key] = by_group.get(key, 0) + 1
    return {
        "respondents": {group: len(people) for group, people in answers.items() if people},
        "levels": levels,
        "load": load or {},
        "hours": {"people": {}, "factors": {}},
        "comments": 0,
    }


def test_the_mean_and_its_interval_are_students():
    found = rated(1, 2, 3, 3).estimate()
    assert found.value == pytest.approx(2.25)
    # t(3, 0.95) = 2.3534; s = 0.9574; n = 4
    assert found.high - found.value == pytest.approx(2.3534 * 0.9574 / 2, rel=1e-3)
    assert found.n == 4


def test_three_answers_that_agree_are_still_three_answers():
    found = rated(3, 3, 3).estimate()
    assert found.high - found.low > 1
    assert rated(*[3] * 100).estimate().high - rated(*[3] * 100).estimate().low < 0.1


def test_agreement_is_1_where_all_say_the_same_and_0_where_they_scatter_as_by_chance():
    assert rated(2, 2, 2).agreement == 1
    assert rated(*list(range(6)) * 50).agreement == pytest.approx(0, abs=0.01)
    assert rated(0, 0, 5, 5).agreement == 0


def test_those_who_cannot_say_are_counted_apart():
    found = rated(3, 3, 4, cannot_say=2)
    assert (found.n, found.asked) == (3, 5)


answers_of_groups = st.dictionaries(
    st.sampled_from(["leaders", "team", "staff", "outside"]),
    st.lists(
        st.fixed_dictionaries(
            {}, optional={one: st.sampled_from([None, 0, 3, 5]) for one, _factor in ASKED}
        ),
        max_size=7,
    ),
    max_size=4,
)


@given(answers_of_groups)
@settings(max_examples=200)
def test_no_shown_figure_and_no_difference_is_of_fewer_than_three(answers):
    found = made_from(tally_of(answers), ASKED)
    for factor in found.factors.values():
        for one in factor.statements:
            assert one.all.n >= 3
            shown = [group.n for group in one.groups.values()]
            assert all(n >= 3 for n in shown)
            rest = one.all.n - sum(shown)
            assert rest == 0 or rest >= 3
        for group in factor.groups:
            assert all(group in one.groups for one in factor.statements)


@given(answers_of_groups)
def test_a_factors_figures_are_made_of_its_statements_figures_alone(answers):
    for factor in made_from(tally_of(answers), ASKED).factors.values():
        if factor.all is None:
            continue
        means = [one.all.mean for one in factor.statements]
        assert factor.all.value == pytest.approx(np.mean(means))
        for group, mean in factor.groups.items():
            means = [one.groups[group].mean for one in factor.statements]
            assert mean.value == pytest.approx(np.mean(means))


def people(number, level, statement_ids=ASKED):
    return [{one: level for one, _factor in statement_ids} for _person in range(number)]


def test_small_groups_are_shown_together():
    found = made_from(
        tally_of({"leaders": people(2, 5), "team": people(3, 1), "staff": people(6, 3)}), ASKED
    )
    assert found.groups == {"staff": 6, MERGED: 5}
    assert found.together == {"leaders", "team"}
    assert found.factors[Factor.OBJECTIVES].groups[MERGED].value == pytest.approx(2.6)


def test_one_group_alone_is_the_same_as_all_and_is_not_shown_twice():
    found = made_from(tally_of({"leaders": people(2, 5), "team": people(2, 1)}), ASKED)
    assert found.groups == {}
    assert found.factors[Factor.OBJECTIVES].groups == {}
    assert found.factors[Factor.OBJECTIVES].all.n == 4


def test_a_statement_that_too_few_of_a_group_could_judge_leaves_a_gap():
    staff = people(5, 3)
    for person in staff[:3]:
        person["objectives.1"] = None
    found = made_from(tally_of({"team": people(4, 1), "staff": staff}), ASKED)
    objectives = found.factors[Factor.OBJECTIVES]
    assert objectives.statements[0].groups == {}  # staff would be two, and team by subtraction
    assert set(objectives.statements[1].groups) == {"team", "staff"}
    assert objectives.groups == {}
    assert set(found.factors[Factor.AUDIENCES].groups) == {"team", "staff"}


def test_a_clear_difference_between_groups_is_named_and_clears_zero():
    found = made_from(tally_of({"team": people(8, 1), "staff": people(8, 4)}), ASKED)
    assert {(one.higher, one.lower) for one in found.differences} == {("staff", "team")}
    assert all(one.gap.low > 0 for one in found.differences)


def test_groups_that_answer_alike_do_not_differ():
    rng = np.random.default_rng(7)
    shown = 0
    for _again in range(60):
        answers = {
            group: [
                {
                    one: int(level)
                    for (one, _f), level in zip(ASKED, rng.integers(0, 6, 4), strict=True)
                }
                for _person in range(6)
            ]
            for group in ("leaders", "team", "staff")
        }
        shown += bool(made_from(tally_of(answers), ASKED).differences)
    assert shown <= 9  # one in ten is what chance may show, and the intervals are on the wide side


def test_every_picked_difference_clears_zero_in_its_widened_interval():
    rng = np.random.default_rng(3)
    for _again in range(60):
        answers = {
            group: [
                {one: int(np.clip(base + rng.integers(-1, 2), 0, 5)) for one, _f in ASKED}
                for _person in range(int(rng.integers(3, 9)))
            ]
            for group, base in zip(("leaders", "team", "staff"), rng.integers(1, 5, 3), strict=True)
        }
        for one in made_from(tally_of(answers), ASKED).differences:
            assert one.gap.low > 0


def test_benjamini_hochberg_picks_as_in_the_authors_example():
    # Benjamini & Hochberg 1995, section 4: fifteen p-values, four picked at 0.05.
    example = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    example += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert benjamini_hochberg(example, 0.05) == [0, 1, 2, 3]
    assert benjamini_hochberg([], 0.05) == []


def test_change_is_told_over_the_statements_of_both_rounds():
    now = made_from(tally_of({"team": people(6, 4)}), ASKED)
    then = made_from(tally_of({"team": people(6, 2, ASKED[1:])}), ASKED)
    (objectives, audiences) = results.changes(now, then)
    assert objectives.gap.value == pytest.approx(2)
    assert objectives.is_clear
    assert audiences.factor == Factor.AUDIENCES
    nothing = made_from(tally_of({"team": []}), ASKED)
    assert results.changes(now, nothing) == []


@database
def test_results_are_of_closed_rounds_only():
    round = make_round()
    for level in (1, 2, 3):
        make_respondent(round.groups.first(), level)
    assert results.of(round) is None
    with pytest.raises(ValueError, match="open round"):
        tally.of(round)
    services.close_round(round, NOW)
    assert results.of(round).respondents == 3


@database
def test_fewer_than_three_respondents_give_no_results():
    round = make_round()
    for level in (1, 5):
        make_respondent(round.groups.first(), level, comments={Factor.LEARNING: "Me"})
    services.close_round(round, NOW)
    assert results.of(round) is None
    assert results.comments(round, None) == {}


@database
def test_all_who_cannot_say_give_gaps_and_no_fault():
    round = make_round()
    for _number in range(4):
        make_respondent(round.groups.first(), None)
    services.close_round(round, NOW)
    found = results.of(round)
    assert found.respondents == 4
    assert all(factor.estimate is None for factor in found.factors.values())
    assert found.load is None
    assert found.split_by == 0


@database
def test_load_hours_and_comments():
    round = make_round()
    group = round.groups.first()
    halves = {Factor.LISTENING: Decimal(50), Factor.ENGAGEMENT: Decimal(50)}
    for load, text in [(1, "Yksi"), (2, "Kaksi"), (3, "")]:
        make_respondent(group, 3, hours=halves, load=load, comments={Factor.LEARNING: text})
    services.close_round(round, NOW)
    found = results.of(round)
    assert found.load_estimate.value == 2
    assert found.split_by == 3
    assert found.factors[Factor.LISTENING].hours.value == pytest.approx(0.5)
    assert found.factors[Factor.OBJECTIVES].hours.value == 0
    assert found.comments == 2
    assert sorted(results.comments(round, found)[Factor.LEARNING]) == ["Kaksi", "Yksi"]


@database
def test_results_come_from_the_tally_of_the_closing_and_not_from_answers():
    round = make_round()
    for level in (1, 2, 3):
        make_respondent(round.groups.first(), level)
    services.close_round(round, NOW)
    Respondent.objects.all().delete()
    round.refresh_from_db()
    assert results.of(round).respondents == 3


@database
def test_a_round_that_was_made_closed_is_counted_when_it_is_first_looked_at():
    round = make_round()
    for level in (1, 2, 3):
        make_respondent(round.groups.first(), level)
    type(round).objects.update(state="closed", closed_at=NOW)
    round.refresh_from_db()
    assert results.of(round).respondents == 3
    round.refresh_from_db()
    assert round.tally["respondents"] == {"leaders": 3}


@database
def test_the_round_before_is_the_last_closed_one():
    first = make_round()
    workspace = first.workspace
    second = make_round(workspace, starts_on="2026-03-02", ends_on="2026-08-30")
    third = make_round(workspace, starts_on="2026-08-31", ends_on="2027-02-28")
    services.close_round(first, NOW)
    third.refresh_from_db()
    assert results.before(third) == first
    services.close_round(second, NOW)
    assert results.before(third) == second
    assert results.before(first) is None


@database
def test_a_statement_id_of_the_bank_has_a_result():
    round = make_round()
    for level in (1, 2, 3):
        make_respondent(round.groups.first(), level)
    services.close_round(round, NOW)
    shown = [
        one.statement for factor in results.of(round).factors.values() for one in factor.statements
    ]
    assert shown == statements(round)
