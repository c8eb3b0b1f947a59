"""Archives of posts of any size: cut into parts, each searched by itself, anywhere.

An archive is a file of JSON lines (see `posts`; also packed: .gz, .bz2, .xz, .zst) or Parquet with
columns of the same names, on this machine or wherever fsspec reaches (`s3://…`, `gs://…`, `https://…`
where its package is installed). A part is a stretch of such a file that needs no other to be read.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from itertools import islice
from typing import Any

import fsspec
import pyarrow.parquet as pq

from virta.matching.arrow import KNOWN, WrongColumns, posts_of
from virta.matching.language import parse
from virta.matching.matcher import Matcher
from virta.matching.posts import Post, Unreadable, read_post

BYTES = 64 * 1024 * 1024
"""About so much of a file of lines is a part."""
ROWS = 250_000
"""About so many rows of a Parquet file are a part."""
AT_ONCE = 1000
"""Posts that are matched together."""
PACKED = {"gz", "bz2", "xz", "zst"}
"""Endings of packed files of lines, which can only be read from their beginning."""
LINES = {"jsonl", "ndjson", "json"}
ENDINGS = ("jsonl", "ndjson", "parquet")


class NoArchive(ValueError):
    """A name leads to no archive that can be read: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an archive: bytes of a file of lines, or row groups of a Parquet file.

    Of a file of lines a line belongs to the part in which its first byte lies; a packed file is
    one part, whose `stop` is None. `stamp` tells whether the file is still the same.
    """

    path: str
    form: str
    start: int
    stop: int | None
    stamp: str

    @property
    def name(self) -> str:
        """A name that changes with the file and the stretch."""
        told = json.dumps(asdict(self), sort_keys=True).encode()
        return hashlib.sha256(told).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Found:
    """What a part held: how many posts, how many that could not be read, and those that matched."""

    posts: int
    unreadable: int
    matches: tuple[tuple[Post, tuple[str, ...]], ...]
    """Posts with the sorted ids of the queries they match, in the part's order."""

    def packed(self) -> bytes:
        """As JSON, to be kept in a file."""
        rows = [[plain(post), ids] for post, ids in self.matches]
        told = {"posts": self.posts, "unreadable": self.unreadable, "matches": rows}
        # ASCII, since an escape may tell half a surrogate pair, which UTF-8 cannot.
        return json.dumps(told).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> "Found":
        """What `packed` gave. Raises ValueError where it is not whole."""
        told = json.loads(content)
        matches = tuple((Post(**post), tuple(ids)) for post, ids in told["matches"])
        return cls(told["posts"], told["unreadable"], matches)


def plain(post: Post) -> dict[str, Any]:
    """What is known of a post, as JSON holds it."""
    known = {one.name: getattr(post, one.name) for one in fields(post)}
    return {name: value for name, value in known.items() if value is not None}


def parts_of(name: str, size: int = BYTES, rows: int = ROWS) -> Iterator[Part]:
    """The parts of a file, or of all archives in a folder, in the order of their names.

    Raises NoArchive.
    """
    system, path = fsspec.core.url_to_fs(name)
    if not system.exists(path):
        raise NoArchive(f"{name} is not there. Check its name, and whether it can be read.")
    paths = [path]
    if system.isdir(path):
        paths = sorted(one for one in system.find(path) if form_of(one))
        if not paths:
            raise NoArchive(f"{name} holds no archive. Files end in {', '.join(ENDINGS)}.")
    for one in paths:
        yield from parts_of_file(system, system.unstrip_protocol(one), one, size, rows)


def form_of(path: str) -> str:
    """Which form a file has by its ending: `lines`, `packed`, `parquet`, or none."""
    ending = path.rsplit(".", 1)[-1].lower()
    if ending == "parquet":
        return "parquet"
    if ending in PACKED and path.lower().rsplit(".", 2)[-2] in LINES:
        return "packed"
    return "lines" if ending in LINES else ""


