"""Bluesky's links, mentions and hashtags, at the right bytes whatever stands before them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks.text.facets import found

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
HANDLES = SHARED / "atproto-interop" / "syntax" / "handle_syntax_invalid.txt"
ACCENTED = "a\u0301"
POSTS = SHARED / "bluesky-api-payloads" / "bluesky-firehose-posts.json"


def shown(text: str) -> list[tuple[str, str, str]]:
    """Kind, the bytes that are marked, and the value."""
    return [
        (one.kind, text.encode()[one.start : one.end].decode(), one.value) for one in found(text)
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("see https://a.fi/x?y=1.", [("link", "https://a.fi/x?y=1", "https://a.fi/x?y=1")]),
        ("(https://a.fi/sauna_(ilta))", [("link", "https://a.fi/sauna_(ilta)", "https://a.fi/sauna_(ilta)")]),
        ("mene saaristo.fi/kesä tai yle.fi!", [("link", "saaristo.fi/kesä", "https://saaristo.fi/kesä"), ("link", "yle.fi", "https://yle.fi")]),
        ("loppui.Tämä on uusi lause.No niin", []),
        ("posti@saaristo.fi", []),
        ("hei @aino.bsky.social, tule", [("mention", "@aino.bsky.social", "aino.bsky.social")]),
        ("hei @aino", []),
        ("sähkö.posti@aino.bsky.social", []),
        ("😀👨‍👩‍👧 é @b.test #sauna", [("mention", "@b.test", "b.test"), ("tag", "#sauna", "sauna")]),
        ("#sauna, #löyly! ＃全角", [("tag", "#sauna", "sauna"), ("tag", "#löyly", "löyly"), ("tag", "＃全角", "全角")]),
        ("#1 #2026 # #️⃣ a#b", []),
        ("#2026kesä #c++", [("tag", "#2026kesä", "2026kesä"), ("tag", "#c++", "c++")]),
        (f"#{'x' * 64} #{'x' * 65}", [("tag", f"#{'x' * 64}", "x" * 64)]),
        ("HTTPS://A.FI! https:// x", [("link", "HTTPS://A.FI", "HTTPS://A.FI")]),
        ("kesa-aanet.fi:n sivu", [("link", "kesa-aanet.fi", "https://kesa-aanet.fi")]),
        ("YLE.FI ja museum.museum...", [("link", "YLE.FI", "https://YLE.FI"), ("link", "museum.museum", "https://museum.museum")]),
        ("e.g. kuva.jpg a.b/c, 3.5.2026", []),
        ("john.doe.gov@mail.com", []),
        ("(katso a.fi/x(y))", [("link", "a.fi/x(y)", "https://a.fi/x(y)")]),
        ("@a.fi! @b.fi. (@c.fi) @d.fi_x @-e.fi", [("mention", "@a.fi", "a.fi"), ("mention", "@b.fi", "b.fi"), ("mention", "@c.fi", "c.fi")]),
        ("e\u0301\U0001f469\u200d\U0001f680 @a.fi", [("mention", "@a.fi", "a.fi")]),
        ("#\U0001f469\u200d\U0001f680 #sa\u200bsa #a\u0301a\u0308", [("tag", "#\U0001f469", "\U0001f469"), ("tag", "#sa", "sa"), ("tag", "#a\u0301a\u0308", "a\u0301a\u0308")]),
        (f"#{ACCENTED * 64} #{ACCENTED * 65}", [("tag", f"#{ACCENTED * 64}", ACCENTED * 64)]),
        ("#a(https://b.fi)", [("tag", "#a(https://b.fi", "a(https://b.fi")]),
        ("https://a.fi/#osa", [("link", "https://a.fi/#osa", "https://a.fi/#osa")]),
    ],
)  # fmt: skip
def test_what_is_marked(text: str, kinds: list[tuple[str, str, str]]) -> None:
    assert shown(text) == kinds


@given(st.text(alphabet="aä#＃@.:/ (fi)0é\u0301\U0001f469\u200d\n", max_size=60))
def test_facets_lie_in_the_text_one_after_the_other(text: str) -> None:
    content, before = text.encode(), 0
    for one in found(text):
        assert before <= one.start < one.end <= len(content)
        assert content[one.start : one.end].decode().endswith(one.value.removeprefix("https://"))
        before = one.end


@pytest.mark.shared
@pytest.mark.skipif(not HANDLES.exists(), reason="the shared data is not on this machine")
def test_what_is_no_handle_is_never_a_mention() -> None:
    lines = HANDLES.read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if line and not line.startswith("#")]
    assert wrong
    for line in wrong:
        assert line not in {one.value for one in found(f"@{line}") if one.kind == "mention"}


@pytest.mark.shared
@pytest.mark.skipif(not POSTS.exists(), reason="the shared data is not on this machine")
def test_facets_of_real_posts_are_found() -> None:
    seen = 0
    for post in json.loads(POSTS.read_text(encoding="utf-8")):
        record = post["commit"]["record"] if "commit" in post else post["record"]
        ours = {(one.start, one.end): one.value for one in found(record["text"])}
        for facet in record.get("facets", []):
            tags = [one["tag"] for one in facet["features"] if "tag" in one]
            place = facet["index"]["byteStart"], facet["index"]["byteEnd"]
            assert not tags or ours.get(place) == tags[0]
            seen += len(tags)
    assert seen
