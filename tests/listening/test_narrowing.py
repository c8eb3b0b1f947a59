"""What the full-text index is asked for, held against the matcher that is right by its simplicity."""

import json
import random
from pathlib import Path

import pytest

from tests.matching import chance
from virta.listening.fulltext import wording
from virta.listening.fulltext.narrowing import All, Any, Term, needed
from virta.listening.fulltext.wording import LONGEST, terms
from virta.matching.language import parse
from virta.matching.posts import Post
from virta.matching.reference import Reading

BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "blns" / "blns.json"


def naughty():
    return json.loads(BLNS.read_text(encoding="utf-8"))


def holds(condition, held):
    """Whether terms fulfil a condition, in the plainest words."""
    if condition is None:
        return True
    if isinstance(condition, All | Any):
        several = all if isinstance(condition, All) else any
        return several(holds(one, held) for one in condition.parts)
    if condition.starts:
        return any(one.startswith(condition.text) for one in held)
    return condition.text in held


@pytest.mark.parametrize("seed", range(12))
def test_what_matches_has_what_the_query_needs(seed):
    queries, posts = chance.queries_and_posts(seed, 60)
    conditions = {key: needed(node) for key, node in queries.items()}
    met = 0
    for post in posts:
        reading, held = Reading(post), set(terms(post.title or "", post.text))
        for key in (key for key, node in queries.items() if reading.matches(node)):
            met += conditions[key] is not None
            assert holds(conditions[key], held), (queries[key], conditions[key], post)
    assert met > 20


def test_texts_of_all_kinds_have_the_terms_that_the_words_of_the_language_give():
    r = random.Random(5)
    letters = [
        *map(chr, range(1, 0x250)),
        *"–—…’“”🔥❤\ufe0f👍🏽🇫🇮‍👩👨㎡日ー한\u0301\u1161ㄱㅏ½ŀ™①❶#@#@.-  ",
    ]
    several = [*naughty(), *("".join(r.choices(letters, k=14)) for _ in range(3000))]
    for text in several:
        wanted = {one[:LONGEST] for one in wording._of_any(text)}
        assert wanted <= set(terms("", text)), text


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("Säästö", Term("saasto")),
        ("{BT}", Term("bt")),
        ("nok*a", Term("nok", starts=True)),
        ("no*", None),
        ("#Virta", Term("#virta")),
        ("@virta.bsky.social", Term("@virta")),
        ("日本", All((Term("日"), Term("本")))),
        ("🔥", Term("🔥")),
        ('"uusi sauna" AND kiuas NOT oy', All((Term("uusi"), Term("sauna"), Term("kiuas")))),
        ("(uusi NEAR sauna) OR löyly", Any((All((Term("uusi"), Term("sauna"))), Term("loyly")))),
        ("sauna OR ~talous", None),
        ("sauna AND ~talous AND language:fi", Term("sauna")),
        ("author:nokia", None),
        ("title:(sauna OR löyly)", Any((Term("sauna"), Term("loyly")))),
    ],
)
def test_what_a_query_needs(query, condition):
    assert needed(parse(query).node) == condition


def test_endless_words_and_queries_are_cut_alike():
    word = "ä" * 5000
    post = Post(id="1", text=f"{word} sauna")
    assert Reading(post).matches(parse(word).node)
    assert holds(needed(parse(word).node), terms("", post.text))
    assert holds(needed(parse(f"{word}*").node), terms("", post.text))
    deep = "c AND (a OR (" * 20 + "b" + "))" * 20
    assert needed(parse(deep).node) is not None
    many = " OR ".join(f"w{one}" for one in range(3000))
    assert needed(parse(many).node) is None
