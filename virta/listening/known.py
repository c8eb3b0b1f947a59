"""Mentions by the account, handle or name of their author, through indexes that hold these in small
letters (`Mention.Meta`)."""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Lower


def exactly(rows: Any, column: str, text: str) -> Any:
    """Those of the rows whose author is known so in a column: `author`, `handle` or `name`."""
    # Said as a range: told that the column equals something, SQLite puts that into LOWER(column),
    # too, and has no index for it any more.
    return in_any_case(rows, column, [text]).filter(**{f"{column}__range": (text, text)})


def in_any_case(rows: Any, column: str, texts: Iterable[str]) -> Any:
    """The same whatever the case. A database may fold no other letters than a to z: others are asked
    for in small ones, in capitals, and with a capital first."""
    cased = {form for one in texts for form in (one, one.lower(), one.upper(), one.title())}
    forms = {one.lower() for one in cased} | {_folded(one) for one in cased}
    return rows.alias(**{f"{column}_low": Lower(column)}).filter(
        **{f"{column}_low__in": sorted(forms)}
    )


def _folded(text: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in text)
