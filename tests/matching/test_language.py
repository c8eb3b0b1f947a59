"""Queries as people write them: read, printed in one normal form, refused with a proposal."""

import contextlib
import time

import pytest

from virta.matching.language import parse
from virta.matching.printing import printed
from virta.matching.problems import Refusal

TAKEN = [
    "virta",
    "nokia*",
    "colo?r",
    "{BT}",
    '"uusi sauna"',
    '"a b c"~5',
    "(sauna OR löyly) NEAR/3 kiuas",
    "sauna NEAR/0f kiuas",
    'nokia* NOT ("nokian renkaat" OR jalkine*)',
    "#virta AND @nokia",
    "language:(fi OR sv) AND sauna",
    "followers:[500 TO 100000] AND virta",
    'title:"uusi sauna"',
    "a AND b NOT c",
    "a AND (NOT b)",
    "🙂 OR %",
]
REFUSED = [
    "",
    "   ",
    "NOT a",
    "a b",
    "(a OR b) AND c OR d",
    "a OR (NOT b)",
    "*a",
    "a AND",
    "(a",
    '"a',
    "authorFollowers:5",
    "a NEAR/3 (b AND c)",
    "https://example.org/x",
]


@pytest.mark.parametrize("text", TAKEN)
def test_what_the_trade_writes_is_taken_and_its_normal_form_means_the_same(text):
    found = parse(text)
    again = parse(printed(found.node))
    assert again.node == found.node
    assert printed(again.node) == printed(found.node)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_ambiguous_or_broken_is_refused(text):
    with pytest.raises(Refusal):
        parse(text)


@pytest.mark.parametrize(
    "bomb", ["(" * 100_000, "(" * 5000 + "a" + ")" * 5000, "a OR " * 200_000 + "a"]
)
def test_a_bomb_is_refused_or_read_and_never_breaks(bomb):
    begun = time.process_time()
    with contextlib.suppress(Refusal):
        parse(bomb)
    assert time.process_time() - begun < 30
