"""What Django and allauth say to people is said in Virta's own words, in both languages."""

import re
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "virta/locale"
THEIRS = [
    Path(django.__file__).parent / "conf/locale/fi/LC_MESSAGES/django.po",
    Path(django.__file__).parent / "contrib/auth/locale/fi/LC_MESSAGES/django.po",
    Path(allauth.__file__).parent / "locale/fi/LC_MESSAGES/django.po",
]


def catalogue(path):
    with path.open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else tuple(message.id): message.string
            for message in read_po(file)
            if message.id
        }


def test_every_sentence_that_is_said_anew_is_still_said_by_them():
    said = set().union(*(catalogue(path) for path in THEIRS))
    assert set(catalogue(LOCALE / "en/LC_MESSAGES/django.po")) - said == set()


def test_what_is_said_anew_in_english_is_said_anew_in_finnish():
    english = catalogue(LOCALE / "en/LC_MESSAGES/django.po")
    finnish = catalogue(LOCALE / "fi/LC_MESSAGES/django.po")
    assert set(english) - set(finnish) == set()


@pytest.mark.parametrize("language", ["en", "fi"])
def test_nobody_is_told_of_errors_or_begged(language):
    words = r"\b(?:error|invalid|failed|please|virhe|virheellinen|epäonnistui|ole hyvä)\b|!"
    told = catalogue(LOCALE / language / "LC_MESSAGES/django.po").values()
    lines = [line for one in told for line in ([one] if isinstance(one, str) else one)]
    assert [line for line in lines if re.search(words, line, re.IGNORECASE)] == []
