"""Rows of a table as posts: what a column may hold, and what each row says."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.kit.sheets import Cell, Table, as_number, as_text
from virta.listening.storable import EARLIEST
from virta.records.importing import DAYS, MOMENTS, bare
from virta.sources.protocol import Heard, Type

FIELDS: dict[str, Any] = {
    "text": _("text"),
    "title": _("title"),
    "at": _("time"),
    "url": _("address"),
    "id": _("number or name of the post"),
    "author": _("author"),
    "network": _("network"),
    "language": _("language"),
    "type": _("post, answer, repost, quote or article"),
    "followers": _("followers of the author"),
    "likes": _("likes"),
    "reposts": _("reposts"),
    "replies": _("answers"),
    "links": _("links"),
}
"""What a column may hold: the keys of `bin/virta match`'s posts, and what exports have besides."""
NAMES = {
    "text": "text content message body snippet fulltext hitsentence teksti viesti sisältö",
    "title": "title headline otsikko",
    "at": "at date time createdat created timestamp published publishedat datetime päivä aika"
    " päivämäärä julkaistu",
    "url": "url link address permalink posturl osoite linkki",
    "id": "id key uri postid tunniste",
    "author": "author username handle user account screenname authorname kirjoittaja käyttäjä tili",
    "network": "network source platform channel mediatype verkosto lähde kanava",
    "language": "language lang kieli",
    "type": "type posttype tyyppi",
    "followers": "followers followercount authorfollowers seuraajia seuraajat",
    "likes": "likes likecount favourites favorites reactions tykkäykset",
    "reposts": "reposts retweets shares repostcount jaot",
    "replies": "replies comments replycount vastaukset kommentit",
    "links": "links urls linkit",
}
TYPES: dict[str, Type] = {
    **dict.fromkeys(("reply", "answer", "comment", "vastaus", "kommentti"), "reply"),
    **dict.fromkeys(("repost", "retweet", "share", "jako"), "repost"),
    **dict.fromkeys(("quote", "lainaus"), "quote"),
    **dict.fromkeys(("article", "news", "blog", "artikkeli", "uutinen"), "article"),
}
SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: its number in the file, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are read."""

    columns: Mapping[str, int]
    """What → the column that holds it."""
    network: str
    zone: ZoneInfo
    now: datetime


def suggest(header: list[str]) -> dict[str, str]:
    """Column number → what it holds, by its heading in English or Finnish."""
    known = {name: key for key, names in NAMES.items() for name in names.split()}
    found: dict[str, str] = {}
    for number, heading in enumerate(header):
        key = known.get(bare(heading), "")
        found[str(number)] = "" if key in found.values() else key
    return found


def posts(table: Table, reading: Reading) -> Iterator[Heard | Bad | None]:
    """Every row in order: a post, a row that cannot be taken, or None for an empty one."""
    for number, row in enumerate(table.rows, start=table.first_row):
        if not any(cell is not None for cell in row):
            yield None
            continue
        try:
            yield _post(row, reading)
        except ValueError as why:
            yield Bad(number, str(why))


def _post(row: list[Cell], reading: Reading) -> Heard:
    cells = {name: row[column] for name, column in reading.columns.items()}
    text, title = as_text(cells.get("text")), as_text(cells.get("title"))
    if not text and not title:
        raise ValueError(_now("It has no text."))
    at = moment(cells.get("at"), reading)
    network = as_text(cells.get("network")).casefold()[:20] or reading.network
    url, author = as_text(cells.get("url")), as_text(cells.get("author")).removeprefix("@")
    return Heard(
        network=network,
        key=_key(cells, network, at, text or title),
        at=at,
        text=text or title,
        title=title if text else "",
        author=author,
        handle=author,
        url=url if url.startswith(("http://", "https://")) else "",
        languages=tuple(filter(None, [as_text(cells.get("language"))])),
        type=TYPES.get(as_text(cells.get("type")).casefold(), "post"),
        links=_links(as_text(cells.get("links"))),
        **{name: _count(cells.get(name)) for name in COUNTS},  # type: ignore[arg-type]
    )


COUNTS = ("followers", "likes", "reposts", "replies")


def _key(cells: Mapping[str, Cell], network: str, at: datetime, text: str) -> str:
    """The post's lasting name: its own, its address, or a fingerprint of what it says."""
    name = as_text(cells.get("id")) or as_text(cells.get("url"))
    if name:
        return name
    said = json.dumps([network, as_text(cells.get("author")), at.isoformat(), text])
    return f"file:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _count(cell: Cell) -> int | None:
    number = as_number(cell)
    return int(number) if number is not None and 0 <= number < 2**63 else None


def _links(text: str) -> tuple[str, ...]:
    parts = text.replace(",", " ").replace(";", " ").replace('"', " ").strip("[]").split()
    return tuple(one for one in parts if one.startswith(("http://", "https://")))


def moment(cell: Cell, reading: Reading) -> datetime:
    """When it was published; a time without a zone is one of the workspace. Raises ValueError."""
    if cell is None:
        raise ValueError(_now("It has no time."))
    at = _moment(cell)
    if at is None:
        raise ValueError(
            _now("“%(cell)s” is not a time. Write it like 2026-03-02 09:30.")
            % {"cell": as_text(cell)[:40]}
        )
    at = (at if at.tzinfo else at.replace(tzinfo=reading.zone)).astimezone(UTC)
    if not EARLIEST <= at <= reading.now + SLACK:
        raise ValueError(
            _now("Its time is %(time)s, which cannot be.") % {"time": as_text(cell)[:40]}
        )
    return min(at, reading.now)


def _moment(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = as_text(cell)
    for read in (_iso, _since_1970, *NOTATIONS):
        if (at := read(text)) is not None:
            return at
    return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _since_1970(text: str) -> datetime | None:
    """Seconds, milliseconds or microseconds since 1970, as programs write them."""
    if not text.isdigit() or len(text) not in {10, 13, 16}:
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _notation(notation: str) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        try:
            # A wall-clock time; its zone comes after, where it has none.
            return datetime.strptime(text, notation)  # noqa: DTZ007
        except ValueError:
            return None

    return read


NOTATIONS = tuple(
    _notation(one) for one in (*MOMENTS, "%d.%m.%Y %H:%M:%S", "%a %b %d %H:%M:%S %z %Y", *DAYS)
)
