"""A series as a file: rows of `timestamp,value`, read as they come and never ahead of an alarm."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from virta.spikes.problems import Unreadable

COLUMNS = ("timestamp", "value")
OPENING = 12
"""Rows that settle the step. No alarm can fall among them: too little is learnt by then."""
LONGEST = 65536  # characters of a line
LARGEST = 1e15  # counts above are no counts
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `text` is its time as written; `value` is None where the cell is empty: a gap."""

    line: int
    text: str
    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """Rows an even `step` apart, or a multiple of it where rows are missing; read as they come.

    `step` is None where there are fewer than two rows.
    """

    step: timedelta | None
    rows: Iterator[Row]


def read_series(lines: Iterable[bytes]) -> Series:
    """Reads the opening rows at once and the others as they are asked for.

    Raises Unreadable for the opening, and so do `rows` later, at the first line that is wrong.
    """
    rows = _in_order(_rows(lines))
    opening = list(islice(rows, OPENING))
    apart = [b.at - a.at for a, b in zip(opening, opening[1:], strict=False)]
    step = min(apart) if apart else None
    if step is None:
        return Series(None, iter(opening))
    return Series(step, _even(opening, rows, step))


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    cells = _cells(lines)
    first = next(cells, None)
    if first is None:
        raise Unreadable("empty", 0)
    line, names = first
    names = [name.strip().lower() for name in names]
    for column in COLUMNS:
        if names.count(column) != 1:
            raise Unreadable("column", line, column=column, found=", ".join(names))
    time, value = (names.index(column) for column in COLUMNS)
    for line, row in cells:
        if len(row) != len(names):
            raise Unreadable("cells", line, found=len(row), wanted=len(names))
        yield Row(line, row[time], _time(row[time], line), _value(row[value], line))


def _cells(lines: Iterable[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that has any, with the number of the line."""
    reader = csv.reader(_decoded(lines), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as problem:
        raise Unreadable("csv", max(reader.line_num, 1)) from problem


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise Unreadable("long", number)
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as problem:
            raise Unreadable("not_utf8", number) from problem
        if "\0" in text:
            raise Unreadable("not_utf8", number)
        yield text


def _time(text: str, line: int) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise Unreadable("time", line, found=_short(text)) from problem


def _value(text: str, line: int) -> float | None:
    text = text.strip()
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise Unreadable("number", line, found=_short(text))
    value = float(text)
    if value < 0:
        raise Unreadable("negative", line, found=_short(text))
    if value > LARGEST:
        raise Unreadable("large", line, found=_short(text))
    return value


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _in_order(rows: Iterable[Row]) -> Iterator[Row]:
    before: Row | None = None
    for row in rows:
        if before is not None:
            if (row.at.tzinfo is None) != (before.at.tzinfo is None):
                raise Unreadable("zone", row.line)
            if row.at == before.at:
                raise Unreadable("twice", row.line, found=row.text, first=before.line)
            if row.at < before.at:
                raise Unreadable("backwards", row.line, found=row.text, before=before.text)
        before = row
        yield row


def _even(opening: list[Row], rest: Iterator[Row], step: timedelta) -> Iterator[Row]:
    before: Row | None = None
    for source in (opening, rest):
        for row in source:
            if before is not None and not _fits(row.at, before.at, step):
                raise Unreadable("uneven", row.line, found=row.text, step=step)
            before = row
            yield row


def _fits(at: datetime, before: datetime, step: timedelta) -> bool:
    """Whole steps apart; days may be counted by the clock on the wall, where one has 23 hours."""
    if not (at - before) % step:
        return True
    on_the_wall = at.replace(tzinfo=None) - before.replace(tzinfo=None)
    return step >= timedelta(hours=23) and not on_the_wall % timedelta(days=1)
