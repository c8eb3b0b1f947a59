from datetime import timedelta

import pytest

from virta.spikes.problems import SAID, Unreadable
from virta.spikes.reading import read_series

HEAD = "timestamp,value\n"
FIRST = "2026-01-05 00:00:00,4\n2026-01-05 00:05:00,6\n"


def rows(text: str | bytes):
    content = text if isinstance(text, bytes) else text.encode()
    return list(read_series(content.splitlines(keepends=True)).rows)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 0),
        ("\n\n", "empty", 0),
        ("time,value\n", "column", 1),
        ("timestamp\n", "column", 1),
        ("timestamp,value,value\n", "column", 1),
        (HEAD + FIRST + "2026-01-05 00:10:00\n", "cells", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,1,5\n", "cells", 4),
        (HEAD + FIRST + "yesterday,4\n", "time", 4),
        (HEAD + FIRST + ",4\n", "time", 4),
        (HEAD + FIRST + "2026-02-30,4\n", "time", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,many\n", "number", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,nan\n", "number", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,inf\n", "number", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,1_000\n", "number", 4),
        (HEAD + FIRST + '2026-01-05 00:10:00,"1,5"\n', "number", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,٣\n", "number", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,-1\n", "negative", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,1e400\n", "large", 4),
        (HEAD + FIRST + "2026-01-05 00:05:00,4\n", "twice", 4),
        (HEAD + FIRST + "2026-01-05 00:04:00,4\n", "backwards", 4),
        (HEAD + FIRST + "2026-01-05 00:12:00,4\n", "uneven", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00+02:00,4\n", "zone", 4),
        (HEAD + FIRST + '2026-01-05 00:10:00,"4\n', "csv", 4),
        (HEAD + FIRST + "2026-01-05 00:10:00,4\0\n", "not_utf8", 4),
        ((HEAD + FIRST).encode() + b"2026-01-05 00:10:00,\xe4\n", "not_utf8", 4),
        ((HEAD + FIRST).encode("utf-16"), "not_utf8", 1),
        (HEAD + "x" * 70_000, "long", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, code, line):
    with pytest.raises(Unreadable) as refusal:
        rows(text)
    assert (refusal.value.code, refusal.value.line) == (code, line)
    for language in ("en", "fi"):
        said = refusal.value.text(language)
        assert str(line) in said or not line
        assert "{" not in said


def test_every_sentence_is_there_in_both_languages():
    assert all(set(said) == {"en", "fi"} for said in SAID.values())


def test_rows_keep_their_text_and_an_empty_value_is_a_gap():
    one, two = rows("\ufeffValue , Timestamp,note\n4,2026-01-05T00:00,a\n,2026-01-05T01:00,b\n")
    assert (one.line, one.text, one.value) == (2, "2026-01-05T00:00", 4.0)
    assert two.value is None


def test_the_step_is_the_smallest_of_the_opening_so_that_rows_may_be_missing():
    series = read_series(
        (HEAD + "2026-01-05 00:00:00,4\n2026-01-05 00:10:00,6\n2026-01-05 00:15:00,6\n")
        .encode()
        .splitlines(keepends=True)
    )
    assert series.step == timedelta(minutes=5)
    assert len(list(series.rows)) == 3


def test_nothing_is_read_ahead_of_the_row_that_is_asked_for():
    given = []

    def lines():
        yield HEAD.encode()
        for hour in range(24):
            given.append(hour)
            yield f"2026-01-05 {hour:02}:00:00,4\n".encode()

    series = read_series(lines())
    opening = len(given)
    for _ in range(opening):
        next(series.rows)
    assert len(given) == opening
    next(series.rows)
    assert len(given) == opening + 1


def test_days_may_be_counted_by_the_clock_on_the_wall():
    days = [
        "2026-03-28T00:00+02:00",
        "2026-03-29T00:00+02:00",
        "2026-03-30T00:00+03:00",
        "2026-03-31T00:00+03:00",
    ]
    assert len(rows(HEAD + "".join(f"{day},4\n" for day in days))) == 4


@pytest.mark.parametrize("text", [HEAD, HEAD + "2026-01-05,4\n"])
def test_a_series_too_short_for_a_step_is_a_series(text):
    assert read_series(text.encode().splitlines(keepends=True)).step is None
