import io
import json
import sys
from types import SimpleNamespace

import pytest

from tests.spikes.series import DAY, FIVE, HOUR, MONDAY, changed, counts
from virta.spikes.cli import main

BEGIN = MONDAY + 5 * DAY + 12 * HOUR


@pytest.fixture(scope="module")
def series() -> str:
    rows = changed(counts(50, 1, days=8, spread=0.1), BEGIN, BEGIN + HOUR, 6)
    rows = changed(rows, BEGIN + 2 * DAY, BEGIN + 2 * DAY + HOUR, 6)
    return "timestamp,value\n" + "".join(f"{at:%Y-%m-%dT%H:%M},{value:g}\n" for at, value in rows)


def run(path, *more: str) -> tuple[int, list[dict[str, object]], str]:
    out, err = io.StringIO(), io.StringIO()
    status = main([str(path), "--lang", "en", *more], out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


@pytest.fixture
def written(tmp_path, series):
    path = tmp_path / "series.csv"
    path.write_text(series)
    return path


def test_each_alarm_is_a_line(written):
    status, told, err = run(written)
    assert (status, err) == (0, "")
    assert [set(alarm) for alarm in told] == [{"at", "value", "expected", "score"}] * 2
    assert told[0]["at"].startswith(f"{BEGIN:%Y-%m-%dT%H:}")
    assert told[0]["value"] > 3 * told[0]["expected"]
    assert told[0]["score"] >= 1


def test_the_beginning_of_a_series_gives_the_same_alarms(written, series, tmp_path):
    _status, told, _err = run(written)
    lines = series.splitlines(keepends=True)
    shorter = tmp_path / "shorter.csv"
    for end in (1, 5, 12, 1000, 1600, len(lines) - 400):
        shorter.write_text("".join(lines[: end + 1]))
        last = lines[end].split(",")[0]
        _status, fewer, _err = run(shorter)
        assert fewer == [alarm for alarm in told if alarm["at"] <= last]


def test_alarms_before_a_line_that_cannot_be_read_are_told(written, series):
    _status, told, _err = run(written)
    lines = series.splitlines(keepends=True)
    written.write_text("".join([*lines[:2000], "nonsense\n", *lines[2000:]]))
    status, first, err = run(written)
    assert status == 2
    assert first == told[:1]
    assert err.startswith("Line 2001 ")
    assert err.count("\n") == 1


def test_sensitivity_sets_how_much_is_told(written):
    counted = [len(run(written, "--sensitivity", one)[1]) for one in ("low", "default", "high")]
    assert counted == sorted(counted)


def test_standard_input_is_read(series, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(series.encode())))
    assert len(run("-")[1]) == 2


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    status, told, err = run(tmp_path / "none.csv")
    assert (status, told) == (2, [])
    assert "cannot be read" in err


def test_a_folder_is_no_series(tmp_path):
    assert run(tmp_path)[0] == 2


def test_the_messages_are_finnish_where_asked(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("")
    out, err = io.StringIO(), io.StringIO()
    assert main([str(path), "--lang", "fi"], out, err) == 2
    assert err.getvalue().startswith("Tiedosto on tyhjä.")


def test_an_hour_of_zeros_and_an_hour_of_gaps_are_different(series, tmp_path):
    head, *lines = series.splitlines()
    begin = next(index for index, line in enumerate(lines) if line.startswith("2026-01-09T12:00"))
    told = {}
    for name, value in (("zeros", "0"), ("gaps", "")):
        cut = [
            f"{line.split(',')[0]},{value}" if begin <= index < begin + 24 else line
            for index, line in enumerate(lines)
        ]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([head, *cut]) + "\n")
        told[name] = len(run(path)[1])
    assert told == {"zeros": 3, "gaps": 2}
    assert FIVE * 24 == 2 * HOUR
