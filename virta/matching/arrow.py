"""Posts in as Arrow, answers out as Arrow: for batches that are columns already.

Columns are named as the keys of a post's JSON line; `id` and `text` must be there, columns that
are not known are let be. pyarrow is loaded where this module is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import pyarrow as pa

from virta.matching.matcher import Matcher
from virta.matching.posts import Post

KNOWN = {one.name for one in fields(Post)}
NUMBERS = {"followers", "rating"}
MATCHES: Any = pa.schema([("post", pa.string()), ("queries", pa.list_(pa.string()))])
"""The form of the answers: a row for every post that matches something, ids sorted."""


class WrongColumns(ValueError):
    """The columns are not those of posts: which, and what to do."""


def match_batch(matcher: Matcher, batch: Any) -> Any:
    """The posts of a record batch or table that match something, as a record batch of MATCHES.

    Raises WrongColumns.
    """
    posts = list(posts_of(batch))
    found = [(post.id, ids) for post, ids in zip(posts, matcher.match(posts), strict=True) if ids]
    return pa.record_batch(
        [
            pa.array([post for post, _ in found], type=pa.string()),
            pa.array([list(ids) for _, ids in found], type=pa.list_(pa.string())),
        ],
        schema=MATCHES,
    )


def match_stream(matcher: Matcher, batches: Iterable[Any]) -> Iterator[Any]:
    """The same for a stream of record batches, one answer for each, in their order."""
    for batch in batches:
        yield match_batch(matcher, batch)


def posts_of(batch: Any) -> Iterator[Post]:
    """The rows of a record batch or table as posts. Raises WrongColumns."""
    columns = {name: _values(batch, name) for name in batch.schema.names if name in KNOWN}
    missing = [name for name in ("id", "text") if name not in columns]
    if missing:
        raise WrongColumns(f"The column {missing[0]} is missing. Posts have at least id and text.")
    names = list(columns)
    for row, values in enumerate(zip(*columns.values(), strict=True)):
        held = dict(zip(names, values, strict=True))
        if held["id"] is None or held["text"] is None:
            raise WrongColumns(f"Row {row + 1} has no id or no text. Leave such rows out.")
        yield Post(**held)


def _values(batch: Any, name: str) -> list[Any]:
    """A column's values, as posts hold them."""
    column = batch.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if name == "id" and pa.types.is_integer(kind):
        return [None if one is None else str(one) for one in column.to_pylist()]
    if not _is_right(name, kind):
        wanted = "numbers" if name in NUMBERS else "lists of texts" if name == "links" else "texts"
        raise WrongColumns(f"The column {name} holds {kind}. It has to hold {wanted}.")
    values: list[Any] = column.to_pylist()
    return values


def _is_right(name: str, kind: Any) -> bool:
    if pa.types.is_null(kind):
        return name not in {"id", "text"}
    if name in NUMBERS:
        return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
    if name == "links":
        listed = pa.types.is_list(kind) or pa.types.is_large_list(kind)
        return bool(listed and _is_text(kind.value_type))
    return _is_text(kind)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
