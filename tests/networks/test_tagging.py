"""Tags go on links, on ours, once; and nothing else of a text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks import tagging

TAGS = {"utm_source": "mastodon", "utm_campaign": "kesa"}
ON = "utm_source=mastodon&utm_campaign=kesa"


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("no links", "no links"),
        ("https://a.fi", f"https://a.fi/?{ON}"),
        ("https://a.fi/x", f"https://a.fi/x?{ON}"),
        ("https://a.fi?q=1", f"https://a.fi?q=1&{ON}"),
        ("https://a.fi/?", f"https://a.fi/?{ON}?"),
        ("https://a.fi/?b=2&a=1&b=3", f"https://a.fi/?b=2&a=1&b=3&{ON}"),
        ("https://a.fi/?a=1&", f"https://a.fi/?a=1&{ON}"),
        ("https://a.fi/x#part", f"https://a.fi/x?{ON}#part"),
        ("https://a.fi#part", f"https://a.fi/?{ON}#part"),
        ("https://a.fi/?q=ä%20b#c?d", f"https://a.fi/?q=ä%20b&{ON}#c?d"),
        ("HTTPS://A.fi/x", f"HTTPS://A.fi/x?{ON}"),
        ("See https://a.fi/x.", f"See https://a.fi/x?{ON}."),
        ("https://a.fi/x, https://a.fi/y!", f"https://a.fi/x?{ON}, https://a.fi/y?{ON}!"),
        ("(https://a.fi/x)", f"(https://a.fi/x?{ON})"),
        ("(https://a.fi/x).", f"(https://a.fi/x?{ON})."),
        ("https://a.fi/x_(y)", f"https://a.fi/x_(y)?{ON}"),
        ("(https://a.fi/x_(y))", f"(https://a.fi/x_(y)?{ON})"),
        ("[name](https://a.fi/x)", f"[name](https://a.fi/x?{ON})"),
        ("“https://a.fi/x”", f"“https://a.fi/x?{ON}”"),
        ("<https://a.fi/x>", f"<https://a.fi/x?{ON}>"),
        ("https://a.fi/x…\n#kesä", f"https://a.fi/x?{ON}…\n#kesä"),
        ("https://hämeenlinna.fi/ä", f"https://hämeenlinna.fi/ä?{ON}"),
        ("http://[::1]:80/x", f"http://[::1]:80/x?{ON}"),
        ("https://a.fi/?utm_medium=x", "https://a.fi/?utm_medium=x"),
        ("https://a.fi/?a=1;UTM_Source=x", "https://a.fi/?a=1;UTM_Source=x"),
        ("https://a.fi/?%75tm_source=x", "https://a.fi/?%75tm_source=x"),
        ("https://u:p@a.fi/", "https://u:p@a.fi/"),
        ("http://[a", "http://[a"),
        ("http://...", "http://..."),
        ("xhttps://a.fi", "xhttps://a.fi"),
        ("ftp://a.fi mailto:a@a.fi a.fi", "ftp://a.fi mailto:a@a.fi a.fi"),
    ],
)
def test_links_are_found_and_tagged(text, tagged):
    assert tagging.tag(text, TAGS) == tagged


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        *(("a.fi", True), ("www.a.fi", True), ("shop.a.fi", True), ("A.FI", True)),
        *(("ba.fi", False), ("a.fi.evil.com", False), ("fi", False), ("hämeenlinna.fi", True)),
        *(("xn--hmeenlinna-q5a.fi", True), ("a.fi:8080", True)),
    ],
)
def test_only_links_to_our_hosts_are_tagged(host, ours):
    text = f"https://{host}/x"
    assert (tagging.tag(text, TAGS, ["www.a.fi", "hämeenlinna.fi"]) != text) is ours


def test_no_hosts_means_no_links_and_no_rule_no_tags():
    assert tagging.tag("https://a.fi/", TAGS, []) == "https://a.fi/"
    assert tagging.tag("https://a.fi/", {}) == "https://a.fi/"


def test_other_families_of_tags_go_on_once_too():
    once = tagging.tag("https://a.fi/", {"mtm_campaign": "a b&c"})
    assert once == "https://a.fi/?mtm_campaign=a%20b%26c"
    assert tagging.tag(once, {"mtm_campaign": "other"}) == once


PIECES = st.one_of(
    st.text(max_size=10),
    st.text("().,;:!?[]/#&=%'*_~ abcä\n", max_size=12),
    st.sampled_from(
        ["https://a.fi", "http://b.fi/x", "?q=1", "&utm_x=1", "#f", "(", ")", "https://"]
    ),
)
TEXTS = st.lists(PIECES, max_size=10).map("".join)
SETS = st.dictionaries(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8), max_size=3)


def outside_of_links(text):
    done, found = 0, []
    for start, end in tagging.links(text):
        found.append(text[done:start])
        done = end
    return [*found, text[done:]]


@given(TEXTS)
def test_what_is_not_a_link_stays(text):
    assert outside_of_links(tagging.tag(text, TAGS)) == outside_of_links(text)


@given(TEXTS, SETS, st.none() | st.just(["a.fi"]))
def test_twice_is_as_good_as_once(text, tags, hosts):
    once = tagging.tag(text, tags, hosts)
    assert tagging.tag(once, tags, hosts) == once


@given(TEXTS)
def test_without_its_tags_the_text_is_the_one_before(text):
    tagged = tagging.tag(text, {"a-very-own-tag": "1"})
    plain = tagged
    for added in (
        "/?a-very-own-tag=1",
        "?a-very-own-tag=1",
        "&a-very-own-tag=1",
        "a-very-own-tag=1",
    ):
        plain = plain.replace(added, "")
    assert plain.replace("/", "").replace("?", "") == text.replace("/", "").replace("?", "")


def test_long_rows_of_brackets_are_no_work():
    text = "https://a.fi/" + ")" * 300_000
    assert tagging.tag(text, TAGS) == f"https://a.fi/?{ON}" + ")" * 300_000


# The rule


def test_a_rule_is_filled_with_slugs_in_its_order():
    rule = {
        "utm_source": "{network}",
        "utm_medium": "social",
        "utm_campaign": "{activity}-{pillar}",
    }
    values = {"network": "Mastodon", "activity": "Kesän Äänet!", "pillar": "Työ & arki"}
    assert list(tagging.fill(rule, values).items()) == [
        ("utm_source", "mastodon"),
        ("utm_medium", "social"),
        ("utm_campaign", "kesan-aanet-tyo-arki"),
    ]


def test_a_tag_for_which_something_is_not_known_is_left_out():
    rule = {"utm_source": "{network}", "utm_campaign": "k-{activity}", "utm_term": " ", " ": "x"}
    assert tagging.fill(rule, {"network": "bluesky", "activity": " "}) == {"utm_source": "bluesky"}


@pytest.mark.parametrize(
    "template", ["{who}", "{activity.__class__}", "{activity!r}", "{activity:>9}", "{}", "{0}", "{"]
)
def test_a_place_that_does_not_exist_is_refused(template):
    with pytest.raises(ValueError, match="cannot be filled in"):
        tagging.fill({"utm_source": template}, {"activity": "x"})


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        *(("Kesän Äänet 2026!", "kesan-aanet-2026"), ("Åbo – Øre/Łódź", "abo-ore-lodz")),
        *(("", ""), ("!!!", ""), ("Straße", "strasse"), ("x" * 200, "x" * 100), ("Лето", "лето")),
    ],
)
def test_slugs(text, slug):
    assert tagging.slug(text) == slug


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text):
    once = tagging.slug(text)
    assert tagging.slug(once) == once
    assert len(once) <= 100
