"""Calendar files: recurrences, broken lines, sizes."""

from datetime import date, time
from pathlib import Path

import pytest

from virta.activities.days import MOST_BYTES, MOST_EACH, read

START, END = date(2026, 1, 1), date(2026, 12, 31)
ZONE = "Europe/Helsinki"


def calendar(*lines):
    """A calendar with one event of these lines."""
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Thing"]
    return "\r\n".join([*body, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def days(*lines):
    return [one.starts_on for one in read(calendar(*lines), START, END, ZONE).days]


def test_an_event_of_whole_days_ends_on_the_day_before_its_end():
    reading = read(
        calendar("DTSTART;VALUE=DATE:20260502", "DTEND;VALUE=DATE:20260504"), START, END, ZONE
    )
    (one,) = reading.days
    assert (one.title, one.starts_on, one.ends_on) == (
        "Thing",
        date(2026, 5, 2),
        date(2026, 5, 3),
    )
    assert one.clock is None
    assert reading.troubles == []


def test_a_moment_comes_to_stand_on_the_readers_own_wall_clock():
    (one,) = read(calendar("DTSTART:20260601T060000Z"), START, END, ZONE).days
    assert (one.starts_on, one.clock) == (date(2026, 6, 1), time(9))
    (other,) = read(
        calendar("DTSTART;TZID=America/New_York:20260601T200000"), START, END, ZONE
    ).days
    assert (other.starts_on, other.clock) == (date(2026, 6, 2), time(3))


def test_a_weekly_event_stays_at_its_time_when_the_clock_is_turned():
    reading = read(
        calendar("DTSTART;TZID=Europe/Helsinki:20260316T090000", "RRULE:FREQ=WEEKLY;COUNT=4"),
        START,
        END,
        ZONE,
    )
    assert [one.clock for one in reading.days] == [time(9)] * 4
    assert [one.starts_on.day for one in reading.days] == [16, 23, 30, 6]


def test_exceptions_additions_and_ends_of_a_recurrence_are_kept():
    lines = ("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;UNTIL=20260202")
    assert len(days(*lines)) == 5
    assert len(days(*lines, "EXDATE;VALUE=DATE:20260112,20260119")) == 3
    assert date(2026, 7, 1) in days(*lines, "RDATE;VALUE=DATE:20260701")


def test_an_occurrence_that_was_moved_stands_in_for_its_day():
    moved = [
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID;VALUE=DATE:20260112",
        "SUMMARY:Thing, moved",
        "DTSTART;VALUE=DATE:20260113",
    ]
    found = days("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;COUNT=3", *moved)
    assert found == [date(2026, 1, 5), date(2026, 1, 13), date(2026, 1, 19)]


def test_a_cancelled_event_is_no_day():
    assert days("DTSTART;VALUE=DATE:20260105", "STATUS:CANCELLED") == []


def test_a_broken_line_is_named_with_its_number_and_costs_only_itself():
    reading = read(
        calendar("DTSTART;VALUE=DATE:20260105", "NONSENSE", "RRULE:FREQ=NEVER"), START, END, ZONE
    )
    assert [one.starts_on for one in reading.days] == [date(2026, 1, 5)]
    assert len(reading.troubles) == 2
    assert {one.line for one in reading.troubles} >= {8}


def test_an_event_without_a_day_is_named_and_the_others_are_read():
    more = ["END:VEVENT", "BEGIN:VEVENT", "SUMMARY:Good", "DTSTART;VALUE=DATE:20260501"]
    reading = read(calendar("DTSTART:when it rains", *more), START, END, ZONE)
    assert [one.title for one in reading.days] == ["Good"]
    assert any("Thing" in one.why for one in reading.troubles)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) * 1],
)
def test_a_rule_that_would_never_end_is_bounded(rule):
    assert len(days("DTSTART:20000101T000000Z", f"RRULE:{rule}")) <= MOST_EACH


def test_a_rule_that_never_comes_true_gives_its_own_day_only():
    found = days("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    assert found == [date(2026, 1, 5)]


def test_many_costly_rules_are_cut_off_by_name():
    event = (
        "BEGIN:VEVENT\r\nSUMMARY:Old\r\nDTSTART:19010101T000000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT"
    )
    content = "\r\n".join(["BEGIN:VCALENDAR", *[event] * 60, "END:VCALENDAR"]).encode()
    reading = read(content, START, END, ZONE)
    assert any("too many" in one.why for one in reading.troubles)


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"title,day\nX,2.3.2026\n", b"BEGIN:VEVENT\n"])
def test_what_is_no_calendar_is_told_so(content):
    reading = read(content, START, END, ZONE)
    assert reading.days == []
    assert any("calendar" in one.why for one in reading.troubles)


def test_a_file_that_is_too_large_is_not_read():
    reading = read(b"x" * (MOST_BYTES + 1), START, END, ZONE)
    assert [one.line for one in reading.troubles] == [0]


def test_a_zone_of_one_file_is_nobody_elses():
    zone = [
        "BEGIN:VTIMEZONE",
        "TZID:Ours",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0500",
        "TZOFFSETTO:+0500",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    event = calendar("DTSTART;TZID=Ours:20260105T120000").decode()
    with_zone = event.replace("BEGIN:VEVENT", "\r\n".join([*zone, "BEGIN:VEVENT"]), 1).encode()
    assert read(with_zone, START, END, ZONE).days[0].clock == time(9)
    assert read(event.encode(), START, END, ZONE).days[0].clock == time(12)


SHARED = Path(__file__).parents[3] / "shared/data/icalendar"


@pytest.mark.shared
def test_every_calendar_of_the_shared_data_is_read_or_named():
    files = sorted(SHARED.rglob("*.ics"))
    assert files
    found = 0
    for path in files:
        reading = read(path.read_bytes(), date(1990, 1, 1), date(2030, 1, 1), ZONE)
        found += len(reading.days)
        assert all(one.starts_on <= one.ends_on for one in reading.days)
        assert all(one.why for one in reading.troubles)
    assert found > 1_000
