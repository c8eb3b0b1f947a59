import string

from virta.report.words import ENGLISH, FINNISH


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert ENGLISH.keys() == FINNISH.keys()
    assert {key: places(text) for key, text in ENGLISH.items()} == {
        key: places(text) for key, text in FINNISH.items()
    }


def test_nothing_is_left_in_the_other_language():
    same = {key for key in ENGLISH if ENGLISH[key] == FINNISH[key]}
    assert same <= {"n"}
