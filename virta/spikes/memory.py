"""A detector as JSON, so that whoever watches a series can stop and go on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from virta.spikes.detector import Detector, Echo, Episode
from virta.spikes.expected import Cells, Expected
from virta.spikes.extremes import Extremes
from virta.spikes.joint import Side
from virta.spikes.surprise import Spread, Window

FORMAT = "virta-spikes/1"


def pack(detector: Detector) -> dict[str, Any]:
    """Everything that the detector knows, as JSON takes it: some 15 kB, however long it ran."""
    return {
        "format": FORMAT,
        "step": detector.step.total_seconds(),
        "sensitivity": detector.sensitivity,
        "rows": detector.rows,
        "last": detector.last,
        "episode": asdict(detector.episode),
        "echoes": [asdict(echo) for echo in detector.echoes],
        "expected": asdict(detector.expected),
        "began": detector.joint.began,
        "windows": [asdict(window) for window in detector.joint.windows],
        "sides": [asdict(side) for side in detector.joint.sides],
    }


def unpack(packed: dict[str, Any]) -> Detector:
    """The detector that was packed, going on where it was. Raises ValueError for another format."""
    if packed.get("format") != FORMAT:
        raise ValueError(f"This is no detector of {FORMAT}: {packed.get('format')}.")
    detector = Detector(timedelta(seconds=packed["step"]), packed["sensitivity"])
    detector.rows, detector.last = packed["rows"], packed["last"]
    detector.episode = Episode(**packed["episode"])
    of_drops, of_rises = (Echo(**echo) for echo in packed["echoes"])
    detector.echoes = (of_drops, of_rises)
    expected = dict(packed["expected"])
    for name in ("hours", "days", "week"):
        expected[name] = Cells(**expected[name])
    detector.expected = Expected(**expected)
    joint = detector.joint
    joint.began = packed["began"]
    joint.windows = [_window(window) for window in packed["windows"]]
    rise, drop = (_side(side) for side in packed["sides"])
    joint.sides = (rise, drop)
    return detector


def _window(packed: dict[str, Any]) -> Window:
    rows = [None if row is None else (row[0], row[1]) for row in packed["rows"]]
    above, below = Spread(**packed["above"]), Spread(**packed["below"])
    return Window(packed["length"], rows, above, below)


def _side(packed: dict[str, Any]) -> Side:
    windows = [Extremes(**extremes) for extremes in packed["windows"]]
    return Side(windows, Extremes(**packed["joint"]))
