"""Links, mentions and hashtags, at the right bytes whatever stands before them."""

import pytest

from virta.networks.bluesky.facets import found


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
        ("https://a.fi/#osa", [("link", "https://a.fi/#osa", "https://a.fi/#osa")]),
    ],
)  # fmt: skip
def test_what_is_marked(text: str, kinds: list[tuple[str, str, str]]) -> None:
    assert shown(text) == kinds
