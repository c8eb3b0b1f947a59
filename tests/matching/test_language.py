"""What the parser takes, what it refuses, and what it proposes instead."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.matching.language import parse
from virta.matching.messages import SENTENCES
from virta.matching.problems import Problem, Refusal, place
from virta.matching.tree import (
    And,
    Compare,
    Field,
    In,
    Inflected,
    Near,
    Not,
    Or,
    Phrase,
    Range,
    Sign,
    Token,
    Within,
    Word,
)

A, B, C = Word("a"), Word("b"), Word("c")


def refused(text):
    with pytest.raises(Refusal) as held:
        parse(text)
    return held.value


def codes(text):
    return [warning.code for warning in parse(text).warnings]


TAKEN = [
    ("a AND b", And((A, B)), "a AND b"),
    ("a OR b", Or((A, B)), "a OR b"),
    ("a NOT b", And((A, Not(B))), "a NOT b"),
    ("a AND NOT b", And((A, Not(B))), "a NOT b"),
    ("a -b", And((A, Not(B))), "a NOT b"),
    ("-a AND b", And((Not(A), B)), "NOT a AND b"),
    ("(-a) AND b", And((Not(A), B)), "NOT a AND b"),
    ("a -(b OR c)", And((A, Not(Or((B, C))))), "a NOT (b OR c)"),
    ("a AND b NOT c", And((A, B, Not(C))), "a AND b NOT c"),
    ("a NOT b NOT c", And((A, Not(B), Not(C))), "a NOT b NOT c"),
    ("a AND (NOT b)", And((A, Not(B))), "a NOT b"),
    ("a NOT (NOT b)", And((A, Not(Not(B)))), "a NOT (NOT b)"),
    ("a OR (b OR c)", Or((A, B, C)), "a OR b OR c"),
    ("((a)) AND (b AND c)", And((A, B, C)), "a AND b AND c"),
    ('"uusi sauna"', Phrase((Word("uusi"), Word("sauna"))), '"uusi sauna"'),
    ("“uusi sauna”", Phrase((Word("uusi"), Word("sauna"))), '"uusi sauna"'),
    ('"sauna"', Word("sauna"), "sauna"),
    ('"a AND b"', Phrase((A, Word("and"), B)), '"a and b"'),
    ('"AND"', Word("and"), '"and"'),
    ("vihje-linja", Phrase((Word("vihje"), Word("linja"))), '"vihje linja"'),
    ("don't", Phrase((Word("don"), Word("t"))), '"don t"'),
    ("don’t", Phrase((Word("don"), Word("t"))), '"don t"'),
    ("3,5", Phrase((Word("3"), Word("5"))), '"3 5"'),
    ("info@virta.fi", Phrase((Word("info"), Word("virta"), Word("fi"))), '"info virta fi"'),
    ("sauna,", Word("sauna"), "sauna"),
    ("a NEAR/5 b", Near(A, B, 5, False), "a NEAR/5 b"),
    ("a NEAR b", Near(A, B, 4, False), "a NEAR/4 b"),
    ("a NEAR/2f b", Near(A, B, 2, True), "a NEAR/2f b"),
    ("a ONEAR/2 b", Near(A, B, 2, True), "a NEAR/2f b"),
    ("(a NEAR/1 b) NEAR/2 c", Near(Near(A, B, 1, False), C, 2, False), "(a NEAR/1 b) NEAR/2 c"),
    ("(a OR b) NEAR/5(c)", Near(Or((A, B)), C, 5, False), "(a OR b) NEAR/5 c"),
    ('"a b c"~5', Within((A, B, C), 5), '"a b c"~5'),
    ('"#virta on"', Near(Token(Sign.HASHTAG, "virta"), Word("on"), 0, True), "#virta NEAR/0f on"),
    ("nokia*", Word("nokia*", is_pattern=True), "nokia*"),
    ("nok**", Word("nok*", is_pattern=True), "nok*"),
    ("colo?r", Word("colo?r", is_pattern=True), "colo?r"),
    ("{BT}", Word("BT", Compare.EXACT), "{BT}"),
    ("{#Virta}", Token(Sign.HASHTAG, "Virta", Compare.EXACT), "{#Virta}"),
    ("CAFE", Word("cafe"), "cafe"),
    ("Café", Word("café", Compare.ACCENTED), "café"),
    ("Cafe\u0301", Word("café", Compare.ACCENTED), "café"),
    ("~Talous", Inflected("talous"), "~talous"),
    ("#Virta", Token(Sign.HASHTAG, "virta"), "#virta"),
    ("#vir*", Token(Sign.HASHTAG, "vir*", is_pattern=True), "#vir*"),
    ("@Nokia.bsky.social", Token(Sign.NAME, "nokia.bsky.social"), "@nokia.bsky.social"),
    ("👍🏽", Token(Sign.EMOJI, "👍"), "👍"),
    ("%", Token(Sign.SYMBOL, "%"), "%"),
    ("€", Token(Sign.SYMBOL, "€"), "€"),
    ("日本", Phrase((Word("日"), Word("本"))), '"日本"'),
    ("author:Nokia", Field("author", (("nokia", False),)), "author:nokia"),
    ('from:"Nokia Oyj*"', Field("author", (("nokia oyj", True),)), 'author:"nokia oyj*"'),
    ("lang:(FI OR sv)", Field("language", (("fi", False), ("sv", False))), "language:(fi OR sv)"),
    ("site:HS.fi", Field("site", (("hs.fi", False),)), "site:hs.fi"),
    ("url:https://hs.fi/a?b=c", Field("url", (("https://hs.fi/a?b=c", False),)), None),
    ("links:hs.fi*", Field("links", (("hs.fi", False),)), "links:hs.fi"),
    ("type:repost", Field("type", (("repost", False),)), "type:repost"),
    ("followers:[500 TO 100000]", Range("followers", 500, 100000), "followers:[500 TO 100000]"),
    ("rating:[* TO 2.5]", Range("rating", None, 2.5), "rating:[* TO 2.5]"),
    ("rating:5", Range("rating", 5, 5), "rating:5"),
    ("hashtag:virta", Token(Sign.HASHTAG, "virta"), "#virta"),
    ("mention:@virta", Token(Sign.NAME, "virta"), "@virta"),
    ("title:a", In("title", A), "title:a"),
    ('text:("a b" NOT c)', In("text", And((Phrase((A, B)), Not(C)))), 'text:("a b" NOT c)'),
    ("<<<why (>>> a AND <<<x>>> b", And((A, B)), "a AND b"),
]


@pytest.mark.parametrize(("text", "node", "normal"), TAKEN, ids=[one[0] for one in TAKEN])
def test_what_is_taken_has_its_tree_and_normal_form(text, node, normal):
    parsed = parse(text)
    assert parsed.node == node
    assert parsed.normal == (normal or text)
    assert parse(parsed.normal).node == node


REFUSED = [
    ("", "empty", (0, 0), []),
    ("<<<only a note>>>", "empty", (0, 17), []),
    ("()", "empty_bracket", (0, 2), []),
    ("(a", "bracket_open", (0, 2), ["(a)"]),
    ("a)", "bracket_extra", (1, 2), ["a"]),
    ('a AND "b', "quote_open", (6, 8), ['a AND "b"']),
    ("{BT AND a", "brace_open", (0, 3), ["{BT} AND a"]),
    ("a}", "brace_extra", (1, 2), ["a"]),
    ("a AND <<<b", "comment_open", (6, 9), ["a AND b"]),
    ("[a]", "square", (0, 3), ["(a)"]),
    ("a AND", "no_term", (2, 5), ["a"]),
    ("AND a", "no_term", (0, 3), ["a"]),
    ("a AND OR b", "no_term", (2, 5), ["a OR b"]),
    (
        *("(a OR b) AND c OR d", "mixed", (0, 19)),
        ["((a OR b) AND c) OR d", "(a OR b) AND (c OR d)"],
    ),
    ("a OR b NOT c", "mixed", (0, 12), ["a OR (b NOT c)", "(a OR b) NOT c"]),
    ("a OR NOT b", "mixed", (0, 10), ["a NOT b"]),
    ("NOT a OR b", "mixed", (0, 10), ["b NOT a"]),
    ("uusi sauna", "side_by_side", (0, 10), ["uusi AND sauna", '"uusi sauna"']),
    ("a and b", "side_by_side", (0, 7), ["a AND b", '"a and b"']),
    ("(a) b", "side_by_side", (3, 4), ["(a) AND b"]),
    ('a "b c"', "side_by_side", (0, 7), ['a AND "b c"']),
    ("NOT a", "only_not", (0, 5), ["a", "language:fi NOT a"]),
    ("-a", "only_not", (0, 2), ["a", "language:fi -a"]),
    ("NOT a NOT b", "only_not", (0, 11), ["a NOT b", "language:fi NOT a NOT b"]),
    ("title:(NOT a)", "only_not", (0, 13), ["language:fi AND (title:(NOT a))"]),
    ("a OR (NOT b)", "branch_not", (0, 12), ["a AND (NOT b)"]),
    ("a AND (b OR (NOT c))", "branch_not", (7, 19), ["a AND (b AND (NOT c))"]),
    ("a NEAR b AND c", "near_mixed", (0, 14), ["(a NEAR b) AND c"]),
    (
        *("a NEAR/1 b NEAR/2 c", "near_mixed", (0, 19)),
        ["(a NEAR/1 b) NEAR/2 c", "a NEAR/1 (b NEAR/2 c)"],
    ),
    ("(a AND b) NEAR/3 c", "near_and", (0, 18), ["(a NEAR/3 c) AND (b NEAR/3 c)"]),
    ("((a AND b) OR c) NEAR/3 d", "near_and", (0, 25), ["((a AND b) OR c) AND d"]),
    ("a NEAR/3 (b NOT c)", "near_side", (0, 18), ["a AND (b NOT c)"]),
    ("a NEAR/3 @b", "near_side", (0, 11), ["a AND @b"]),
    ("a NEAR/3 🙂", "near_side", (0, 10), ["a AND 🙂"]),
    ("a NEAR/3 %", "near_side", (0, 10), ["a AND %"]),
    ("a NEAR/3 author:b", "near_side", (0, 17), ["a AND author:b"]),
    ("a NEAR/3 title:b", "near_side", (0, 16), ["a AND title:b"]),
    ("a NEAR/3 NOT b", "near_side", (9, 12), ["a NEAR/3 b"]),
    ("a NEAR5 b", "near_form", (2, 7), ["a NEAR/5 b"]),
    ("a NEAR/9999999 b", "too_far", (2, 14), ["a AND b"]),
    ('"a b"~', "no_distance", (0, 6), ['"a b"~5', '"a b"']),
    ('"a"~3', "within_few", (0, 5), ['"a"']),
    ('"a #b"~3', "within_tag", (0, 8), ['"a b"~3']),
    ('"a @b"', "phrase_sign", (0, 6), ['"a" AND @b']),
    ('"50 %"', "phrase_sign", (0, 6), ['"50" AND %']),
    ('"sauna 🔥"', "phrase_sign", (0, 9), ['"sauna" AND 🔥']),
    ('""', "phrase_empty", (0, 2), []),
    ("https://hs.fi/a", "address", (0, 15), ["links:https://hs.fi/a"]),
    ("www.hs.fi", "address", (0, 9), ["links:www.hs.fi"]),
    ("hs.fi/a", "address", (0, 7), ["links:hs.fi/a"]),
    ('"https://hs.fi"', "address", (0, 15), ["links:https://hs.fi"]),
    ("a & b", "lone_sign", (2, 3), ["a AND b"]),
    ("a || b", "lone_sign", (2, 4), ["a OR b"]),
    ("a - b", "lone_sign", (2, 3), ["a NOT b", "a AND b"]),
    ("#", "lone_sign", (0, 1), []),
    ("50%", "run_together", (0, 3), ["50 AND %"]),
    ("sauna🔥", "run_together", (0, 6), ["sauna AND 🔥"]),
    ("a|b", "run_together", (0, 3), ["a OR b"]),
    ("*sauna", "wildcard_first", (0, 6), ["sauna"]),
    ("?sauna", "wildcard_first", (0, 6), ["sauna"]),
    ("s*", "wildcard_short", (0, 2), ["s"]),
    ("日本*", "wildcard_unspaced", (1, 3), ["日本"]),
    ("@nok*", "wildcard_name", (0, 5), ["@nok"]),
    ("{Nokia Oyj}", "brace_words", (0, 11), ['"{Nokia} {Oyj}"']),
    ("{@Nokia}", "brace_form", (0, 8), ["@Nokia"]),
    ("~tal*", "inflect_form", (0, 5), ["tal*"]),
    ("~vihje-linja", "inflect_form", (0, 12), ['"vihje ~linja"']),
    ("talo~2", "fuzzy", (0, 6), ["~talo", "talo*", "talo"]),
    ("authorFollowers:5", "field_unknown", (0, 17), ["followers:5", '"authorFollowers:5"']),
    ("engagementType:post", "field_unknown", (0, 19), ["type:post", '"engagementType:post"']),
    ("pubType:x", "field_unknown", (0, 9), ["source:x", '"pubType:x"']),
    ("langauge:fi", "field_unknown", (0, 11), ["language:fi", '"langauge:fi"']),
    ("foo:bar", "field_unlike", (0, 7), ['"foo:bar"']),
    ("author:", "field_empty", (0, 7), ['"author"']),
    ("language:(fi sv)", "field_values", (9, 16), ["language:(fi OR sv)"]),
    ("language:(fi AND sv)", "field_values", (9, 20), ["language:(fi OR sv)"]),
    ("author:no*kia", "field_star", (7, 13), ["author:no*"]),
    ("site:https://hs.fi/a", "field_site", (5, 20), ["site:hs.fi"]),
    ("type:retweet", "field_type", (5, 12), ["type:repost"]),
    ("followers:>500", "field_number", (10, 14), ["followers:[500 TO *]"]),
    ("rating:3,5", "field_number", (7, 10), ["rating:[3.5 TO *]", "rating:3.5"]),
    ("followers:[9 TO 1]", "field_reversed", (10, 18), ["followers:[1 TO 9]"]),
    ("author:[1 TO 2]", "field_no_range", (7, 15), ["author:1"]),
    ("title:(a AND author:x)", "field_inside", (13, 21), ["title:(a) AND author:x", "author:x"]),
]


@pytest.mark.parametrize(
    ("text", "code", "where", "proposals"), REFUSED, ids=[one[0] for one in REFUSED]
)
def test_what_is_refused_says_where_and_proposes(text, code, where, proposals):
    refusal = refused(text)
    assert (refusal.code, (refusal.place.start, refusal.place.end)) == (code, where)
    assert list(refusal.proposals) == proposals
    for proposal in proposals:
        assert parse(proposal).node


@pytest.mark.parametrize("part", [sentence for pair in SENTENCES.values() for sentence in pair])
def test_sentences_are_whole_and_beg_for_nothing(part):
    words = r"\b(?:error|invalid|failed|please|virhe|virheellinen|epäonnistui|ole hyvä)\b|!"
    assert re.search(words, part, re.IGNORECASE) is None
    assert part.endswith(".")


@pytest.mark.parametrize("text", [one[0] for one in REFUSED])
def test_refusals_are_said_in_both_languages(text):
    problem = refused(text).problem
    english, finnish = problem.message("en"), problem.message("fi")
    assert english != finnish
    assert "{" not in english.replace("{BT}", "").replace(text, "")


WARNED = [
    ("and OR a", ["lower_operator"]),
    ("a OR Not", ["lower_operator"]),
    ('"and" OR a', []),
    ("a NEAR b", ["near_default"]),
    ("a NEAR/10 b", []),
    ("a NEAR/11 b", ["far"]),
    ('"a b"~11', ["far"]),
    ("nok* NEAR/2 b", ["near_wildcard"]),
    ("(a OR b?t) NEAR/2 b", ["near_wildcard"]),
    ("no* AND a", ["short_stem"]),
    ("nok*", []),
    ("~talous", ["own_language", "stems_other"]),
    ("~house AND language:en", ["stems_other"]),
    ("~家 AND language:ja", ["no_stems"]),
    ("language:(fi OR sv) AND ~talo", ["own_language", "stems_other"]),
]


@pytest.mark.parametrize(("text", "expected"), WARNED, ids=[one[0] for one in WARNED])
def test_what_is_worth_a_look_is_warned_of(text, expected):
    assert codes(text) == expected
    assert all(one.message("fi") != one.message("en") for one in parse(text).warnings)


def test_a_small_operator_is_warned_of_in_a_refusal_too():
    assert [one.code for one in refused("a and b").warnings] == ["lower_operator"]


def test_the_language_joined_by_and_is_that_of_inflected_words():
    node = parse('language:fi AND ("~talo on" OR ~auto)').node
    assert node.nodes[1] == Or(
        (Phrase((Inflected("talo", "fi"), Word("on"))), Inflected("auto", "fi"))
    )
    assert parse("~talo OR language:fi").node.nodes[0] == Inflected("talo")
    assert parse("~talo NOT language:fi").node.nodes[0] == Inflected("talo")


def test_a_place_names_line_and_column():
    found = refused("a AND\n  (b OR c").place
    assert (found.line, found.column) == (2, 3)
    assert place("ab", 9, 9).start == 2


def test_a_problem_has_its_whole_story_as_json():
    assert refused("a b").problem.to_json() == {
        "code": "side_by_side",
        "message": Problem("side_by_side", place("", 0, 0)).message(),
        "line": 1,
        "column": 1,
        "start": 0,
        "end": 3,
        "proposals": ["a AND b", '"a b"'],
    }


BOMBS = {
    "brackets": "(" * 49_000,
    "brackets and words": "(" * 60 + "a" + ")" * 60,
    "nots": "NOT " * 10_000 + "a",
    "dashes": "-" * 49_000,
    "words": "a " * 24_000,
    "mixed": "a AND b OR " * 4_000 + "c",
    "near": "a NEAR b AND " * 3_000 + "c",
    "braces": "{" * 49_000,
    "fields": "a:" * 24_000,
    "tags": '"' + "#a " * 10_000 + '"',
    "letters": "a" * 1_000_000,
    "hundred thousand brackets": "(" * 100_000 + ")" * 100_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_soon(text):
    began = time.monotonic()
    assert refused(text).message()
    assert time.monotonic() - began < 10


def test_deep_and_long_queries_are_taken_as_far_as_the_limits_go():
    deep = "(" * 50 + "a" + ")" * 50
    assert parse(deep).normal == "a"
    nested = "a"
    for _ in range(24):
        nested = f"b AND (c OR ({nested}))"
    assert parse(parse(nested).normal).node == parse(nested).node
    assert len(parse(" OR ".join(f"w{n}" for n in range(5_000))).node.nodes) == 5_000


MARKS = st.sampled_from(
    ["a", "b1", "sää", "*", "?", "~", "-", "#", "@", "(", ")", '"', "{", "}", "[", "]", " "]
    + [" AND ", " OR ", " NOT ", " NEAR/2 ", "NEAR", "/5f", "author:", "language:", "title:"]
    + ["followers:", "url:", "links:", "TO", "5", "~3", "<<<", ">>>", "日", "🙂", "%", "’", "”"]
    + ["\n", "x:", "&", "|", "É", "e\u0301", "\u0345", "ß", "İ", "type:post", "https://x.fi"]
)
QUERIES = st.lists(MARKS, max_size=14).map("".join) | st.text(max_size=20)


def tried(text):
    try:
        return parse(text), None
    except Refusal as refusal:
        return None, refusal


@given(QUERIES)
def test_whatever_is_written_is_taken_or_refused(text):
    parsed, refusal = tried(text)
    if parsed is None:
        assert 0 <= refusal.place.start <= refusal.place.end <= len(text)
        assert refusal.message("fi")
    else:
        again = parse(parsed.normal)
        assert again.node == parsed.node
        assert again.normal == parsed.normal


TERMS = st.sampled_from(
    ["a", "café", "{BT}", "nok*", '"a b"', '"a b"~3', "#x", "@y", "🙂", "~talo", "日本", "a-b"]
    + ["title:a", "language:fi", "followers:[1 TO 2]", "(a NEAR/2 b)", "(a NEAR/0f (b OR #c))"]
)


def grown(inner):
    joined = st.lists(inner, min_size=2, max_size=3)
    return (
        joined.map(lambda held: f"({' OR '.join(held)})")
        | joined.map(lambda held: f"({' AND '.join(held)})")
        | joined.map(lambda held: f"({' NOT '.join(held)})")
    )


@given(st.recursive(TERMS, grown, max_leaves=12))
def test_the_normal_form_means_the_same(text):
    parsed = parse(text)
    assert parse(parsed.normal).node == parsed.node
