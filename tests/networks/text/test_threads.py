"""Long texts become threads whose parts fit, and nothing of them is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks.registry import named
from virta.networks.text import graphemes
from virta.networks.text.threads import split

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WORDS = st.sampled_from(
    ["kesä", "on", "täällä.", "Tule!", FAMILY, "a\u0301", "@aino@a.fi", "https://a.fi/x",
     "\n", "\n\n", "\n---\n", "saippuakauppias", "日本語", "(#sauna)", "  "]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("", 10, []),
        ("Lyhyt.", 10, ["Lyhyt."]),
        ("Yksi.\n---\nKaksi.", 100, ["Yksi.", "Kaksi."]),
        ("Yksi.\n\nKaksi ja.", 12, ["Yksi.", "Kaksi ja."]),
        ("Eka lause. Toka lause.", 15, ["Eka lause.", "Toka lause."]),
        ("eka sana toka", 9, ["eka sana", "toka"]),
        ("Ei. Tämä on pitkä lause", 12, ["Ei. Tämä on", "pitkä lause"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        (FAMILY * 3, 2, [FAMILY * 2, FAMILY]),
        ("Katso https://a.fi/kesa nyt", 17, ["Katso", "https://a.fi/kesa", "nyt"]),
        ("moi @aino@palvelin.fi", 10, ["moi", "@aino@palvelin.fi"]),
        ("a\n----\nb", 100, ["a\n----\nb"]),
    ],
)
def test_where_a_text_is_cut(text, most, parts):
    assert split(text, most, graphemes.count) == parts


def test_bytes_may_be_what_runs_out():
    assert split("ää ää", 10, graphemes.count, most_bytes=4) == ["ää", "ää"]


def test_a_part_needs_room():
    with pytest.raises(ValueError, match="at least one sign"):
        split("a", 0, graphemes.count)


@given(TEXTS, st.integers(20, 80))
def test_nothing_is_lost_and_every_part_fits(text, most):
    parts = split(text, most, graphemes.count, most_bytes=4 * most)
    assert bare("".join(parts)) == bare(re.sub(r"(?m)^---[ \t]*$\n?", "", text))
    for part in parts:
        assert part == part.strip()
        assert part
        assert graphemes.count(part) <= most
        assert graphemes.utf8(part) <= 4 * most


@given(TEXTS, st.sampled_from(["x", "mastodon", "bluesky"]))
def test_parts_fit_by_each_networks_own_count(text, key):
    network = named(key)
    assert network is not None
    for part in split(text, 60, lambda one: network.count(one, {})):
        assert network.count(part, {}) <= 60


@given(TEXTS, st.integers(20, 80))
def test_links_mentions_and_signs_stay_whole(text, most):
    joined = "\n".join(split(text, most, graphemes.count))
    for piece in ("https://a.fi/x", "@aino@a.fi", FAMILY, "a\u0301"):
        assert joined.count(piece) == text.count(piece)
