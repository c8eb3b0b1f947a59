"""The questionnaire's words: whole, in both languages, short enough for a phone."""

import re

import pytest

from virta.assessment.bank import CURRENT, NoSuchVersion, load, versions
from virta.balance.framework import FACTORS

WORDS_A_MINUTE = {"en": 238, "fi": 168}
"""Silent reading: Brysbaert 2019 for English; Finnish words are longer and fewer (Trauzettel-Klosinski 2012)."""
SECONDS_A_CHOICE = 2.0

bank = load(CURRENT)


def everything():
    """Every text of the bank with a name."""
    for one in bank.statements():
        yield one.id, one.text
        yield from ((f"{one.id} level {n}", level) for n, level in enumerate(one.levels))
    yield from bank.texts.items()
    yield from ((f"load {n}", level) for n, level in enumerate(bank.load.levels))


def test_every_factor_has_four_statements_and_two_of_them_are_short():
    for factor in FACTORS:
        mine = [one for one in bank.statements() if one.factor == factor]
        assert len(mine) >= 4
        assert sum(one.short for one in mine) == 2


def test_ids_are_unique_and_name_their_factor():
    ids = [one.id for one in bank.statements()]
    assert len(ids) == len(set(ids))
    assert all(one.id.startswith(f"{one.factor}.") for one in bank.statements())


@pytest.mark.parametrize("language", ["en", "fi"])
def test_every_statement_has_six_levels_that_differ(language):
    for one in bank.statements():
        levels = [level.in_(language) for level in one.levels]
        assert len(set(levels)) == 6, one.id


def test_nothing_is_empty_or_the_same_in_both_languages():
    assert [name for name, text in everything() if not text.en.strip() or not text.fi.strip()] == []
    assert [name for name, text in everything() if text.en == text.fi and len(text.en) > 12] == []


def test_both_languages_fill_in_the_same_words():
    holes = re.compile(r"\{\w+\}")
    assert [
        name
        for name, text in everything()
        if set(holes.findall(text.en)) != set(holes.findall(text.fi))
    ] == []


def test_statements_and_levels_fit_a_phone():
    for one in bank.statements():
        for language in ("en", "fi"):
            assert len(one.text.in_(language)) <= 120
            assert max(len(level.in_(language)) for level in one.levels) <= 95


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(("form", "minutes"), [("full", 7), ("short", 3)])
def test_a_form_is_answered_within_its_time(language, form, minutes):
    """Each statement is read with two of its levels, then a choice is made."""
    words, choices = 0, 0
    for one in bank.statements(form):
        levels = [len(level.in_(language).split()) for level in one.levels]
        words += len(one.text.in_(language).split()) + round(2 * sum(levels) / 6)
        choices += 1
    assert words / WORDS_A_MINUTE[language] + choices * SECONDS_A_CHOICE / 60 <= minutes


def test_a_version_that_is_not_here_is_told_with_those_that_are():
    with pytest.raises(NoSuchVersion, match=re.escape(versions()[0])):
        load("1999.1")
