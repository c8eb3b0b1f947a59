"""What a query matches, told by the simplest matcher."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.matching.highlight import highlight
from virta.matching.language import parse
from virta.matching.posts import Post
from virta.matching.problems import Refusal
from virta.matching.reference import Reading, matches, spans

DOCS = Path(__file__).parents[2] / "docs/query-language.md"


def found(query, text="", **fields):
    return matches(parse(query).node, Post(id="p", text=text, **fields))


def marked(query, text, title=None):
    held = highlight(parse(query).node, Post(id="p", text=text, title=title))
    return [one.text for one in (*held.title, *held.text) if one.is_marked]


CASES = [
    # The table of the language's description.
    ("sauna NEAR/1 kiuas", "kiuas ja sauna", True),
    ("sauna NEAR/0f kiuas", "kiuas sauna", False),
    ('"uusi sauna"', "Uusi, sauna!", True),
    ("virta", "#Virta on kova", True),
    ("{Virta}", "virta vie", False),
    ('nokia* NOT ("nokian renkaat" OR jalkine*)', "Nokian Renkaat tiedotti", False),
    ('nokia* NOT ("nokian renkaat" OR jalkine*)', "Nokialle uusi johtaja", True),
    # Both, either, not.
    ("a AND b", "b a", True),
    ("a AND b", "a", False),
    ("a OR b", "b", True),
    ("a -b", "a c", True),
    ("a -b", "a b", False),
    ("a AND b NOT c", "c b a", False),
    # Phrases.
    ('"apple juice"', "juice apple", False),
    ('"apple juice"', "apple and juice", False),
    ('"uusi sauna"', "uusi 🔥 sauna", True),
    ('"uusi sauna"', "uusi @virta https://a.fi sauna", True),
    ('"uusi sauna"', "uusi #sauna", True),
    ('"a a"', "a", False),
    ('"nok* {BT} café"', "Nokia BT Café", True),
    ('"nok* {BT} café"', "Nokia bt café", False),
    ('"#virta on"', "#Virta on kova", True),
    ('"#virta on"', "virta on kova", False),
    ('"AND then"', "and then", True),
    ("vihje-linja", "vihje linja", True),
    ("don't", "I don’t know", True),
    ("3,5", "3.5 %", True),
    # Near.
    ("(a OR b) NEAR/5 (c OR d)", "a 1 2 3 4 5 d", True),
    ("(a OR b) NEAR/5 (c OR d)", "a 1 2 3 4 5 6 d", False),
    ("a NEAR b", "a 1 2 3 4 b", True),
    ("a NEAR b", "a 1 2 3 4 5 b", False),
    ("a NEAR/2f b", "a 1 2 b", True),
    ("a NEAR/2f b", "b 1 2 a", False),
    ("a ONEAR/2 b", "b a", False),
    ("a NEAR/0 a", "a", False),
    ("a NEAR/0 a", "a a", True),
    ('"a b" NEAR/0 "b c"', "a b c", False),
    ('"a b" NEAR/0 "b c"', "a b b c", True),
    ('"a b" NEAR/1f "c d"', "a b x c d", True),
    ("(a NEAR/1 b) NEAR/1f c", "b x a y c", True),
    ("(a NEAR/1 b) NEAR/1f c", "a c b", False),
    ("#tag NEAR/0f sauna", "#tag sauna", True),
    ("#tag NEAR/0f sauna", "tag sauna", False),
    ("#日本 NEAR/0f sauna", "#日本 sauna", True),
    ('"a b c"~1', "c x b a", True),
    ('"a b c"~1', "c x b y a", False),
    ('"a a b"~0', "a b", False),
    ('"a a b"~0', "a b a", True),
    ('"ab* abc"~0', "abc abd", True),
    # Wildcards.
    ("nokia*", "nokia", True),
    ("nokia*", "nokian", True),
    ("no*ia", "nokia", True),
    ("nok*", "anokka", False),
    ("colo?r", "colour", True),
    ("colo?r", "color", False),
    ("#vir*", "#virtaa", True),
    ("caf*", "Cafés", True),
    ("café*", "cafes", False),
    # Case and accents.
    ("{BT}", "BT ja bt", True),
    ("{BT}", "bt", False),
    ("{#Virta}", "#virta", False),
    ("VIRTA", "virta", True),
    ("strasse", "STRASSE", True),
    ("cafe", "café", True),
    ("café", "cafe", False),
    ("café", "CAFÉ", True),
    ("cafe", "cafe\u0301", True),
    # Tags.
    ("#virta", "virta", False),
    ("#virta", "#VIRTA!", True),
    ("#sauna", "#uusisauna", False),
    ("uusi", "#UusiSauna", False),
    ("@virta", "@Virta hei", True),
    ("virta", "@virta hei", False),
    ("@nokia", "@nokia.bsky.social", True),
    ("@nokia", "@nokia@mastodon.social", True),
    ("@nokia.bsky.social", "@nokia.bsky.social", True),
    ("@nokia.bsky.social", "@nokia", False),
    ("@nokia", "@nokia-fani", False),
    ("@nokia", "info@nokia", False),
    ("🙂", "hei 🙂🙂", True),
    ("👍", "👍🏽", True),
    ("👍🏽", "👍", True),
    ("❤", "❤️", True),
    ("🇫🇮", "🇫🇮🇸🇪", True),
    ("🇮", "🇫🇮", False),
    ("%", "50%", True),
    ("€", "3 €", True),
    ("€", "3 $", False),
    # Addresses.
    ("hs", "https://hs.fi/sauna", False),
    ("sauna", "https://hs.fi/sauna www.sauna.fi", False),
    ("sauna", "https://hs.fi/\nsauna", True),
    # Scripts without spaces.
    ("日本", "私は日本が好き", True),
    ("日本", "本日", False),
    ("日本 NEAR/1 好", "日本が好き", True),
    ("ไทย", "ภาษาไทย", True),
    ("東京 AND nokia", "Nokiaは東京へ", True),
    ("한국", "한국어", False),
]


@pytest.mark.parametrize(("query", "text", "expected"), CASES)
def test_a_query_finds_what_it_says(query, text, expected):
    assert found(query, text) is expected
    assert found(parse(query).normal, text) is expected


@pytest.mark.parametrize(
    ("query", "text", "language", "expected"),
    [
        ("saga", "säga", "sv", False),
        ("saa", "sää", "fi", False),
        ("saa", "sää", None, True),
        ("saa", "sää", "en", True),
        ("sää", "sää", "fi", True),
        ("cafe", "café", "fi", True),
        ("oy", "øy", "nb", False),
        ("uber", "über", "de", True),
        ("uber", "über", "et", False),
        ("saa", "sää", "fi-FI", False),
        ("#sauna", "#säuna", "sv", False),
        ("~talous", "taloudesta", "fi", True),
        ("~talous", "taloudesta", "en", False),
        ("~talous", "taloudesta", None, False),
        ("~talous", "talous", None, True),
        ("~flicka", "flickorna", "sv", True),
        ("~house", "houses", "en", True),
        ('"~talous kasvaa"', "taloudet kasvaa", "fi", True),
    ],
)
def test_letters_and_forms_are_those_of_the_language(query, text, language, expected):
    assert found(query, text, language=language) is expected


@pytest.mark.parametrize(
    ("query", "fields", "expected"),
    [
        ("author:nokia", {"author": "Nokia"}, True),
        ("author:nokia", {"author": "Nokia Oyj"}, False),
        ("author:nokia*", {"author": "Nokia Oyj"}, True),
        ('author:"nokia oyj"', {"author": "Nokia Oyj"}, True),
        ("author:*", {"author": "x"}, True),
        ("author:*", {}, False),
        ("language:(fi OR sv)", {"language": "SV"}, True),
        ("language:fi", {"language": "fi-FI"}, False),
        ("language:fi", {}, False),
        ("country:fi", {"country": "FI"}, True),
        ("source:bluesky", {"source": "Bluesky"}, True),
        ("type:repost", {"type": "repost"}, True),
        ("type:repost", {"type": "post"}, False),
        ("site:hs.fi", {"url": "https://www.HS.fi/a"}, True),
        ("site:hs.fi", {"url": "https://hs.fi:443/"}, True),
        ("site:hs.fi", {"url": "https://ohs.fi/"}, False),
        ("site:hs.fi", {"url": "https://x.fi/hs.fi"}, False),
        ("site:hs.fi", {"url": "http://[hs.fi"}, False),
        ("url:hs.fi/uut", {"url": "https://hs.fi/UUTINEN"}, True),
        ("links:hs.fi", {"links": ["https://a.fi", "https://HS.fi/x"]}, True),
        ("links:hs.fi", {"links": []}, False),
        ("links:hs.fi", {"url": "https://hs.fi"}, False),
        ("followers:[500 TO 1000]", {"followers": 500}, True),
        ("followers:[500 TO 1000]", {"followers": 1000}, True),
        ("followers:[500 TO 1000]", {"followers": 1001}, False),
        ("followers:[500 TO *]", {"followers": 10**9}, True),
        ("followers:[0 TO *]", {}, False),
        ("rating:4.5", {"rating": 4.5}, True),
    ],
)
def test_fields_are_compared_in_full_and_none_that_is_lacking(query, fields, expected):
    assert found(query, "a", **fields) is expected


def test_what_a_post_lacks_is_not_what_it_must_not_be():
    assert found("a NOT language:fi", "a")
    assert not found("a NOT language:fi", "a", language="fi")


def test_titles_and_texts_are_searched_both_or_apart():
    assert found("a", "x", title="a")
    assert found("a AND x", "x", title="a")
    assert not found("text:a", "x", title="a")
    assert found("title:a", "x", title="a")
    assert not found("title:x", "x", title="a")
    assert found("title:(a NOT x)", "x", title="a")
    assert not found('"a x"', "x", title="a")
    assert not found("a NEAR/5 x", "x", title="a")
    assert not found("title:a", "a")


def test_what_matched_is_marked():
    assert marked("sauna NOT kiuas", "Uusi sauna, sauna!") == ["sauna", "sauna"]
    assert marked('"uusi sauna"', "sauna on uusi 🔥 sauna") == ["uusi", "sauna"]
    assert marked("a NEAR/0 b", "a x b a") == ["b", "a"]
    assert marked("title:a OR b", "a b", title="a") == ["a", "b"]
    assert marked("virta AND #virta", "#Virta on") == ["#Virta"]
    assert marked("日本", "私は日本") == ["日", "本"]
    assert marked('"a b c"~2', "b x a c c") == ["b", "a", "c", "c"]
    assert marked("@nokia OR 👍 OR %", "@nokia.bsky.social 👍🏽 5%") == [
        "@nokia.bsky.social",
        "👍🏽",
        "%",
    ]
    assert marked("a AND c", "a b") == []


def test_marks_stand_where_the_text_has_them_even_when_it_is_not_composed():
    text = unicodedata.normalize("NFD", "yö café on")
    assert [unicodedata.normalize("NFC", one) for one in marked("cafe", text)] == ["café"]


@given(st.text(alphabet="ab é🙂#@\n日", max_size=20))
def test_the_stretches_of_a_text_are_the_text(text):
    held = highlight(parse("a OR b OR é OR 🙂 OR #a OR 日").node, Post(id="p", text=text))
    assert "".join(one.text for one in held.text) == text


def test_a_post_is_split_once_for_many_queries():
    reading = Reading(Post(id="p", text="uusi sauna"))
    assert [reading.matches(parse(one).node) for one in ("uusi", "sauna", "x")] == [
        True,
        True,
        False,
    ]
    assert [(one.start, one.end) for one in spans(parse("sauna").node, reading.post)] == [(5, 10)]


def rows(heading):
    section = DOCS.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("row", rows("What is so"), ids=" | ".join)
def test_the_examples_of_the_description_are_so(row):
    query, text, answer = row
    assert found(query.strip("`"), text) is (answer == "yes")


@pytest.mark.parametrize("row", rows("What is refused"), ids=" | ".join)
def test_the_refusals_of_the_description_are_so(row):
    query, instead = row
    with pytest.raises(Refusal) as held:
        parse(query.strip("`"))
    assert set(re.findall("`([^`]+)`", instead)) <= set(held.value.proposals)


@pytest.mark.parametrize("row", rows("At a glance"), ids=" | ".join)
def test_every_query_at_a_glance_is_taken(row):
    assert all(parse(query).node for query in re.findall("`([^`]+)`", row[0]))
