"""Days and times as people write them."""

from datetime import date, time

import pytest

from virta.activities.reading import NotRead, clock, day_and_clock

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02", (DAY, None)),
        ("2026-03-02T09:00", (DAY, time(9))),
        ("2026-03-02 09:00:00", (DAY, time(9))),
        ("2.3.2026", (DAY, None)),
        ("2.3.2026 9.00", (DAY, time(9))),
        ("ma 2.3.2026 klo 9.30", (DAY, time(9, 30))),
        ("Monday 2/3/2026", (DAY, None)),
        ("02.03.26", (DAY, None)),
        ("46083", (DAY, None)),
        ("46083.375", (DAY, time(9))),
        ("2026-03-02 00:00:00", (DAY, time(0))),
    ],
)
def test_a_day_is_read_in_any_usual_notation(text, expected):
    assert day_and_clock(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "31.2.2026", "2026-13-01", "12", "9:00", "2.3.", "٣"])
def test_what_is_no_day_is_not_guessed(text):
    with pytest.raises(NotRead):
        day_and_clock(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", time(9)),
        ("9.00", time(9)),
        ("klo 9.05", time(9, 5)),
        ("09:00:00", time(9)),
        ("9 pm", time(21)),
        ("12 am", time(0)),
        ("0.375", time(9)),
        ("15:30+02:00", time(15, 30)),
    ],
)
def test_a_time_of_day_is_read_in_any_usual_notation(text, expected):
    assert clock(text) == expected


@pytest.mark.parametrize("text", ["", "noon", "25:00", "9:61", "9-10", "-1"])
def test_what_is_no_time_of_day_is_not_guessed(text):
    with pytest.raises(NotRead):
        clock(text)
