import string

import pytest

from virta.balance.framework import BlockName
from virta.report.words import ENGLISH, FINNISH, sureness


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert ENGLISH.keys() == FINNISH.keys()
    assert {key: places(text) for key, text in ENGLISH.items()} == {
        key: places(text) for key, text in FINNISH.items()
    }


def test_every_block_has_its_rule_in_words():
    assert {f"rule_{block}" for block in BlockName} <= ENGLISH.keys()


def test_nothing_is_left_in_the_other_language():
    same = {key for key in ENGLISH if ENGLISH[key] == FINNISH[key]}
    assert same <= {"n", "sureness"}


@pytest.mark.parametrize(
    ("verdict", "probability", "words"),
    [
        ("present", 0.98, "almost certain"),
        ("absent", 0.02, "almost certain"),
        ("present", 0.92, "very likely"),
        ("absent", 0.2, "likely"),
        ("present", 0.6, "more likely than not"),
        ("unknown", None, "no evidence"),
    ],
)
def test_sureness_is_about_the_verdict_and_not_about_the_block(verdict, probability, words):
    assert sureness(verdict, probability, "en") == words
