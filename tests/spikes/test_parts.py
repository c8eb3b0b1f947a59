import math

import numpy as np
import pytest

from tests.spikes.series import DAY, FIVE, HOUR, MONDAY, counts, usual
from virta.spikes.expected import Expected
from virta.spikes.extremes import Extremes
from virta.spikes.joint import Joint
from virta.spikes.surprise import Window

SECONDS = 300


def learnt(days: int) -> Expected:
    expected = Expected(SECONDS)
    for at, value in counts(50, 1, days=days):
        expected.learn(at, value)
    return expected


def test_after_some_weeks_every_hour_of_the_week_is_known():
    expected = learnt(42)
    times = [MONDAY + 42 * DAY + HOUR * hour + HOUR / 2 for hour in range(168)]
    told = np.array([expected.at(at)[0] for at in times])
    assert np.abs(told / usual(times, 50) - 1).max() < 0.25
    assert np.abs(told / usual(times, 50) - 1).mean() < 0.07


def test_a_weekday_is_known_from_few_weeks_since_its_hours_lean_on_each_other():
    expected = learnt(13)
    times = [
        MONDAY + 12 * DAY + HOUR * hour + HOUR / 2 for hour in range(24)
    ]  # the second Saturday
    told = np.array([expected.at(at)[0] for at in times])
    assert np.abs(told / usual(times, 50) - 1).mean() < 0.2


def test_the_visits_of_an_hour_of_the_week_are_counted():
    expected = learnt(10)
    assert expected.at(MONDAY)[1] == pytest.approx(2)
    assert expected.at(MONDAY + 5 * DAY)[1] == pytest.approx(1)


@pytest.mark.parametrize("multiple", [1, 3, 10])
def test_a_window_learns_by_what_multiple_counts_vary(multiple):
    rng = np.random.default_rng(3)
    window = Window(1)
    for count in rng.poisson(80 / multiple, 4000) * multiple:
        window.push((float(count), 80.0))
        window.learn()
    assert window.above.multiple == pytest.approx(multiple, rel=0.35)
    assert window.below.multiple == pytest.approx(multiple, rel=0.35)


def test_spikes_do_not_teach_that_spikes_are_usual():
    rng = np.random.default_rng(4)
    window = Window(1)
    for row, count in enumerate(rng.poisson(80, 4000)):
        window.push((float(count) if row % 50 else 5000.0, 80.0))
        window.learn()
    assert window.above.multiple < 2


def test_a_window_with_half_of_its_rows_missing_is_not_surprised():
    window = Window(4)
    for row in [(90.0, 10.0), None, (90.0, 10.0), None]:
        window.push(row)
    assert window.surprise(0) == 0
    window.push((90.0, 10.0))
    window.push((90.0, 10.0))
    assert window.surprise(0) > 10


def test_what_is_forgotten_is_not_summed():
    window = Window(4)
    for _ in range(4):
        window.push((90.0, 10.0))
    window.forget(3)
    assert (window.counted, window.expected) == (270.0, 30.0)


def test_the_limit_is_exceeded_about_as_often_as_asked():
    rng = np.random.default_rng(5)
    maxima = np.exp(rng.gumbel(0.5, 0.3, 3000))
    extremes = Extremes(0.0, 0.25**2, 3.0)
    over = 0
    for maximum in maxima:
        over += maximum > extremes.limit(20)
        extremes.see(float(maximum))
        extremes.close()
    assert 3000 / 40 < over < 3000 / 10
    assert extremes.usual == pytest.approx(math.exp(0.5 + 0.3 * 0.5772), rel=0.25)


@pytest.mark.parametrize(
    ("step", "lengths"), [(60, [1, 30, 120, 360]), (300, [1, 6, 24, 72]), (86400, [1])]
)
def test_windows_are_of_the_same_time_whatever_the_step(step, lengths):
    assert [window.length for window in Joint(step).windows] == lengths


def test_missing_rows_empty_the_windows():
    joint = Joint(round(FIVE.total_seconds()))
    for _ in range(100):
        joint.push((50.0, 10.0))
    joint.clear(1_000_000)
    assert joint.judge(0, teach=False) == (0, 0)
