"""Signs, bytes, and Mastodon's and X's own lengths."""

import pytest

from virta.networks.registry import named
from virta.networks.text import graphemes, mastodon, x

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def test_signs_are_what_people_see():
    assert graphemes.count(f"a\u0301{FAMILY}\U0001f1eb\U0001f1ee\r\n") == 4
    assert graphemes.ends("a\u0301b") == [2, 3]
    assert graphemes.utf8(f"ä{FAMILY}") == 2 + 18


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hei", 3),
        (f"{FAMILY}a\u0301", 2),
        ("Katso https://esimerkki.fi/" + "a" * 80, 6 + 23),
        ("https://a.fi, https://b.fi.", 23 + 2 + 23 + 1),
        ("(https://fi.wikipedia.org/wiki/Sauna_(elokuva))", 25),
        ("gemini://a.fi/x", 23),
        ("Kerro @aino@mastodon.social!", len("Kerro @aino!")),
        ("@aino.v@a.fi ja @ville", len("@aino.v ja @ville")),
        ("posti@a.fi on posti", len("posti@a.fi on posti")),
        ("esimerkki.fi on ilman alkua", len("esimerkki.fi on ilman alkua")),
        ("https://palvelin/sisalla", len("https://palvelin/sisalla")),
        ("https://a.fi/@aino@b.fi", 23),
    ],
)
def test_mastodon_counts_links_and_mentions_its_own_way(text, length):
    assert mastodon.length(text) == length


def test_an_instance_says_how_long_a_link_is():
    assert mastodon.length("https://a.fi", link=10) == 10


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hyvää päivää", 12),
        (FAMILY, 2),
        ("\U0001f1eb\U0001f1ee1\ufe0f\u20e3", 4),
        ("a\u0301", 1),
        ("日本", 4),
        ("yle.fi ja https://yle.fi/" + "a" * 90, 23 + 4 + 23),
        ("© 2026", 6),
    ],
)
def test_x_weighs_signs(text, length):
    assert x.length(text) == length
    assert named("x").count(text, {}) == length


def test_what_is_made_to_stall_does_not():
    for text in ("a." * 2000, "あ" * 3000 + ".", "http://a.com/" + "(" * 3000, "@" * 9000):
        assert x.length(text) > 0
        assert mastodon.length(text) > 0
