"""The fast matcher finds what the reference finds, whatever is asked of it."""

import random
from functools import cache

import numpy as np
import pytest

from tests.matching import chance
from tests.matching.test_reference import CASES
from virta.matching import letters as characters
from virta.matching import matcher as matchers
from virta.matching import words
from virta.matching.laid import Laid
from virta.matching.language import parse
from virta.matching.matcher import Matcher
from virta.matching.numbers import REG_POST
from virta.matching.posts import Post
from virta.matching.reference import matches


def posts(*texts, **fields):
    return [Post(id=str(number), text=text, **fields) for number, text in enumerate(texts)]


def asking(*queries):
    return Matcher({query: parse(query).node for query in queries})


@cache
def every_case():
    return asking(*{query for query, _, _ in CASES})


@pytest.mark.parametrize(("query", "text", "expected"), CASES)
def test_the_cases_of_the_language_hold(query, text, expected):
    post = Post(id="p", text=text)

    assert (query in every_case().match([post])[0]) is expected
    assert (query in every_case().match_one(post)) is expected


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_the_reference_on_queries_and_posts_by_chance(seed):
    queries, several = chance.queries_and_posts(seed)

    fast = Matcher(queries)

    wanted = chance.expected(queries, several)
    assert fast.match(several) == wanted
    assert [fast.match_one(post) for post in several] == wanted


@pytest.mark.parametrize("seed", range(4))
def test_queries_come_and_go_between_posts(seed):
    queries, several = chance.queries_and_posts(1000 + seed)
    r = random.Random(seed)
    fast, held = Matcher(), {}

    for key in queries:
        fast.add(key, queries[key])
        held[key] = queries[key]
        if r.random() < 0.4:
            gone = r.choice(list(held))
            fast.remove(gone)
            del held[gone]
        if r.random() < 0.2:
            changed = r.choice(list(queries))
            fast.add(changed, queries[key])
            held[changed] = queries[key]
        if r.random() < 0.1:
            assert fast.match(several) == chance.expected(held, several)

    assert fast.match(several) == chance.expected(held, several)
    assert len(fast) == len(held)
    assert all(key in fast for key in held)


def test_new_plans_change_no_answer(monkeypatch):
    monkeypatch.setattr("virta.matching.store.FIRST_PLAN", 50)
    monkeypatch.setattr("virta.matching.store.PLAN_FOR", 100)
    monkeypatch.setattr("virta.matching.store.AT_ONCE", 7)
    monkeypatch.setattr("virta.matching.store.SEEN_ENOUGH", 50)
    monkeypatch.setattr("virta.matching.store.MOST_SEEN", 10)
    queries, several = chance.queries_and_posts(7)
    wanted = chance.expected(queries, several)
    fast = Matcher({key: queries[key] for key in list(queries)[:40]})

    for key in list(queries)[40:]:
        fast.match(several[:10])
        fast.add(key, queries[key])

    rooms = set()
    for at in range(20):
        assert fast.match(several) == wanted
        if at > 5:
            rooms.add(len(fast._store.index.entries))
    assert len(rooms) == 1, "plans that are over take no memory"


TONGUES = ("", "fi", "sv", "en")


class Open(Laid):
    """Texts of which nobody knows in which of TONGUES they are."""

    def __init__(self, texts):
        self.texts = texts
        self.data = np.frombuffer("".join(f"{one}\0" for one in texts).encode(), dtype=np.uint8)
        self.ends = np.cumsum([len(one.encode()) + 1 for one in texts])

    def __getitem__(self, at):
        raise AssertionError("The reference cannot be asked: it would need a language.")

    def column(self, name):
        held = [TONGUES] if name == "language" else [None]
        return held, np.zeros(len(self.texts), dtype=np.int32)


def test_a_post_in_one_of_several_languages_is_found_where_it_matches_in_any():
    queries, several = chance.queries_and_posts(11)
    queries |= {one: parse(one).node for one in ("saun* NOT language:fi", "äiti NOT language:en")}
    laid, found, wanted = Open([one.text for one in several]), 0, 0
    for node in queries.values():
        matched = Matcher({"asked": node}).found(laid)
        assert not any(matched.values()), "of such posts only that they may match is told"
        needed = {
            at
            for at, text in enumerate(laid.texts)
            for tongue in TONGUES
            if matches(node, Post(id="", text=text, language=tongue or None))
        }
        assert needed <= matched.keys()
        found, wanted = found + len(matched), wanted + len(needed)
    assert 0 < wanted < found < len(laid) * len(queries) / 2


