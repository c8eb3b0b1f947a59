import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spikes.series import FIVE, HOUR, MONDAY, changed, counts
from virta.spikes.detector import Detector
from virta.spikes.memory import pack, unpack

HOURLY = timedelta(hours=1)
ROWS = changed(
    counts(60, 1, days=14, step=HOURLY, spread=0.2),
    MONDAY + 200 * HOUR,
    MONDAY + 206 * HOUR,
    6,
)


def through_json(detector):
    return unpack(json.loads(json.dumps(pack(detector))))


@settings(deadline=None, max_examples=30)
@given(stops=st.lists(st.integers(0, len(ROWS)), max_size=4), gap=st.integers(0, len(ROWS)))
def test_saving_and_going_on_anywhere_tells_the_same(stops, gap):
    rows = [(at, None if index == gap else value) for index, (at, value) in enumerate(ROWS)]
    straight, resumed = Detector(HOURLY), Detector(HOURLY)
    for index, (at, value) in enumerate(rows):
        if index in stops:
            resumed = through_json(resumed)
        assert resumed.update(at, value) == straight.update(at, value)
    assert pack(resumed) == pack(straight)


def test_the_series_it_is_tried_on_has_an_alarm():
    detector = Detector(HOURLY)
    assert [alarm for at, value in ROWS if (alarm := detector.update(at, value))]


def test_what_is_kept_stays_small():
    detector = Detector(FIVE, "high")
    for at, value in counts(50, 2, days=10):
        detector.update(at, value)
    assert len(json.dumps(pack(detector))) < 25_000
    assert through_json(detector).sensitivity == "high"


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="no detector"):
        unpack({"format": "virta-evidence/1"})
