"""The labelled mention counts of five brands, where the team's shared data is at hand."""

from pathlib import Path

import pytest

from bench.spikes import MOST_FALSE, TARGET, read, score, virta

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "nab"


@pytest.mark.shared
@pytest.mark.skipif(not FOLDER.exists(), reason="the shared data is not on this machine")
def test_five_brands_are_watched_as_well_as_was_asked():
    files = read(FOLDER)
    found = [score(one, virta("default")(one)) for one in files]
    assert [one.false for one in found if one.false > MOST_FALSE] == []
    reached = 50 * (sum(one.raw for one in found) / sum(one.windows for one in found) + 1)
    assert reached >= TARGET
