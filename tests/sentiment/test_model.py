"""Judging: what is said, what is not, and how right it is on lines that were held back."""

from pathlib import Path

import numpy as np
import pytest

from bench.sentiment.__main__ import measure
from virta.sentiment.labels import LANGUAGES, Label
from virta.sentiment.model import FILE, judge, label

XED = Path(__file__).resolve().parents[3] / "shared" / "data" / "xed-finnish"
PLAIN = [
    ("I love this, thank you so much!", "en", Label.POSITIVE),
    ("This is terrible and I hate it.", "en", Label.NEGATIVE),
    ("Rakastan sinua, kiitos!", "fi", Label.POSITIVE),
    ("Vihaan sinua, olet kauhea!", "fi", Label.NEGATIVE),
    ("Jag älskar dig, tack så mycket!", "sv", Label.POSITIVE),
    ("Jag hatar dig, din jävla idiot!", "sv", Label.NEGATIVE),
]


@pytest.mark.parametrize(("text", "language", "right"), PLAIN)
def test_plain_words_are_judged_as_anybody_would(text, language, right):
    assert label(judge([text], [language]), [language]) == [right]


def test_probabilities_are_one_together():
    texts = [text for text, _, _ in PLAIN] * 400
    codes = [language for _, language, _ in PLAIN] * 400
    assert np.allclose(judge(texts, codes).sum(axis=1), 1)


def test_a_text_is_judged_the_same_alone_and_among_others():
    texts = [text for text, _, _ in PLAIN] + ["", "a", "🙂", "rivi\nvaihtuu", "x" * 5000, "\ud800"]
    together = judge(texts, ["fi"] * len(texts))
    assert np.allclose(together, np.concatenate([judge([text], ["fi"]) for text in texts]))


def test_of_other_languages_nothing_is_said():
    told = judge(["Ich liebe dich", "Kiitos!"], ["de", "fi"])
    assert np.isnan(told[0]).all()
    assert label(told, ["de", "fi"])[0] is None


def test_swedish_is_never_told_neutral():
    assert judge(["Bussen går klockan tolv."], ["sv"])[0, Label.NEUTRAL] == 0


def test_a_text_without_words_is_not_sure():
    assert label(judge([""] * 3, list(LANGUAGES)), list(LANGUAGES)) == [None] * 3


def test_no_texts_give_no_rows():
    assert judge([], []).shape == (0, 3)
    assert label(judge([], []), []) == []


def test_links_and_names_do_not_count():
    said = judge(["Kiitos!", "Kiitos! @hate@example.org https://example.org/viha"], ["fi", "fi"])
    assert np.allclose(said[0], said[1], atol=0.02)


def test_texts_and_languages_go_together():
    with pytest.raises(ValueError, match="one language for each text"):
        judge(["a"], [])


def test_the_model_file_is_small():
    assert FILE.stat().st_size <= 5_000_000


@pytest.mark.shared
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_held_back_lines_are_judged_as_well_as_the_documentation_says(language):
    if not XED.exists():
        pytest.skip("The team's shared data is not here; it has xed-finnish.")
    got = measure(XED, language)
    assert got.enough
    assert got.error <= 0.07
