"""Terms that find too much."""

from virta.matching.checks import common_terms
from virta.matching.language import parse
from virta.matching.tree import Word


def test_a_term_that_finds_more_than_one_in_a_hundred_is_warned_of():
    parsed = parse('ja AND sauna AND "on se"')
    shares = {Word("ja"): 0.4, Word("sauna"): 0.01}
    [warning] = common_terms(parsed.text, parsed.terms, lambda node: shares.get(node, 0.0))
    assert (warning.code, warning.place.start, warning.place.end) == ("common", 0, 2)
    assert "40 %" in warning.message("en")