def test_the_numbers_of_posts_may_run_out(monkeypatch):
    monkeypatch.setattr(matchers, "STAMPS", 300)
    fast = asking("sauna", "NOT kiuas AND sauna")

    for _ in range(50):
        assert fast.match(posts("sauna", "kiuas", "sauna kiuas")) == [
            ("NOT kiuas AND sauna", "sauna"),
            (),
            ("sauna",),
        ]
    assert fast._work.regs[REG_POST] < 300


def test_a_word_longer_than_its_room_and_a_text_of_a_million_words():
    long = "a" * 40_000
    fast = Matcher({"long": parse(f'"{long} end"').node, "many": parse('"sauna sauna kiuas"').node})

    assert fast.match(posts(f"{long} end", f"{long}b end", "sauna " * 200_000 + "kiuas")) == [
        ("long",),
        (),
        ("many",),
    ]


def test_a_search_that_matches_everything_and_many_that_do():
    fast = Matcher({f"q{n:05}": parse("on* OR ei*").node for n in range(5000)})

    answers = fast.match(posts(*["onni", "ei", "kiuas"] * 10))

    assert [len(one) for one in answers] == [5000, 5000, 0] * 10


def test_near_with_more_ways_than_there_is_room_for_is_left_to_the_reference():
    fast = asking("(a NEAR/9 b) NEAR/9 (c NEAR/9 d)", "((a OR b) NEAR/3 (b OR c)) NEAR/0f d")
    crowd = "a b " * 300

    assert fast.match(posts(crowd + "c d", crowd)) == [
        ("((a OR b) NEAR/3 (b OR c)) NEAR/0f d", "(a NEAR/9 b) NEAR/9 (c NEAR/9 d)"),
        (),
    ]


@pytest.mark.parametrize("query", ["sauna", "language:fi", "followers:[1 TO 5]", "sau*", "#sauna"])
def test_nothing_to_find_in_nothing(query):
    fast = asking(query)

    assert fast.match([]) == []
    assert fast.match(posts("", " ", "\n\0", "@", "#", "http://", "\ud800")) == [()] * 7
    assert fast.match_one(Post(id="p", text="")) == ()


def test_without_queries_nothing_matches():
    assert Matcher().match(posts("sauna")) == [()]
    assert Matcher().match_one(Post(id="p", text="sauna")) == ()


def test_zeros_and_halves_of_characters_separate_words():
    fast = asking("sauna", '"sauna kiuas"')

    assert fast.match(posts("sauna\0kiuas", "sauna\ud83dkiuas")) == [('"sauna kiuas"', "sauna")] * 2


def test_fields_of_one_post_do_not_stay_for_the_next():
    fast = asking("language:fi AND sauna", "followers:[5 TO 10] AND sauna")
    finnish = Post(id="1", text="sauna", language="fi", followers=7)
    unknown = Post(id="2", text="sauna")

    for post, count in ((finnish, 2), (unknown, 0), (finnish, 2)):
        assert len(fast.match_one(post)) == count
        assert [len(one) for one in fast.match([post, unknown])] == [count, 0]


def test_more_values_of_a_field_than_are_remembered(monkeypatch):
    monkeypatch.setattr("virta.matching.packing.ROWS_KEPT", 5)
    fast = asking("author:a3 AND sauna")
    several = [Post(id=str(n), text="sauna", author=f"a{n % 20}") for n in range(60)]

    assert [at for at, one in enumerate(fast.match(several)) if one] == [3, 23, 43]
    assert [at for at, one in enumerate(several) if fast.match_one(one)] == [3, 23, 43]


def test_what_every_character_is_agrees_with_the_rules_of_words():
    tables, everything = characters._made(), "".join(map(chr, range(0x110000)))
    rules = [*characters.SIMPLE, ("<letter>", characters.LETTER), ("<alone>", characters.ALONE)]
    expected = np.zeros(len(everything), dtype=np.uint8)
    for pattern, kind in [*rules, (f"[{words.DROPPED}]", characters.DROPPED)]:
        for run in words.pattern(f"(?:{pattern})+").finditer(everything):
            expected[run.start() : run.end()] = kind
    hard = tables.classes == characters.HARD

    assert (tables.classes == expected)[~hard].all()
    assert hard.sum() < 20_000
    kept = characters.letters()
    assert all((getattr(kept, name) == getattr(tables, name)).all() for name in kept._fields)


def test_a_table_of_the_wrong_form_is_not_taken():
    fast = asking("sauna")

    with pytest.raises(TypeError, match="hits"):
        fast._store.memory.put(fast._work._replace(hits=np.zeros((4, 3), dtype=np.int32)))
