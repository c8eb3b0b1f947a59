"""Where a key result stands, and where it goes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.objectives import chart
from virta.objectives.forecast import Aim, forecast

UP = Aim(date(2026, 1, 1), date(2026, 12, 31), 10, 30)
DOWN = Aim(date(2026, 1, 1), date(2026, 12, 31), 48, 24)


def points(*values, every=14):
    return [(UP.starts_on + timedelta(days=every * n), v) for n, v in enumerate(values, start=1)]


def test_the_straight_line_goes_from_baseline_to_target():
    assert UP.expected(UP.starts_on) == 10
    assert UP.expected(UP.due_on) == 30
    assert UP.expected(date(2025, 1, 1)) == 10
    assert UP.expected(date(2026, 7, 2)) == pytest.approx(20, abs=0.1)


def test_progress_is_the_part_of_the_way_also_downwards():
    assert UP.progress(20) == DOWN.progress(36) == 0.5
    assert UP.progress(5) < 0 < 1 < UP.progress(40)
    assert (UP.score(5), UP.score(40), UP.score(24.1), UP.score(None)) == (0, 1, 0.7, None)


def test_a_steady_way_leads_to_the_target():
    steady = points(*(10 + 20 * 14 * n / 364 for n in range(1, 11)))
    found = forecast(UP, steady)
    assert found.value == pytest.approx(30, abs=0.2)
    assert found.low < 30 < found.high
    assert 0.3 < found.probability < 0.7
    assert found.n == 11


def test_too_few_values_give_no_forecast():
    assert forecast(UP, points(12, 13)) is None
    assert forecast(UP, points(12, None, 13, None)) is None
    assert forecast(UP, points(12, 13, 14)) is not None


def test_values_of_one_day_give_none_either():
    assert forecast(UP, [(UP.starts_on, v) for v in (10, 11, 12, 13)]) is None


def test_few_values_are_less_sure_than_many():
    few = forecast(UP, points(11, 13, 12))
    many = forecast(UP, points(*(11, 13, 12, 14, 13, 15, 14, 16, 15, 17)))
    assert few.high - few.low > many.high - many.low


def test_a_falling_measure_is_good_where_less_is_better():
    falling = [(DOWN.starts_on + timedelta(days=10 * n), 48 - 2 * n) for n in range(1, 9)]
    assert forecast(DOWN, falling).probability > 0.95


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False)), min_size=0, max_size=30)
)
def test_any_values_can_be_drawn_and_reckoned(values):
    drawn = points(*values, every=9)
    found = forecast(UP, drawn)
    assert found is None or found.low <= found.value <= found.high
    assert found is None or 0 <= found.probability <= 1
    svg = chart.draw(UP, drawn, found, date(2026, 5, 1))
    assert "nan" not in svg
    assert svg.count("<circle") == sum(value is not None for value in values)


def test_a_missing_value_breaks_the_line():
    svg = chart.draw(UP, points(11, None, 13), None, date(2026, 5, 1))
    line = svg.split('class="chart-line" d="')[1].split('"')[0]
    assert line.count("M") == 2
    assert "L" not in line
