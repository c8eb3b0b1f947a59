"""No sum or difference of shown figures tells of fewer than three people."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from virta.assessment.models import SMALLEST_GROUP
from virta.assessment.privacy import cells, merged, shown_groups

GROUPS = "abcde"
counts_of_groups = st.lists(st.integers(0, 9), min_size=1, max_size=len(GROUPS)).map(
    lambda numbers: dict(zip(GROUPS, numbers, strict=False))
)


def people(groups, counts):
    return sum(counts[group] for group in groups)


def what_can_be_worked_out(shown, groups):
    """Every set of groups that some sum and difference of shown sets leaves."""
    for signs in product((-1, 0, 1), repeat=len(shown)):
        left = {
            group: sum(sign for sign, one in zip(signs, shown, strict=True) if group in one)
            for group in groups
        }
        values = set(left.values())
        if values in ({0, 1}, {1}):
            yield frozenset(group for group in groups if left[group])


@given(counts_of_groups)
def test_no_subtraction_leaves_fewer_than_three(counts):
    found = cells(counts)
    there = frozenset(group for group, count in counts.items() if count)
    shown = [there, *found] if found else []
    for left in what_can_be_worked_out(shown, there):
        assert people(left, counts) >= SMALLEST_GROUP


@given(counts_of_groups)
def test_cells_are_made_of_everybody_and_of_nobody_twice(counts):
    found = cells(counts)
    there = {group for group, count in counts.items() if count}
    if people(there, counts) < SMALLEST_GROUP:
        assert found == []
    else:
        assert sorted(group for cell in found for group in cell) == sorted(there)


@given(counts_of_groups)
def test_no_more_is_put_together_than_has_to_be(counts):
    found = cells(counts)
    small = {group for group, count in counts.items() if 0 < count < SMALLEST_GROUP}
    alone = shown_groups(counts)
    if found and not small:
        assert alone == {group for group, count in counts.items() if count}
    large_ones = merged(counts) - small
    assert len(large_ones) <= 1
    if large_ones and len(found) > 0:
        assert people(small, counts) < SMALLEST_GROUP


def test_a_group_of_two_takes_the_smallest_other_with_it():
    assert cells({"leaders": 2, "team": 4, "staff": 12}) == [
        frozenset({"staff"}),
        frozenset({"leaders", "team"}),
    ]


def test_two_groups_that_make_three_together_need_no_other():
    assert merged({"leaders": 2, "team": 1, "staff": 4}) == {"leaders", "team"}


def test_too_few_in_all_show_nothing():
    assert cells({"leaders": 1, "team": 1}) == []
    assert cells({}) == []
