"""Files of posts: CSV, XLSX, JSONL and Parquet as tables, and a worker's reading of them.

A file that was said yes to is a source like any other: rows are read in portions, each stored in one
transaction together with how far the reading is, so that a break loses nothing and halves nothing.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.kit.sheets import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, Cell, Table, read_table, tidy
from virta.listening.models import Source, SourceFile
from virta.listening.rows import Bad, Reading, posts
from virta.networks.said import Said
from virta.sources import registry
from virta.sources.protocol import Heard, Portion, Settings
from virta.sources.protocol import Source as Described

AT_ONCE = 500
"""Rows in a portion."""
UNREADABLE = "\ufffd"
"""Stands in the first cell of a line that is no object; such a row is named as one without text."""


def table_of(name: str, content: bytes) -> Table:
    """The file as a table. Raises a Problem that says what to do."""
    if content[:4] == b"PAR1":
        return _parquet(content)
    if name.lower().endswith((".jsonl", ".ndjson", ".json")):
        return _lines(content)
    return read_table(name, content)


def _lines(content: bytes) -> Table:
    """JSON lines; keys are columns. A line that is no object is a row without anything in it."""
    read: list[dict[str, Any] | None] = []
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        try:
            said = msgspec.json.decode(line) if line.strip() else {}
        except (ValueError, RecursionError):
            said = None
        read.append(said if isinstance(said, dict) else None)
        if len(read) > MOST_ROWS:
            raise _too_large()
    header = list(dict.fromkeys(key for one in read if one for key in one))
    if not header:
        raise Problem(_("No line of the file is a JSON object. Choose a file of JSON lines."))
    if len(header) > MOST_COLUMNS:
        raise _too_large()
    rows: list[list[Cell]] = [
        [UNREADABLE] + [None] * len(header)
        if one is None
        else [None, *(_cell(one.get(key)) for key in header)]
        for one in read
    ]
    return Table(["", *header], rows, first_row=1)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return " ".join(str(one) for one in value) or None
    if isinstance(value, dict):
        return None
    kept: Cell = value if value != "" else None
    return kept


def _parquet(content: bytes) -> Table:
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only such files need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        meta = file.metadata
        size = sum(meta.row_group(one).total_byte_size for one in range(meta.num_row_groups))
        if meta.num_rows > MOST_ROWS or meta.num_columns > MOST_COLUMNS or size > MOST_UNPACKED:
            raise _too_large()
        columns = file.read().to_pydict()
    except (pa.ArrowException, OSError, ValueError) as problem:
        raise Problem(
            _("The Parquet file cannot be read. Write it again, without encryption.")
        ) from problem
    header = list(columns)
    rows = [list(map(_cell, row)) for row in zip(*columns.values(), strict=True)]
    return tidy([list(header), *rows], [])


def _too_large() -> Problem:
    return Problem(
        _("The file has more than %(rows)s rows or is too large when unpacked. Split it.")
        % {"rows": MOST_ROWS}
    )


@lru_cache(maxsize=2)
def _read(pk: int, digest: str) -> Table:
    file = SourceFile.objects.get(pk=pk, digest=digest)
    return table_of(file.name, bytes(file.content))


def reading_of(file: SourceFile, now: datetime) -> Reading:
    """How the rows of a file are read."""
    columns = {what: int(number) for number, what in file.mapping.items() if what}
    return Reading(columns, file.network, ZoneInfo(file.workspace.time_zone), now)


def looked_through(file: SourceFile, now: datetime) -> tuple[list[Heard], list[Bad]]:
    """All rows, read once: the posts and the rows that cannot be taken. Nothing is written."""
    table = table_of(file.name, bytes(file.content))
    read = list(posts(table, reading_of(file, now)))
    good = [one for one in read if isinstance(one, Heard)]
    return good, [one for one in read if isinstance(one, Bad)]


def described_of(source: Source) -> Described | None:
    """What a source is: of a module of `virta.sources`, or a file that somebody brought."""
    if source.kind != Source.FILE:
        return registry.named(source.kind)
    return replace(FILE, poll=partial(_portion, source.pk))


def _portion(source_id: int, _settings: Settings, cursor: str, _http: httpx.Client) -> Portion:
    """The next rows of a file; the cursor is how many were read."""
    file = SourceFile.objects.select_related("workspace").defer("content").get(source=source_id)
    table, begin = _read(file.pk, file.digest), int(cursor or 0)
    part = replace(table, rows=table.rows[begin : begin + AT_ONCE], first_row=begin)
    items = list(posts(part, reading_of(file, file.made_at)))
    end = begin + len(part.rows)
    is_over = end >= len(table.rows)
    return Portion(
        _posts(items),
        str(end),
        unreadable=sum(isinstance(one, Bad) for one in items),
        has_more=not is_over,
        is_over=is_over,
    )


def _posts(items: Sequence[Heard | Bad | None]) -> tuple[Heard, ...]:
    return tuple(one for one in items if isinstance(one, Heard))


def _nothing(_settings: Settings, cursor: str, _http: httpx.Client) -> Portion:
    return Portion((), cursor, is_over=True)


FILE = Described(
    key=Source.FILE,
    name=Said("File", "Tiedosto"),
    network="web",
    help=Said(
        "Posts from elsewhere: an export of another tool, an archive. CSV, XLSX, JSONL or Parquet.",
        "Julkaisuja muualta: toisen työkalun vienti, arkisto. CSV, XLSX, JSONL tai Parquet.",
    ),
    poll=_nothing,
    every=30,
    silent_after=10**9,
)
"""A file as a kind of source; each has its own way to be read (`described_of`)."""