def parts_of_file(system: Any, url: str, path: str, size: int, rows: int) -> Iterator[Part]:
    form = form_of(path)
    if not form:
        raise NoArchive(f"{url} is no archive by its ending. It has to be {', '.join(ENDINGS)}.")
    told = system.info(path)
    length = int(told["size"] or 0)
    stamp = str(told.get("ETag") or told.get("etag") or f"{length} {told.get('mtime', '')}")
    if form == "packed":
        yield Part(url, form, 0, None, stamp)
    elif form == "parquet":
        yield from (Part(url, form, *stretch, stamp) for stretch in row_groups(system, path, rows))
    else:
        for start in range(0, length, size):
            yield Part(url, form, start, min(start + size, length), stamp)


def row_groups(system: Any, path: str, rows: int) -> Iterator[tuple[int, int]]:
    """Row groups of about so many rows together. Raises NoArchive."""
    with system.open(path, "rb") as file:
        try:
            told = pq.ParquetFile(file).metadata
        except (ValueError, OSError) as trouble:
            raise NoArchive(
                f"{path} is not whole, or no Parquet ({trouble}). Copy it again."
            ) from None
        sizes = [told.row_group(number).num_rows for number in range(told.num_row_groups)]
    start = held = 0
    for number, count in enumerate(sizes):
        held += count
        if held >= rows or number == len(sizes) - 1:
            yield start, number + 1
            start, held = number + 1, 0


def posts_in(part: Part) -> Iterator[Post | None]:
    """The posts of a part in its order; None stands for one that cannot be read."""
    if part.form == "parquet":
        yield from _rows(part)
        return
    for line in _lines(part):
        if line.strip():
            try:
                yield read_post(line)
            except Unreadable:
                yield None


def _rows(part: Part) -> Iterator[Post | None]:
    if part.stop is None:
        raise ValueError("A part of a Parquet file has its last row group.")
    with fsspec.open(part.path, "rb") as file:
        table = pq.ParquetFile(file)
        names = [one for one in table.schema_arrow.names if one in KNOWN]
        for number in range(part.start, part.stop):
            for batch in table.iter_batches(AT_ONCE * 10, row_groups=[number], columns=names):
                try:
                    held: list[Post | None] = list(posts_of(batch))
                except WrongColumns:
                    held = list(_one_by_one(batch))
                yield from held


def _one_by_one(batch: Any) -> Iterator[Post | None]:
    """The rows of a batch of which some have no id or no text. Raises NoArchive for wrong columns."""
    for row in range(batch.num_rows):
        try:
            yield from posts_of(batch.slice(row, 1))
        except WrongColumns as trouble:
            if not {"id", "text"} <= set(batch.schema.names):
                raise NoArchive(str(trouble)) from None
            yield None


def _lines(part: Part) -> Iterator[bytes]:
    packing = "infer" if part.form == "packed" else None
    with fsspec.open(part.path, "rb", compression=packing) as file:
        at = part.start
        if at:
            # The line that began before belongs to the part before.
            file.seek(at - 1)
            at += len(file.readline()) - 1
        while part.stop is None or at < part.stop:
            line = file.readline()
            if not line:
                return
            at += len(line)
            yield line


@lru_cache(maxsize=2)
def matcher_of(queries: tuple[tuple[str, str], ...]) -> Matcher:
    """The queries (id, text) ready for matching; made once in each process. Raises Refusal."""
    return Matcher({key: parse(query).node for key, query in queries})


def search(part: Part, queries: tuple[tuple[str, str], ...]) -> Found:
    """Hold all posts of a part against queries (id, text)."""
    matcher, posts, unreadable = matcher_of(queries), 0, 0
    matches: list[tuple[Post, tuple[str, ...]]] = []
    left = posts_in(part)
    while block := list(islice(left, AT_ONCE)):
        readable = [one for one in block if one is not None]
        posts += len(readable)
        unreadable += len(block) - len(readable)
        answers = matcher.match(readable)
        matches += [(one, ids) for one, ids in zip(readable, answers, strict=True) if ids]
    return Found(posts, unreadable, tuple(matches))


def searched(part: Part, queries: tuple[tuple[str, str], ...]) -> bytes:
    """The same as it is kept. Packed where it was searched: the one who gives parts out to many
    workers has no time for it."""
    return search(part, queries).packed()


def ids_by_post(found: Found) -> Mapping[str, tuple[str, ...]]:
    """The queries by the post, for comparing."""
    return {post.id: ids for post, ids in found.matches}
