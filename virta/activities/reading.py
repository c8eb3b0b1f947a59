"""Days and times as people write them in calendars and spreadsheets."""

import re
from datetime import date, datetime, time, timedelta

EXCEL_BEGINS = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers, as they count from March 1900 on."""
EXCEL_DAYS = range(18_264, 73_051)
"""The day numbers that are taken for days: the years 1950 to 2099."""
CLOCK = re.compile(
    r"(?:klo|kl\.?|at)?\s*(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?\s*(am|pm|h)?",
    re.IGNORECASE,
)
DAY = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), ("year", "month", "day")),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})"), ("day", "month", "year")),
    (re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})"), ("day", "month", "year")),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), ("day", "month", "year")),
)
WEEKDAY = re.compile(r"^(?:[^\W\d]{2,12}\.?,?)\s+(?=\d)")
ZONE_ENDING = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")


class NotRead(ValueError):
    """A text is neither a day nor a time."""


def day_and_clock(text: str) -> tuple[date, time | None]:
    """A day, and the time of day where one is written with it.

    Takes 2026-03-02, 2026-03-02T09:00, 2.3.2026, ti 2.3.2026 klo 9.00, 2.3.26, 2/3/2026 (the day
    first) and a spreadsheet's day number (46083.375). Raises NotRead.
    """
    text = WEEKDAY.sub("", text.strip())
    if numbered := from_number(text):
        return numbered
    for pattern, names in DAY:
        if found := pattern.match(text):
            rest = text[found.end() :].strip(" ,T")
            return day_of(dict(zip(names, found.groups(), strict=True))), clock(
                rest
            ) if rest else None
    raise NotRead(text)


def day_of(parts: dict[str, str]) -> date:
    year = int(parts["year"])
    try:
        return date(year + 2000 if year < 100 else year, int(parts["month"]), int(parts["day"]))
    except ValueError as problem:
        raise NotRead(str(parts)) from problem


def from_number(text: str) -> tuple[date, time | None] | None:
    """A spreadsheet's day number with its fraction of a day, or nothing."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    if int(number) not in EXCEL_DAYS:
        return None
    minutes = round((number % 1) * 24 * 60)
    start = datetime.combine(EXCEL_BEGINS, time()) + timedelta(days=int(number), minutes=minutes)
    return start.date(), start.time() if minutes else None


def clock(text: str) -> time:
    """A time of day: 9, 9.00, 09:00, klo 9, 9:00 pm, 0.375 (a spreadsheet's part of a day).

    Raises NotRead.
    """
    text = ZONE_ENDING.sub("", text.strip())
    if (part := part_of_a_day(text)) is not None:
        return part
    found = CLOCK.fullmatch(text)
    if found is None:
        raise NotRead(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half in {"am", "pm"}:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError as problem:
        raise NotRead(text) from problem


def part_of_a_day(text: str) -> time | None:
    """A spreadsheet's fraction of a day; two digits after the point are minutes, as in 0.30."""
    if not re.fullmatch(r"0[.,](?:\d|\d{3,})", text):
        return None
    minutes = round(float(text.replace(",", ".")) * 24 * 60)
    return time(minutes // 60 % 24, minutes % 60)
