"""What people correct is learned, and only that."""

import numpy as np
import pytest

from virta.sentiment.correcting import LARGEST, learn
from virta.sentiment.labels import Label
from virta.sentiment.model import judge, label

CORRECTED = [
    ("Tämä on ihan sairaan hyvä leffa", "fi", Label.POSITIVE),
    ("Sairaan hyvä keikka eilen", "fi", Label.POSITIVE),
    ("Taas sairaan hyvä ruoka", "fi", Label.POSITIVE),
    ("Ihan sairaan hyvä päivä", "fi", Label.POSITIVE),
]
OTHERS = ["Bussi lähtee kahdelta.", "Vihaan sinua!", "Missä avaimet ovat?", "Olet kaunis."]


def test_the_like_of_a_repeated_phrase_turns():
    like = ["Sairaan hyvä kirja"]
    before = judge(like, ["fi"])[0, Label.POSITIVE]
    told = judge(like, ["fi"], learn(CORRECTED))
    assert told[0, Label.POSITIVE] > before
    assert label(told, ["fi"]) == [Label.POSITIVE]


def test_other_texts_and_languages_stay_as_they_were():
    learned = learn(CORRECTED)
    assert np.abs(judge(OTHERS, ["fi"] * 4, learned) - judge(OTHERS, ["fi"] * 4)).max() < 0.1
    assert np.array_equal(judge(["very good"], ["en"], learned), judge(["very good"], ["en"]))


def test_swedish_can_be_corrected_without_breaking():
    learned = learn([("Bussen går nu", "sv", Label.NEUTRAL)])
    assert np.isfinite(judge(["Bussen går nu"], ["sv"], learned)).all()


def test_what_is_learned_stays_small():
    many = [(f"sana{i} toinen{i * 7} kolmas{i * 13}", "fi", Label(i % 3)) for i in range(2000)]
    assert len(learn(many)) <= LARGEST


def test_the_same_corrections_give_the_same_bytes():
    assert learn(CORRECTED) == learn(CORRECTED)


def test_no_corrections_and_other_languages_learn_nothing():
    assert learn([]) == b""
    assert learn([("Ich liebe dich", "de", Label.POSITIVE)]) == b""


def test_bytes_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="not what virta.sentiment learned"):
        judge(["Kiitos"], ["fi"], b"something else")
