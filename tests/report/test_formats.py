from datetime import date

import pytest

from virta.report import formats

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "english", "finnish"),
    [(0.12, "12%", f"12{NB}%"), (0.0, "0%", f"0{NB}%"), (0.012, "1.2%", f"1,2{NB}%")],
)
def test_a_share_is_written_as_each_language_writes_it(value, english, finnish):
    assert formats.share(value, "en") == english
    assert formats.share(value, "fi") == finnish


def test_a_range_bears_its_unit_once():
    assert formats.share_range(0.09, 0.13, "en") == "9–13%"
    assert formats.share_range(0.09, 0.13, "fi") == f"9–13{NB}%"


@pytest.mark.parametrize(
    ("value", "english", "finnish"),
    [
        (0.9999, f"over{NB}99%", f"yli{NB}99{NB}%"),
        (0.0004, f"under{NB}1%", f"alle{NB}1{NB}%"),
        (0.93, "93%", f"93{NB}%"),
    ],
)
def test_a_likelihood_never_says_that_something_is_certain(value, english, finnish):
    assert formats.probability(value, "en") == english
    assert formats.probability(value, "fi") == finnish


def test_large_and_negative_figures_are_grouped_and_bear_a_real_minus():
    assert formats.decimal(-1234.5, 1, "en") == "−1,234.5"
    assert formats.decimal(-1234.5, 1, "fi") == f"−1{NB}234,5"


def test_nothing_is_neither_more_nor_less():
    assert formats.signed(-0.04, 1, "en") == "0.0"
    assert formats.signed(0.04, 1, "fi") == "0,0"
    assert formats.signed(0.4, 1, "fi") == "+0,4"
    assert formats.signed(-0.4, 1, "en") == "−0.4"


def test_a_period_within_a_year_names_it_once():
    start, end = date(2026, 1, 5), date(2026, 7, 6)
    assert formats.period(start, end, "fi") == "5.1.–6.7.2026"
    assert formats.period(start, end, "en") == f"5{NB}January – 6{NB}July 2026"
    assert formats.period(date(2025, 7, 7), start, "fi") == "7.7.2025–5.1.2026"


def test_one_hour_is_not_hours():
    assert formats.hours(1, "en") == f"1{NB}hour"
    assert formats.hours(2.5, "fi") == f"2,5{NB}tuntia"
    assert formats.days(1.02, "fi") == f"1{NB}päivä"
    assert formats.days(41.3, "en") == f"41{NB}days"


def test_names_are_listed_as_in_speech():
    assert formats.listed(["a", "b", "c"], "fi") == "a, b ja c"
    assert formats.listed(["a"], "en") == "a"
