"""What a word is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.matching.words import Kind, cased, folded, has_accents, read, words_of


def words(text):
    return [piece.text for piece in read(text) if piece.kind is Kind.WORD]


def signs(text, kind):
    return [piece.text for piece in read(text) if piece.kind is kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uusi, sauna!", ["Uusi", "sauna"]),
        ("vihje-linja", ["vihje", "linja"]),
        ("don't 3,5 a_b", ["don", "t", "3", "5", "a_b"]),
        ("#UusiSauna on", ["UusiSauna", "on"]),
        ("日本のsauna", ["日", "本", "の", "sauna"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("ភាសា", list("ភាសា")),
        ("ລາວ", list("ລາວ")),
        ("한국어", ["한국어"]),
        ("katso https://hs.fi/a-b?c=d ja www.yle.fi nyt", ["katso", "ja", "nyt"]),
        ("https://hs.fi/a\nsauna", ["sauna"]),
        ("看https://t.co/x 好", ["看", "好"]),
        ("moi @virta.x@mastodon.social hei", ["moi", "hei"]),
        ("info@virta.fi", ["info", "virta", "fi"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
    ],
)
def test_a_word_is_a_run_of_letters_and_of_some_scripts_each_character(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@nokia.bsky.social.", ["nokia.bsky.social"]),
        ("@virta@mastodon.social, hei", ["virta@mastodon.social"]),
        ("(@a-b) @c", ["a-b", "c"]),
        ("info@virta.fi", []),
        ("@ a", []),
    ],
)
def test_a_name_runs_over_dots_hyphens_and_one_server(text, names):
    assert signs(text, Kind.NAME) == names


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("👍🏽", ["👍"]),
        ("❤️", ["❤"]),
        ("👨‍👩‍👧", ["👨‍👩‍👧"]),
        ("🇫🇮🇸🇪", ["🇫🇮", "🇸🇪"]),
        ("🙂🙂", ["🙂", "🙂"]),
        ("sauna🔥", ["🔥"]),
    ],
)
def test_emoji_are_whole_and_without_skin_tones(text, emoji):
    assert signs(text, Kind.EMOJI) == emoji


def test_symbols_are_signs_of_their_own():
    assert signs("50% 3€", Kind.SYMBOL) == ["%", "€"]
    assert words("50% 3€") == ["50", "3"]


def test_places_are_numbered_over_links_names_and_emoji_and_a_hashtag_takes_those_of_its_words():
    pieces = read("uusi 🔥 @x https://a.fi #日本 sauna")
    assert [(piece.text, piece.first, piece.last) for piece in pieces if piece.first >= 0] == [
        ("uusi", 0, 0),
        ("日本", 1, 2),
        ("日", 1, 1),
        ("本", 2, 2),
        ("sauna", 3, 3),
    ]


def test_places_of_characters_are_those_of_the_text_as_given():
    text = unicodedata.normalize("NFD", "yö Café #sää 🙂")
    held = {text[piece.start : piece.end] for piece in read(text)}
    assert {unicodedata.normalize("NFC", one) for one in held} == {
        *("yö", "Café", "#sää", "sää", "🙂")
    }


@given(st.text(alphabet="aé\u0301\u0308ö #@.한가日🙂🏽️-", max_size=12))
def test_composed_and_decomposed_texts_have_the_same_pieces(text):
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert (
        len({tuple((p.kind, p.text, p.first, p.last) for p in read(form)) for form in forms}) == 1
    )


@given(st.text(max_size=30))
def test_every_piece_stands_in_the_text(text):
    pieces = read(text)
    assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
    places = [piece.first for piece in pieces if piece.kind is Kind.WORD]
    assert places == list(range(len(places)))


def test_folding_drops_accents_and_case():
    assert folded("CAFÉ Ærø Straße ﬁ") == "cafe ærø strasse fi"
    assert folded("säätö Ångström õ ü") == "saato angstrom o u"


@pytest.mark.parametrize("language", ["fi", "sv", "nb", "nn", "no", "da", "et", "sv-FI", "FI_fi"])
def test_in_northern_languages_their_letters_stay(language):
    assert folded("Sää Åland Ø Õ Ü é", language) == "sää åland ø õ ü e"


@pytest.mark.parametrize("language", [None, "en", "de", "fil", ""])
def test_in_other_languages_they_are_folded(language):
    assert folded("säää", language) == "saaa"


def test_what_folding_changes_has_accents():
    assert has_accents("café")
    assert has_accents("sää")
    assert not has_accents("CAFE")
    assert not has_accents("日本")


@given(st.text(max_size=20))
def test_comparing_forms_are_settled(text):
    assert cased(cased(text)) == cased(text)


def test_words_of_a_plain_text():
    assert words_of("a-b 日本") == ["a", "b", "日", "本"]
